// The importance-weighted estimate of ln p(x), on a model whose likelihood is known; active units; the word on collapse.
import { beforeAll, expect, test } from 'vitest'
import { addLogWeights, emptyWeightSums, logMeanWeights } from '@shared/recipes/parts/importance-weights'
import { vae } from '@shared/recipes/vae'
import type { ForwardResult, RecipeContext } from '@shared/recipes/recipe-definition'
import { emptyRunView } from '@shared/run/reduce-run'
import { CounterRandom } from '@shared/tensors/counter-random'
import type { Tensor, Tf } from '@shared/tensors/tf'
import { activeDimensions } from '../../../src-main/trainer/snapshots/active-dimensions'
import { healthFacts } from '../../../src-renderer/panels/train/inspector/run-health'
import { javascriptTf } from '../../main/engines/javascript-tf'

let tf: Tf
beforeAll(async () => {
  tf = await javascriptTf()
})

type Parameters = ReturnType<typeof vae.parameters.parse>
const X = [0.3, -1.1, 2]
const S = 0.5

/** z ~ N(0, 1), x | z ~ N(z, S²), so that p(x) = N(0, 1 + S²); q(z | x) has the mean and ln σ² given. */
function context(parameters: Partial<Parameters>, mean: (x: Tensor) => Tensor, logVariance: number): RecipeContext<Parameters> {
  const x = tf.tensor(X, [3, 1])
  return {
    tf,
    parameters: vae.parameters.parse({ likelihood: 'gaussian', standardDeviation: S, ...parameters }),
    x,
    scheduled: {},
    prepared: {},
    training: false,
    random: {
      normal: (stream, shape) => {
        const random = new CounterRandom(5, stream)
        return tf.tensor(Float32Array.from({ length: shape.reduce((product, extent) => product * extent, 1) }, () => random.normal()), [...shape])
      },
      uniform: (_stream, shape) => tf.zeros([...shape]),
    },
    // The estimate draws its own codes: the encoder's output is not looked at.
    forward: (role, input): ForwardResult => (role === 'decoder' ? { output: input, exposed: {} } : { output: mean(input), exposed: { mean: mean(input), logVariance: tf.fill(input.shape, logVariance) } }),
  }
}

const exact = X.map((value) => -0.5 * (value ** 2 / (1 + S ** 2) + Math.log(2 * Math.PI * (1 + S ** 2))))

/** The bound from groups of K codes each, over so many draws; mean over groups, by example. */
function bound(mean: (x: Tensor) => Tensor, logVariance: number, K: number, groups: number): number[] {
  const drawn = Array.from(vae.importance?.logWeights(context({}, mean, logVariance), K * groups).dataSync() ?? [])
  const totals = X.map(() => 0)
  for (let group = 0; group < groups; group += 1) {
    const sums = emptyWeightSums(X.length)
    // In two calls, the second with more codes than are taken.
    const rows = drawn.slice(group * K * X.length)
    addLogWeights(sums, rows, X.length, 1)
    addLogWeights(sums, rows.slice(X.length), X.length, K - 1)
    logMeanWeights(sums).forEach((value, row) => (totals[row] = (totals[row] ?? 0) + value / groups))
  }
  return totals
}

const posterior = (input: Tensor): Tensor => tf.div(input, 1 + S ** 2)

test('is exact for the true posterior, whatever is drawn, and from a poorer one comes nearer the more codes it has', () => {
  bound(posterior, Math.log(S ** 2 / (1 + S ** 2)), 3, 1).forEach((value, row) => expect(value).toBeCloseTo(exact[row] ?? Number.NaN, 4))
  const [one, five, fifty] = [1, 5, 50].map((K) => bound(posterior, 0, K, 10_000 / K))
  // With one code it is the evidence lower bound: ln p(x) − KL(q, posterior), here between two normals of one mean.
  const ratio = (1 + S ** 2) / S ** 2
  const gap = 0.5 * (ratio - 1 - Math.log(ratio))
  exact.forEach((value, row) => {
    expect(one?.[row]).toBeCloseTo(value - gap, 0)
    expect(five?.[row]).toBeGreaterThan((one?.[row] ?? 0) + gap / 4)
    expect(fifty?.[row]).toBeGreaterThan(five?.[row] ?? 0)
    expect(fifty?.[row]).toBeCloseTo(value, 1)
  })
})

test('sums of weights neither overflow nor hide what is not a number', () => {
  const sums = emptyWeightSums(3)
  addLogWeights(sums, [-2000, 900, 1, -1000, 899, Number.NaN, Number.NEGATIVE_INFINITY, 901, 1], 3, 3)
  const [low, high, broken] = logMeanWeights(sums)
  expect(low).toBeCloseTo(-1000 - Math.log(3), 6)
  expect(high).toBeCloseTo(901 + Math.log((1 + Math.exp(-1) + Math.exp(-2)) / 3), 6)
  expect(broken).toBeNaN()
})

test('its metric says how many codes, and when; without codes there is none', () => {
  const titles = (parameters: Partial<Parameters>) => vae.metrics(vae.parameters.parse(parameters)).flatMap(({ name, title }) => (name === 'logLikelihood' ? [title] : []))
  expect([titles({}), titles({ importanceSamples: 50 }), titles({ importanceSamples: 500, importanceWhen: 'end' })]).toEqual([[], ['ln p(x), 50 codes'], ['ln p(x), 500 codes, at the end']])
})

test('a dimension is active where the mean code varies by more than 0.01', () => {
  expect(activeDimensions({ count: 4, width: 3, values: Float32Array.of(0, 1, 5, 0.01, -1, 5, 0, 1, 5, 0.01, -1, 5) })).toBe(1)
})

test('collapse is warned of with its evidence, and a code in use is good news', () => {
  const metrics = vae.metrics(vae.parameters.parse({}))
  const view = (activeUnits: number, kl: number) => {
    const at = { step: 1, epoch: 1, elapsedMs: 1 }
    return { ...emptyRunView, metrics: { 'test/activeUnits': { name: 'test/activeUnits', ...at, value: activeUnits }, 'test/kl': { name: 'test/kl', ...at, value: kl } } }
  }
  const fact = (activeUnits: number, kl: number) => healthFacts(view(activeUnits, kl), metrics, []).at(-1)
  expect(fact(0, 0.02)).toMatchObject({ state: 'warn', title: 'Posterior collapse', detail: expect.stringMatching(/No dimension.*0\.02.*smaller β/) as string })
  expect(fact(18, 25)).toMatchObject({ state: 'ok', title: '18 code dimensions active' })
})
