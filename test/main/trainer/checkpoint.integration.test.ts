// What is kept is good: a state with a value that is no number becomes no checkpoint, and what was kept before stays.
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readCheckpoint } from '../../../src-main/trainer/read-checkpoint'
import { writeCheckpoint } from '../../../src-main/trainer/checkpoint'
import { buildModel, initialState } from '../../../src-main/trainer/model'
import { temporaryFolder } from '../../support/temporary-folder'
import { smallExperiment } from './small-experiments'

test('a state is read back as it was written; not-a-number in a weight or an optimizer is refused by name', async () => {
  await using folder = await temporaryFolder()
  const model = buildModel(smallExperiment())
  const state = initialState(model)
  const place = { directory: folder.path, step: 8, epoch: 1, execution: { mode: 'captured' as const, xla: true } }
  const { file, sha256 } = await writeCheckpoint(model, state, place)
  const path = join(folder.path, file)
  expect(await readCheckpoint({ path, step: 8, elapsedMs: 5, sha256 })).toEqual({ path, step: 8, epoch: 1, elapsedMs: 5, execution: place.execution, optimizers: { model: 'adam' }, arrays: state })
  await expect(readCheckpoint({ path, step: 9, elapsedMs: 5, sha256 })).rejects.toMatchObject({ detail: { code: 'checkpoint-damaged', path } })

  const name = Object.keys(state).find((each) => each.startsWith('optimizer/') && each.endsWith('kernel')) ?? ''
  const values = state[name]
  if (values === undefined) throw new Error('No slot of a kernel')
  const broken = { ...state, [name]: { ...values, data: Float32Array.from(values.data, (value, index) => (index === 1 ? Number.NaN : value)) } }
  await expect(writeCheckpoint(model, broken, { ...place, step: 16 })).rejects.toMatchObject({ detail: { code: 'weights-not-a-number', path: name } })
  expect(await readdir(join(folder.path, 'checkpoints'))).toEqual(['step-000000008.safetensors'])
})
