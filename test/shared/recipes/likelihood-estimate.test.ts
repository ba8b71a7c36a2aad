// The importance-weighted estimate of ln p(x), on a model whose likelihood is known; active units; the word on collapse.
import { beforeAll, expect, test } from 'vitest'
import { vae } from '@shared/recipes/vae'
import type { ForwardResult, RecipeContext } from '@shared/recipes/recipe-definition'
import { emptyRunView } from '@shared/run/reduce-run'
import { CounterRandom } from '@shared/tensors/counter-random'
import type { Tensor, Tf } from '@shared/tensors/tf'
import { activeDimensions } from '../../../src-main/trainer/snapshots/active-dimensions'
import { healthFacts } from '../../../src-renderer/panels/train/run-health'
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

test('is exact for the true posterior, whatever is drawn, and comes near from a poorer one', () => {
  const posterior = (input: Tensor): Tensor => tf.div(input, 1 + S ** 2)
  const perfect = vae.evaluate(context({ importanceSamples: 3 }, posterior, Math.log(S ** 2 / (1 + S ** 2))))['logLikelihood']
  Array.from(perfect?.dataSync() ?? []).forEach((value, row) => expect(value).toBeCloseTo(exact[row] ?? Number.NaN, 4))
  const { logLikelihood } = vae.evaluate(context({ importanceSamples: 500 }, posterior, 0))
  const found = Array.from(logLikelihood?.dataSync() ?? [])
  found.forEach((value, row) => expect(value).toBeCloseTo(exact[row] ?? Number.NaN, 0))
  expect(vae.evaluate(context({}, posterior, 0))).not.toHaveProperty('logLikelihood')
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
