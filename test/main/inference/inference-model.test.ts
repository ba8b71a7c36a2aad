// A checkpoint's networks for looking, on the engine that is everywhere: the same as a training session, in batches of any number of
// rows, and nothing left behind.
import { beforeAll, expect, test } from 'vitest'
import { loadDataset } from '../../../src-main/datasets/load-dataset'
import type { Engine } from '../../../src-main/engines/engine'
import { createJavascriptEngine } from '../../../src-main/engines/javascript/javascript-engine'
import { CALL_ROWS, InferenceModel } from '../../../src-main/inference/inference-model'
import { buildModel, initialState } from '../../../src-main/trainer/model'
import { fixedNoise } from '../../../src-main/trainer/snapshots/sample-codes'
import { TrainingSession } from '../../../src-main/trainer/training-session'
import { smallExperiment } from '../trainer/small-experiments'

let engine: Engine
beforeAll(async () => {
  engine = await createJavascriptEngine()
})

const vae = smallExperiment({ recipe: 'vae', recipeParameters: { likelihood: 'gaussian' }, latent: 2 })

test('encodes and decodes as a training session does, whatever the number of rows', async () => {
  const model = buildModel(vae)
  const dataset = await loadDataset(vae.dataset, { mnist: '' })
  const state = initialState(model)
  const session = new TrainingSession(engine, model, dataset, 'eager')
  session.writeState(state)
  const opened = new InferenceModel({ engine, model, description: dataset.description, state, note: () => {} })
  for (const rows of [1, CALL_ROWS[1], CALL_ROWS[1] + 1, CALL_ROWS[2] + CALL_ROWS[1] + 1]) {
    const z = fixedNoise(rows, rows, 2)
    const decoded = await opened.decode(z)
    const expected = await session.decode(z, 2)
    expect([...decoded].map((value, at) => Math.abs(value - (expected[at] ?? Number.NaN)) < 1e-5)).toEqual([...expected].map(() => true))
    const x = Float32Array.from(dataset.test.examples.subarray(0, 2 * rows))
    const codes = await session.encodeTest(rows)
    expect([...(await opened.encode(x))].map((value, at) => Math.abs(value - (codes?.values[at] ?? Number.NaN)) < 1e-5)).toEqual([...(codes?.values ?? [])].map(() => true))
  }
  opened.dispose()
  session.dispose()
})

test('leaves no tensor behind, neither by a call nor once it is closed', async () => {
  const model = buildModel(vae)
  const dataset = await loadDataset(vae.dataset, { mnist: '' })
  const probe = engine.createSession({ state: {}, programs: {} })
  const before = probe.memory().tensors
  const opened = new InferenceModel({ engine, model, description: dataset.description, state: initialState(model), note: () => {} })
  const open = probe.memory().tensors
  // Of the weights alone: an optimizer's state is no use to look with.
  expect(open - before).toBe(model.weights.length)
  for (let turn = 0; turn < 5; turn += 1) await opened.decode(fixedNoise(turn, 9, 2))
  expect(probe.memory().tensors).toBe(open)
  opened.dispose()
  expect(probe.memory().tensors).toBe(before)
})
