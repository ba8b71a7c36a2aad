// Every layer of the catalogue runs captured: as one native graph it gives the outputs, the new state and the gradients that it gives
// one operation at a time. Layers come in groups, one small network each.
import { resolve } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { analyseNetwork } from '@shared/graph/analyse-network'
import { forwardNetwork } from '@shared/graph/forward-network'
import type { NetworkDocument } from '@shared/graph/network'
import { networkWeights } from '@shared/graph/network-weights'
import { layerCatalogue } from '@shared/layers/catalogue'
import { drawInitialWeight } from '@shared/tensors/draw-initial-weight'
import { CounterRandom } from '@shared/tensors/counter-random'
import type { NamedArray, NamedArrays } from '@shared/tensors/named-arrays'
import { sizeOf, type Shape } from '@shared/tensors/shape'
import type { Tensor } from '@shared/tensors/tf'
import type { Engine, SessionDefinition } from '../../../src-main/engines/engine'
import { createTensorflowEngine } from '../../../src-main/engines/tensorflow/tensorflow-engine'
import { locate } from '../../../src-main/locations'
import { lossAndGradients } from '../../../src-main/trainer/programs/gradients'
import { chain, network, node } from '../../shared/graph/build-network'

const BATCH = 4
/** Of the largest value in an array, or of 1 where that is smaller: graphs add up in another order. */
const TOLERANCE = 2e-5

const linear = { activation: 'linear' }
const groups: readonly (readonly [string, Shape, NetworkDocument])[] = [
  [
    'convolutions',
    [8, 8, 2],
    chain([
      node('input'),
      node('a:conv-2d', { filters: 4, activation: 'silu', spectralNormalisation: true }),
      node('b:conv-2d', { filters: 4, dilation: 2, activation: 'gelu' }),
      node('c:depthwise-conv-2d', { multiplier: 2, stride: 2, activation: 'selu' }),
      node('d:separable-conv-2d', { filters: 4, dilation: 2, activation: 'hard-silu' }),
      node('e:conv-2d-transpose', { filters: 2, activation: 'hard-tanh', spectralNormalisation: true }),
      node('output'),
    ]),
  ],
  [
    'pooling and resizing',
    [8, 8, 4],
    chain([
      node('input'),
      node('a:max-pool-2d', { pool: [3, 3], padding: 'same' }),
      node('b:upsample-2d', { method: 'bilinear' }),
      node('c:average-pool-2d', { pool: [3, 3], stride: [2, 1], padding: 'same' }),
      node('d:pixel-shuffle'),
      node('e:padding-2d', { fill: 'reflect' }),
      node('f:padding-2d'),
      node('g:cropping-2d', { top: 2 }),
      node('h:upsample-2d', { factor: [1, 3] }),
      node('i:permute', { order: [3, 1, 2] }),
      node('j:global-pool'),
      node('k:dense', { units: 3, ...linear }),
      node('output'),
    ]),
  ],
  [
    'normalisations',
    [4, 4, 6],
    chain([
      node('input'),
      node('a:batch-normalisation'),
      node('b:layer-normalisation'),
      node('c:instance-normalisation'),
      node('d:prelu'),
      node('e:group-normalisation', { groups: 2, epsilon: 0.01 }),
      node('f:layer-normalisation', { over: 'channels', epsilon: 0.01 }),
      node('g:minibatch-standard-deviation'),
      node('h:global-pool', { kind: 'max' }),
      node('i:dense', { units: 3, activation: 'hard-sigmoid', spectralNormalisation: true }),
      node('output'),
    ]),
  ],
  [
    'sequences',
    [6, 4],
    chain([
      node('input'),
      node('a:conv-1d', { filters: 4, dilation: 2, activation: 'softplus', spectralNormalisation: true }),
      node('b:self-attention', { heads: 2 }),
      node('c:lstm', { units: 4, gives: 'all' }),
      node('d:conv-1d-transpose', { filters: 3, activation: 'elu' }),
      node('e:gru', { units: 4 }),
      node('f:activation', { kind: 'softmax' }),
      node('output'),
    ]),
  ],
  [
    'randomness',
    [4, 4, 4],
    chain([
      node('input'),
      node('a:gaussian-noise'),
      node('b:masking-noise'),
      node('c:salt-and-pepper-noise'),
      node('d:spatial-dropout'),
      node('e:dropout'),
      node('f:flatten'),
      node('k:dense', { units: 64, ...linear }),
      node('g:reshape', { target: [4, 4, 4] }),
      node('output'),
    ]),
  ],
  [
    'branches',
    [6],
    network(
      [
        node('input'),
        node('left:dense', { units: 4, ...linear }),
        node('right:dense', { units: 4, ...linear }),
        node('sum:add'),
        node('product:multiply'),
        node('mean:average'),
        node('stop:gradient-stop'),
        node('classes:activation', { kind: 'softmax' }),
        node('one:one-hot', { classes: 3 }),
        node('places:embedding', { classes: 3, size: 2 }),
        node('flat:flatten'),
        node('start:learned-constant', { target: [2, 2, 3] }),
        node('label:label-concatenation'),
        node('row:flatten'),
        node('code:gaussian-latent'),
        node('all:concatenate'),
        node('more:concatenate'),
        node('last:flatten'),
        node('output'),
      ],
      [
        'input -> left',
        'input -> right',
        'left -> sum.first',
        'right -> sum.second',
        'sum -> product.first',
        'left -> product.second',
        'product -> mean.first',
        'right -> mean.second',
        'mean -> stop',
        'stop -> classes',
        'classes -> one',
        'classes -> places',
        'places -> flat',
        'input -> start',
        'start -> label.input',
        'flat -> label.label',
        'label -> row',
        'left -> code.mean',
        'right -> code.logVariance',
        'code -> all.first',
        'row -> all.second',
        'one -> last',
        'all -> more.first',
        'last -> more.second',
        'more -> output',
      ],
    ),
  ],
]

let engine: Engine
beforeAll(async () => {
  engine = await createTensorflowEngine(locate({ root: resolve(import.meta.dirname, '../../..') }).engine)
})

function required(tensors: Readonly<Record<string, Tensor>>, name: string): Tensor {
  const tensor = tensors[name]
  if (tensor === undefined) throw new Error(`no ${name}`)
  return tensor
}

/** One training pass: the loss is half the sum of squares of what comes out; gradients go to the input and to every weight. */
function definitionOf(document: NetworkDocument, inputShape: Shape): SessionDefinition {
  const analysis = analyseNetwork(document, inputShape)
  expect(analysis.problems).toEqual([])
  const weights = networkWeights(analysis)
  const trained = weights.filter(({ definition }) => definition.trainable).map(({ fullName }) => fullName)
  return {
    state: Object.fromEntries(
      weights.map(({ fullName, definition }) => [fullName, { dtype: 'float32', shape: definition.shape, data: drawInitialWeight(3, fullName, definition.shape, definition.initialiser) } satisfies NamedArray]),
    ),
    programs: {
      pass: {
        feeds: { x: { shape: [BATCH, ...inputShape], dtype: 'float32' }, key: { shape: [2], dtype: 'int32' } },
        run: ({ tf, random }, state, feeds) => {
          const sources = { x: required(feeds, 'x'), ...Object.fromEntries(trained.map((name) => [name, required(state, name)])) }
          const { loss, metrics, updates, gradients } = lossAndGradients(tf, sources, () => {
            const updates: Record<string, Tensor> = {}
            const { output } = forwardNetwork({
              tf,
              analysis,
              input: required(feeds, 'x'),
              weight: (name) => required(state, name),
              update: (name, value) => {
                updates[name] = value
              },
              training: true,
              random: random(required(feeds, 'key')),
            })
            return { loss: tf.mul(tf.sum(tf.square(output)), 0.5), metrics: { output }, updates }
          })
          const named = Object.entries(gradients).map(([name, gradient]): [string, Tensor] => [`gradient/${name}`, gradient])
          return { state: updates, outputs: { loss, output: required(metrics, 'output'), ...Object.fromEntries(named) } }
        },
      },
    },
  }
}

function difference(expected: NamedArray, got: NamedArray | undefined): number {
  expect(got?.shape).toEqual(expected.shape)
  const values = Array.from(expected.data)
  const scale = values.reduce((most, value) => Math.max(most, Math.abs(value)), 1)
  return values.reduce((most, value, index) => Math.max(most, Math.abs(value - (got?.data[index] ?? Number.NaN)) / scale), 0)
}

test.each(groups)('%s', { timeout: 120_000 }, (_name, shape, document) => {
  const definition = definitionOf(document, shape)
  const random = new CounterRandom(5, 'input')
  const x = Float32Array.from({ length: BATCH * sizeOf(shape) }, () => random.normal())
  const results = (['eager', 'captured'] as const).map((execution) => {
    const session = engine.createSession(definition, { execution })
    const outputs = session.run('pass', { x: { dtype: 'float32', shape: [BATCH, ...shape], data: x }, key: { dtype: 'int32', shape: [2], data: Int32Array.of(7, 1) } })
    const result: NamedArrays = { ...outputs, ...session.readState() }
    session.dispose()
    return result
  })
  const [eager = {}, captured = {}] = results
  expect(Object.keys(captured).sort()).toEqual(Object.keys(eager).sort())
  // Every weight but those that only follow has a gradient.
  const trained = networkWeights(analyseNetwork(document, shape)).filter((weight) => weight.definition.trainable)
  expect(trained.filter(({ fullName }) => eager[`gradient/${fullName}`] === undefined).map(({ fullName }) => fullName)).toEqual([])
  for (const [name, value] of Object.entries(eager)) expect(difference(value, captured[name]), name).toBeLessThan(TOLERANCE)
})

test('no layer of the catalogue is left out', () => {
  const used = new Set(groups.flatMap(([, , { nodes }]) => nodes.map(({ type }) => type)))
  expect(layerCatalogue.map(({ type }) => type).filter((type) => !used.has(type))).toEqual([])
})
