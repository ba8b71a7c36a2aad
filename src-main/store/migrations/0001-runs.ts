// The first schema: runs, what they told, their metric points, and the files their pictures live in.
import type { Migration } from './migration'

export const migration0001: Migration = {
  version: 1,
  title: 'Runs, events, metric points, blobs and tags',
  sql: `
    -- AUTOINCREMENT: a run's number gives its colour and is never used again, not even after deletion.
    CREATE TABLE run (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      name TEXT NOT NULL UNIQUE,
      status TEXT NOT NULL CHECK (status IN ('starting', 'running', 'paused', 'finished', 'stopped', 'failed', 'interrupted')),
      experiment TEXT NOT NULL,
      experiment_name TEXT NOT NULL,
      recipe TEXT NOT NULL,
      dataset TEXT NOT NULL,
      primary_metric TEXT NOT NULL,
      template_id TEXT,
      created_at INTEGER NOT NULL,
      ended_at INTEGER,
      step INTEGER NOT NULL DEFAULT 0,
      total_steps INTEGER,
      steps_per_epoch INTEGER,
      elapsed_ms REAL NOT NULL DEFAULT 0,
      samples_per_second REAL,
      metrics TEXT NOT NULL DEFAULT '{}',
      notes TEXT NOT NULL DEFAULT '',
      error TEXT,
      engine TEXT,
      bytes INTEGER NOT NULL DEFAULT 0,
      last_sequence INTEGER NOT NULL DEFAULT 0,
      -- Deletion of a long run happens in slices; until it is through, this hides it.
      deleted_at INTEGER
    ) STRICT;

    CREATE TABLE run_tag (
      run INTEGER NOT NULL REFERENCES run (number) ON DELETE CASCADE,
      tag TEXT NOT NULL,
      PRIMARY KEY (run, tag)
    ) STRICT, WITHOUT ROWID;

    -- body: the event as JSON; of a metrics event only which points it brought, since the points have a table of their own.
    CREATE TABLE run_event (
      run INTEGER NOT NULL REFERENCES run (number) ON DELETE CASCADE,
      sequence INTEGER NOT NULL,
      recorded_at INTEGER NOT NULL,
      kind TEXT NOT NULL,
      body TEXT NOT NULL,
      PRIMARY KEY (run, sequence)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX run_event_told ON run_event (run, sequence) WHERE kind NOT IN ('metrics', 'progress');

    CREATE TABLE series (
      id INTEGER PRIMARY KEY,
      run INTEGER NOT NULL REFERENCES run (number) ON DELETE CASCADE,
      name TEXT NOT NULL,
      UNIQUE (run, name)
    ) STRICT;

    -- A series belongs to one run, so this keeps points together by run, series and step. value is null where it was no number.
    CREATE TABLE point (
      series INTEGER NOT NULL REFERENCES series (id) ON DELETE CASCADE,
      step INTEGER NOT NULL,
      epoch REAL NOT NULL,
      elapsed_ms REAL NOT NULL,
      value REAL,
      PRIMARY KEY (series, step)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE blob (
      id TEXT NOT NULL PRIMARY KEY,
      run INTEGER NOT NULL REFERENCES run (number) ON DELETE CASCADE,
      file TEXT NOT NULL,
      media_type TEXT NOT NULL,
      bytes INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX blob_by_run ON blob (run);
  `,
}
