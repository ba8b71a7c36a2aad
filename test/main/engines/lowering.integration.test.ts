// The rewritings look for formulas as the optimizers and activations write them today: written otherwise, they would go on to be
// right and be slow. Here each is recorded from its own definition.
import { resolve } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { findOptimizer } from '@shared/optimizers/catalogue'
import type { NamedTensors, Tensor, Tf } from '@shared/tensors/tf'
import { readEngineManifest } from '../../../src-main/engines/engine-manifest'
import { loadTfjs } from '../../../src-main/engines/load-tfjs'
import { lowerTrace } from '../../../src-main/engines/tensorflow/capture/lowering/lower-trace'
import { recordProgram, type RecordableBackend } from '../../../src-main/engines/tensorflow/capture/record-program'
import { loadNodeBackend, TENSORFLOW_BACKEND } from '../../../src-main/engines/tensorflow/node-backend'

let tf: Tf
let backend: RecordableBackend
beforeAll(async () => {
  tf = loadTfjs()
  backend = loadNodeBackend(tf, await readEngineManifest(resolve(import.meta.dirname, '../../../.cache/engine.json'))) as unknown as RecordableBackend
  await tf.setBackend(TENSORFLOW_BACKEND)
})

function loweredOps(state: NamedTensors, feeds: NamedTensors, call: () => { state?: NamedTensors; outputs: NamedTensors }): readonly string[] {
  return lowerTrace(recordProgram('probe', backend, state, feeds, call)).ops.map(({ op }) => op)
}

test.each([
  ['adam', {}, 'ResourceApplyAdam'],
  ['sgd', {}, 'ResourceApplyGradientDescent'],
  ['sgd', { momentum: 0.9 }, 'ResourceApplyMomentum'],
] as const)('%s %j updates by %s', (id, settings, expected) => {
  const optimizer = findOptimizer(id)
  if (optimizer === undefined) throw new Error(`no ${id}`)
  const parameters = optimizer.parameters.parse(settings)
  const large = (): Tensor => tf.zeros([3, 4])
  const slots = Object.fromEntries(optimizer.slots(parameters).map((slot) => [slot, large()]))
  const state = { w: large(), ...slots, step: tf.scalar(1) }
  const feeds = { g: large(), learningRate: tf.scalar(0.1) }
  const ops = loweredOps(state, feeds, () => {
    const next = optimizer.update({ tf, parameters, learningRate: feeds.learningRate, step: state.step, weight: state.w, gradient: feeds.g, slots })
    return { state: { w: next.weight, ...next.slots }, outputs: {} }
  })
  expect(ops.filter((op) => op.startsWith('ResourceApply'))).toEqual([expected])
})

test.each([
  ['ReLU', (x: Tensor) => tf.relu(x), ['Relu', 'Square', 'ReluGrad']],
  ['leaky ReLU', (x: Tensor) => tf.leakyRelu(x, 0.2), ['LeakyRelu', 'LeakyReluGrad']],
] as const)('the gradient of %s is one operation', (_name, activation, expected) => {
  const feeds = { x: tf.ones([3, 4]) }
  const ops = loweredOps({}, feeds, () => ({ outputs: { gradient: tf.grad((x: Tensor) => tf.sum(tf.square(activation(x))))(feeds.x) } }))
  expect(ops.filter((op) => expected.includes(op as never))).toEqual(expected.filter((op) => op !== 'Square'))
  expect(ops).not.toContain('Greater')
})
