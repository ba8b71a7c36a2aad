// A history of the first schema, opened by a studio with a queue and forks: nothing is lost, and old runs can go on.
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { silentLogger } from '../../../src-main/logger'
import { openDatabase } from '../../../src-main/store/open-database'
import { migration0001 } from '../../../src-main/store/migrations/0001-runs'
import { listRuns } from '../../../src-main/store/queries/read-runs'
import { temporaryFolder } from '../../support/temporary-folder'

test('runs of before are listed with their newest checkpoint, without parent and not queued', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'studio.sqlite')
  const options = { logger: silentLogger, describeHolder: () => 'Another' }
  const old = openDatabase(file, { ...options, migrations: [migration0001] })
  for (const id of ['aaaaaaaa1111', 'bbbbbbbb2222']) {
    old.run(`INSERT INTO run (id, name, status, experiment, experiment_name, recipe, dataset, primary_metric, created_at) VALUES (?, ?, 'stopped', '{}', 'e', 'vae', 'mnist', 'test/elbo', 1)`, id, id)
  }
  for (const [sequence, step] of [[1, 469], [2, 938]] as const) {
    old.run(`INSERT INTO run_event (run, sequence, recorded_at, kind, body) VALUES (1, ?, 1, 'checkpoint', ?)`, sequence, JSON.stringify({ kind: 'checkpoint', step }))
  }
  old.close()
  const database = openDatabase(file, options)
  expect(listRuns(database)).toMatchObject([
    { id: 'bbbbbbbb2222', status: 'stopped', checkpointStep: null, parent: null, queuePlace: null },
    { id: 'aaaaaaaa1111', status: 'stopped', checkpointStep: 938, parent: null, queuePlace: null },
  ])
  database.close()
})
