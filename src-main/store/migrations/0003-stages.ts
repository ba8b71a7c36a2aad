// Runs that train in stages.
import type { Migration } from './migration'

export const migration0003: Migration = {
  version: 3,
  title: 'Stages of runs',
  sql: `
    -- [{id, title, beginStep, endStep}] as JSON; NULL where a run has none.
    ALTER TABLE run ADD COLUMN stages TEXT;
  `,
}
