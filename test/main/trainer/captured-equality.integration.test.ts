// Captured is eager, only faster: from the same state, one step of each gives the same metrics and the same state, to a stated
// tolerance (TensorFlow's graph rewriting and XLA add up in other orders). Captured against captured is exact, bit for bit.
// A few states for each model here; `node bench/nightly/equality.mjs` runs it with 200.
import { resolve } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Experiment } from '@shared/experiment/experiment'
import type { NamedArrays } from '@shared/tensors/named-arrays'
import { loadDataset } from '../../../src-main/datasets/load-dataset'
import type { Engine } from '../../../src-main/engines/engine'
import { createTensorflowEngine } from '../../../src-main/engines/tensorflow/tensorflow-engine'
import { locate } from '../../../src-main/locations'
import { buildModel } from '../../../src-main/trainer/model'
import { exampleStream, runLength } from '../../../src-main/trainer/run-length'
import { TrainingSession } from '../../../src-main/trainer/training-session'
import { differentArrays } from '../../support/different-arrays'
import { shippedExperiment, shippedTemplateIds } from '../../support/shipped-templates'
import { digitBoltzmann, smallBoltzmann } from './small-boltzmann'
import { smallClassifier } from './small-classifier'
import { smallExperiment } from './small-experiments'

const STATES = Number(process.env['LATENT_STUDIO_EQUALITY_STATES'] ?? 2)
/** Of a metric's size, or of 1 where it is smaller. */
const METRIC_TOLERANCE = { plain: 2e-5, xla: 3e-4 }
/**
 * Of the largest value in an array. Metrics and gradients agree far better. Adam divides every gradient by its own size, so where
 * one is nearly nothing its rounding decides over a whole step of the weight: what this share of the array's largest gradient does
 * to a weight through its own gradient is allowed besides.
 */
const STATE_TOLERANCE = { plain: 5e-4, xla: 1e-2 }
/**
 * Before a batch normalisation a gradient is what is left of sums that nearly cancel: on processors for which TensorFlow leaves oneDNN
 * out, plain rounds there as XLA does (seen on the DCGAN: 4e-3).
 */
const NORMALISED_TOLERANCE = { plain: 1e-2, xla: 1e-2 }

/**
 * A pre-activation within rounding of zero falls on either side of a ReLU's kink: of one example, one unit's gradient is there or is not.
 * It happens to a few of 200 states (docs/performance.md has the counts), and then to the slots of that unit's weights alone.
 */
const STATES_AT_A_KINK = { plain: 0.03, xla: 0.06 }
const KINK_TOLERANCE = 0.1

const locations = locate({ root: resolve(import.meta.dirname, '../../..') })

/** Eight million weights, in stages of the same kinds as those of the small subjects and of the template for digits: only with many states. */
const LARGEST = 'deep-autoencoder-rbm-faces'

/** The templates as they are, but for how much data is read. */
const subjects: readonly (readonly [string, Experiment])[] = [
  ...shippedTemplateIds()
    .filter((id) => id !== LARGEST || STATES > 2)
    .map((id): [string, Experiment] => {
      const experiment = shippedExperiment(id)
      const { dataset } = experiment
      const limits: Record<string, number> = dataset.id === 'mnist' ? { trainLimit: 4000, testLimit: 500 } : dataset.id === 'text-pages' ? { trainCount: 500, testCount: 100 } : dataset.id === 'image-frames' ? { trainCount: 500 } : {}
      return [id, { ...experiment, dataset: { ...dataset, parameters: { ...dataset.parameters, ...limits } } }]
    }),
  [
    'batch normalisation, dropout, Gaussian likelihood, warm-up',
    smallExperiment({
      recipe: 'vae',
      recipeParameters: { likelihood: 'gaussian', warmUpEpochs: 1 },
      latent: 2,
      encoder: [
        // A bias before a normalisation has no gradient but rounding, which an optimizer would blow up.
        ['dense', { units: 16, activation: 'linear', bias: false }],
        ['batch-normalisation', {}],
        ['dropout', { rate: 0.3 }],
      ],
    }),
  ],
  [
    'a frozen encoder with batch normalisation',
    frozen(
      smallExperiment({
        encoder: [
          ['dense', { units: 8 }],
          ['batch-normalisation', {}],
          ['dense', { units: 2 }],
        ],
      }),
    ),
  ],
  ['a deep autoencoder in stages, binary', digitBoltzmann()],
  ['a deep autoencoder in stages, Gaussian', smallBoltzmann()],
  ['a classifier, its encoder frozen', frozen(smallClassifier({ parameters: { labels: 100 } }))],
  ['a classifier after pretraining, its encoder frozen', smallClassifier({ recipe: 'pretrained-classifier', parameters: { labels: 100, pretrainingEpochs: 2, encoder: 'frozen', masked: 0.2 } })],
  ['one network as encoder and decoder', tied(smallExperiment({ encoder: [['dense', { units: 2, activation: 'tanh' }]] }))],
]

function frozen(experiment: Experiment): Experiment {
  return { ...experiment, networks: experiment.networks.map((network) => (network.id === experiment.recipe.roles['encoder'] ? { ...network, frozen: true as const } : network)) }
}

function tied(experiment: Experiment): Experiment {
  const { encoder } = experiment.recipe.roles
  if (encoder === undefined) throw new Error('no encoder')
  return { ...experiment, networks: experiment.networks.filter((network) => network.id === encoder), recipe: { ...experiment.recipe, roles: { encoder, decoder: encoder } } }
}

/** Each optimizer on the same small model: what is fused in a graph depends on their formulas. */
const optimizers: readonly (readonly [string, Record<string, unknown>])[] = [
  ['sgd', {}],
  ['sgd', { momentum: 0.9 }],
  ['sgd', { momentum: 0.9, nesterov: true }],
  ['rmsprop', { momentum: 0.5, centred: true }],
  ['adamw', {}],
]
const optimizerSubjects = optimizers.map(([id, parameters]): readonly [string, Experiment] => [`${id} ${JSON.stringify(parameters)}`, smallExperiment({ optimizer: { id, parameters: { learningRate: 0.01, ...parameters } } })])

let engine: Engine
beforeAll(async () => {
  engine = await createTensorflowEngine(locations.engine)
})

interface Difference {
  readonly metrics: number
  readonly state: number
  /** The array that differs most. */
  readonly where: string
  /** States whose difference is beyond the tolerance. */
  readonly beyond: number
}

const none: Difference = { metrics: 0, state: 0, where: '', beyond: 0 }

function largest(values: ArrayLike<number>): number {
  let most = 0
  for (let at = 0; at < values.length; at += 1) most = Math.max(most, Math.abs(values[at] ?? Number.NaN))
  return most
}

/** Adam's running mean of a weight's gradient, and the rate it steps with. Null for a slot, and for optimizers that keep none. */
function momentOf(name: string, state: NamedArrays, optimizers: Experiment['training']['optimizers']): { readonly gradient: ArrayLike<number>; readonly rate: number } | null {
  const slot = Object.keys(state).find((each) => each.startsWith('optimizer/') && each.endsWith(`/firstMoment/${name}`))
  const rate = optimizers[slot?.split('/')[1] ?? '']?.parameters['learningRate']
  return slot === undefined || typeof rate !== 'number' ? null : { gradient: state[slot]?.data ?? [], rate }
}

function of(state: NamedArrays, network: string): NamedArrays {
  return Object.fromEntries(Object.entries(state).filter(([name]) => name.startsWith(`${network}/`)))
}

/** @returns the largest difference, as a share of what it is measured by; not-a-number where an array or a value is missing. */
function compare(expected: NamedArrays, got: NamedArrays, tolerance: number, optimizers: Experiment['training']['optimizers']): { readonly state: number; readonly where: string } {
  let worst = { state: 0, where: '' }
  for (const [name, { data }] of Object.entries(expected)) {
    const other = got[name]?.data ?? []
    const size = largest(data)
    const moment = momentOf(name, expected, optimizers)
    const steepest = moment === null ? 0 : largest(moment.gradient)
    for (let at = 0; at < data.length; at += 1) {
      const difference = Math.abs((data[at] ?? Number.NaN) - (other[at] ?? Number.NaN))
      if (difference === 0) continue
      // A step turned round is twice the rate: more than that no rounding explains.
      const byRounding = moment === null ? 0 : moment.rate * Math.min(2 / tolerance, steepest / Math.abs(moment.gradient[at] ?? Number.NaN))
      const relative = difference / (size + byRounding)
      if (!(relative <= worst.state)) worst = { state: relative, where: name }
    }
  }
  return worst
}

function compareMetrics(expected: Readonly<Record<string, number>>, got: Readonly<Record<string, number>>): number {
  return Math.max(...Object.entries(expected).map(([name, value]) => Math.abs(value - (got[name] ?? Number.NaN)) / Math.max(1, Math.abs(value))))
}

describe('a captured step equals the eager one', () => {
  test.each([...subjects, ...optimizerSubjects])('%s', { timeout: 180_000 + STATES * 20_000 }, async (id, experiment) => {
    const dataset = await loadDataset(experiment.dataset, locations)
    const model = buildModel(experiment)
    const tolerance = experiment.networks.some(({ nodes }) => nodes.some(({ type }) => type === 'batch-normalisation')) ? NORMALISED_TOLERANCE : STATE_TOLERANCE
    const stream = exampleStream(model, dataset.train.count)
    const eager = new TrainingSession(engine, model, dataset, 'eager')
    const captured = new TrainingSession(engine, model, dataset, 'captured', true)
    const worst: Record<'plain' | 'xla', Difference> = { plain: none, xla: none }
    // Every stage has a program of its own.
    const later = runLength(model, dataset.train.count).stages.slice(1).map(({ beginStep }) => beginStep)
    const steps = [...Array.from({ length: STATES }, (_, step) => step), ...later]
    for (const step of steps) {
      const before = captured.readState()
      const run = (session: TrainingSession): { readonly metrics: Record<string, number>; readonly state: NamedArrays } => {
        session.writeState(before)
        const metrics = session.step(step, stream.stepsPerEpoch, stream.batch(step))
        return { metrics, state: session.readState() }
      }
      const expected = run(eager)
      captured.compile('xla')
      const xla = run(captured)
      captured.compile('plain')
      const plain = run(captured)
      const again = run(captured)
      expect([again.metrics, differentArrays(again.state, plain.state)], `state ${step}, captured twice`).toEqual([plain.metrics, []])
      for (const { id: network } of experiment.networks.filter((each) => each.frozen === true)) expect(differentArrays(of(plain.state, network), of(before, network)), `frozen ${network}`).toEqual([])
      for (const [way, got] of [['plain', plain], ['xla', xla]] as const) {
        const difference = compare(expected.state, got.state, tolerance[way], experiment.training.optimizers)
        const metrics = compareMetrics(expected.metrics, got.metrics)
        const larger = difference.state <= worst[way].state ? worst[way] : difference
        const beyond = worst[way].beyond + (difference.state < tolerance[way] ? 0 : 1)
        worst[way] = { metrics: Math.max(metrics, worst[way].metrics), state: larger.state, where: larger.where, beyond }
      }
    }
    if (process.env['LATENT_STUDIO_EQUALITY_PRINT'] !== undefined) process.stdout.write(`${JSON.stringify({ model: id, states: STATES, ...worst })}\n`)
    for (const way of ['plain', 'xla'] as const) {
      const { metrics, state, where, beyond } = worst[way]
      expect(metrics, `${way}: metrics`).toBeLessThan(METRIC_TOLERANCE[way])
      expect(beyond, `${way}: states beyond the tolerance, most in ${where}`).toBeLessThanOrEqual(Math.floor(STATES * STATES_AT_A_KINK[way]))
      expect(state, `${way}: ${where}`).toBeLessThan(beyond === 0 ? tolerance[way] : KINK_TOLERANCE)
    }
    eager.dispose()
    captured.dispose()
  })
})
