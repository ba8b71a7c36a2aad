// Runs that wait for a place, runs that come from another, and settings of the studio itself.
import type { Migration } from './migration'

export const migration0002: Migration = {
  version: 2,
  title: 'Queue, forks, checkpoints in reach, settings',
  sql: `
    -- {id, step, kind} as JSON: the parent may be deleted, its id stays told.
    ALTER TABLE run ADD COLUMN parent TEXT;
    -- Step of the newest recorded checkpoint.
    ALTER TABLE run ADD COLUMN checkpoint_step INTEGER;
    UPDATE run SET checkpoint_step = (SELECT max(json_extract(body, '$.step')) FROM run_event WHERE run_event.run = run.number AND kind = 'checkpoint');

    -- A run in here is queued, whatever its own status: that is what it becomes again when it is taken out. request: what to
    -- start it with, as JSON. Places ascend and need not follow on one another.
    CREATE TABLE waiting (
      run INTEGER PRIMARY KEY REFERENCES run (number) ON DELETE CASCADE,
      place INTEGER NOT NULL,
      request TEXT NOT NULL
    ) STRICT;

    CREATE TABLE setting (
      name TEXT NOT NULL PRIMARY KEY,
      value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
  `,
}
