// Recipes' terms against closed forms and numeric gradients, their schedules, and what they refuse.
import { beforeAll, describe, expect, test } from 'vitest'
import { analyseExperiment } from '@shared/experiment/analyse-experiment'
import { roleNeeds } from '@shared/experiment/role-needs'
import type { Experiment } from '@shared/experiment/experiment'
import { recipeCatalogue, findRecipe } from '@shared/recipes/catalogue'
import { gaussianDivergence, gaussianDivergencePerDimension } from '@shared/recipes/parts/gaussian-divergence'
import { crossEntropyFromLogits, gaussianNegativeLogLikelihood, squaredError } from '@shared/recipes/parts/reconstruction-terms'
import type { ForwardResult, RecipeContext, RecipeDefinition } from '@shared/recipes/recipe-definition'
import type { Tensor, Tf } from '@shared/tensors/tf'
import { CounterRandom } from '@shared/tensors/counter-random'
import { javascriptTf } from '../../main/engines/javascript-tf'
import { smallExperiment } from '../../main/trainer/small-experiments'

let tf: Tf
beforeAll(async () => {
  tf = await javascriptTf()
})

function recipe(id: string): RecipeDefinition {
  const found = findRecipe(id)
  if (found === undefined) throw new Error(`no ${id}`)
  return found
}

function numbers(tensor: Tensor): number[] {
  return Array.from(tensor.dataSync())
}

/** Central differences of Σ f over every input value. */
function numericGradient(values: readonly number[], shape: readonly number[], f: (input: Tensor) => Tensor): number[] {
  const at = (index: number, shift: number): number => numbers(tf.sum(f(tf.tensor(values.map((value, other) => (other === index ? value + shift : value)), [...shape]))))[0] ?? Number.NaN
  return values.map((_, index) => (at(index, 1e-2) - at(index, -1e-2)) / 2e-2)
}

describe('the terms of losses', () => {
  test('cross-entropy from logits is −x ln p − (1 − x) ln(1 − p), and stays finite where p is 0 or 1', () => {
    const x = [0, 0.25, 1, 0.7, 0, 1]
    const logits = [-2, 0, 3, 1.5, 80, -80]
    const expected = x.map((value, index) => {
      const logit = logits[index] ?? 0
      if (Math.abs(logit) > 30) return value === (logit > 0 ? 1 : 0) ? 0 : Math.abs(logit)
      const p = 1 / (1 + Math.exp(-logit))
      return -value * Math.log(p) - (1 - value) * Math.log(1 - p)
    })
    const found = numbers(crossEntropyFromLogits(tf, tf.tensor(x, [2, 3]), tf.tensor(logits, [2, 3])))
    expect(found[0]).toBeCloseTo((expected[0] ?? 0) + (expected[1] ?? 0) + (expected[2] ?? 0), 4)
    expect(found[1]).toBeCloseTo((expected[3] ?? 0) + (expected[4] ?? 0) + (expected[5] ?? 0), 3)
  })

  test('its gradient is σ(l) − x, at zero and far out too', () => {
    const logits = [-60, -1, 0, 2, 60]
    const x = tf.tensor([0.2, 0.4, 0.9, 0, 1], [1, 5])
    const gradient = numbers(tf.grad((input: Tensor) => tf.sum(crossEntropyFromLogits(tf, x, input)))(tf.tensor(logits, [1, 5])))
    const expected = logits.map((logit, index) => 1 / (1 + Math.exp(-logit)) - (numbers(x)[index] ?? 0))
    gradient.forEach((value, index) => expect(value).toBeCloseTo(expected[index] ?? Number.NaN, 5))
  })

  test('squared error sums over an example’s values, whatever their axes', () => {
    const x = tf.tensor([1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2, 1])
    expect(numbers(squaredError(tf, x, tf.zeros([2, 2, 2, 1])))).toEqual([30, 174])
  })

  test('the Gaussian term is the density’s own negative logarithm', () => {
    const [a, b, s] = [0.3, -1.2, 0.5]
    const density = (value: number, mean: number): number => Math.exp(-((value - mean) ** 2) / (2 * s * s)) / (s * Math.sqrt(2 * Math.PI))
    const found = numbers(gaussianNegativeLogLikelihood(tf, tf.tensor([[a, b]]), tf.tensor([[0, -1]]), s))
    expect(found[0]).toBeCloseTo(-Math.log(density(a, 0)) - Math.log(density(b, -1)), 5)
  })

  test('the divergence is zero at the standard normal, and elsewhere what integration gives', () => {
    expect(numbers(gaussianDivergence(tf, tf.zeros([3, 4]), tf.zeros([3, 4])))).toEqual([0, 0, 0])
    const [mean, logVariance] = [0.8, -1.1]
    const deviation = Math.exp(logVariance / 2)
    let integral = 0
    for (let z = -12; z < 12; z += 0.001) {
      const q = Math.exp(-((z - mean) ** 2) / (2 * deviation ** 2)) / (deviation * Math.sqrt(2 * Math.PI))
      if (q > 0) integral += 0.001 * q * (Math.log(q) + (z * z) / 2 + 0.5 * Math.log(2 * Math.PI))
    }
    expect(numbers(gaussianDivergencePerDimension(tf, tf.tensor([[mean]]), tf.tensor([[logVariance]])))[0]).toBeCloseTo(integral, 4)
  })

  test('gradients agree with central differences', () => {
    const x = tf.tensor([0.1, 0.9, 0.5, 0.3], [2, 2])
    const values = [0.4, -0.7, 1.1, 0.2]
    const terms: ((input: Tensor) => Tensor)[] = [
      (input) => crossEntropyFromLogits(tf, x, input),
      (input) => squaredError(tf, x, input),
      (input) => gaussianNegativeLogLikelihood(tf, x, input, 0.7),
      (input) => gaussianDivergence(tf, input, x),
      (input) => gaussianDivergence(tf, x, input),
    ]
    for (const term of terms) {
      const exact = numbers(tf.grad((input: Tensor) => tf.sum(term(input)))(tf.tensor(values, [2, 2])))
      numericGradient(values, [2, 2], term).forEach((value, index) => expect(value).toBeCloseTo(exact[index] ?? Number.NaN, 2))
    }
  })
})

/** Encoder: mean 2x, ln σ² −1, one draw; decoder: logits z. */
function context(parameters: Record<string, unknown>, more: Partial<RecipeContext<Readonly<Record<string, unknown>>>> = {}): RecipeContext<Readonly<Record<string, unknown>>> {
  const random = {
    normal: (stream: string, shape: readonly number[]): Tensor => {
      const source = new CounterRandom(1, stream)
      return tf.tensor(Float32Array.from({ length: shape.reduce((product, extent) => product * extent, 1) }, () => source.normal()), [...shape])
    },
    uniform: (_stream: string, shape: readonly number[]): Tensor => tf.zeros([...shape]),
  }
  const forward = (role: string, input: Tensor): ForwardResult => {
    if (role === 'decoder') return { output: tf.sigmoid(input), exposed: { preActivation: input } }
    const mean = tf.mul(input, 2)
    const logVariance = tf.fill(input.shape, -1)
    return { output: tf.add(mean, tf.mul(tf.exp(tf.mul(logVariance, 0.5)), random.normal('z', mean.shape))), exposed: { mean, logVariance, preActivation: mean } }
  }
  return { tf, parameters, x: tf.tensor([0.1, 0.9, 0.5, 0.3], [2, 2]), scheduled: {}, prepared: {}, training: false, random, forward, ...more }
}

describe('the VAE', () => {
  const vae = recipe('vae')
  const parameters = vae.parameters.parse({ beta: 3 })

  test('its loss is reconstruction plus β times divergence, with β from the schedule', () => {
    const { loss, metrics } = vae.loss('model', context(parameters, { scheduled: { beta: tf.scalar(0.5) }, training: true }))
    const [reconstruction, kl] = [metrics['reconstruction'], metrics['kl']].map((tensor) => (tensor === undefined ? Number.NaN : numbers(tensor)[0]))
    expect(numbers(loss)[0]).toBeCloseTo((reconstruction ?? 0) + 0.5 * (kl ?? 0), 5)
    expect(metrics['loss']).toBe(loss)
  })

  test('its bound counts the divergence once, whatever β is, and its means are the training metrics', () => {
    const tested = vae.evaluate(context(parameters, { scheduled: { beta: tf.scalar(3) } }))
    const of = (name: string): number[] => numbers(tested[name] ?? tf.scalar(Number.NaN))
    of('elbo').forEach((value, row) => expect(value).toBeCloseTo(-((of('reconstruction')[row] ?? 0) + (of('kl')[row] ?? 0)), 5))
    of('loss').forEach((value, row) => expect(value).toBeCloseTo((of('reconstruction')[row] ?? 0) + 3 * (of('kl')[row] ?? 0), 4))
    const { metrics } = vae.loss('model', context(parameters, { scheduled: { beta: tf.scalar(3) } }))
    expect((of('kl')[0] ?? 0) / 2 + (of('kl')[1] ?? 0) / 2).toBeCloseTo(numbers(metrics['kl'] ?? tf.scalar(Number.NaN))[0] ?? Number.NaN, 5)
    expect(of('reconstruction')).toHaveLength(2)
  })

  test('encodes to the mean, without noise', () => {
    const codes = vae.encode?.(context(parameters))
    expect(codes === undefined ? [] : numbers(codes)).toEqual([0.1, 0.9, 0.5, 0.3].map((value) => expect.closeTo(2 * value, 5) as number))
  })

  test('β rises in a straight line from 0 over the warm-up, then stays', () => {
    const warm = vae.parameters.parse({ beta: 4, warmUpEpochs: 2 })
    const betas = [0, 50, 100, 200, 1000].map((step) => vae.schedule(warm, { step, stepsPerEpoch: 100 })['beta'])
    expect(betas).toEqual([0, 1, 2, 4, 4])
    expect(vae.schedule(vae.parameters.parse({ beta: 4 }), { step: 0, stepsPerEpoch: 100 })).toEqual({ beta: 4 })
  })
})

function codes(experiment: Experiment): string[] {
  return analyseExperiment(experiment).problems.filter((problem) => problem.severity === 'error').map((problem) => problem.code)
}

describe('what recipes refuse', () => {
  test('sound experiments pass', () => {
    expect(codes(smallExperiment())).toEqual([])
    expect(codes(smallExperiment({ recipe: 'vae', recipeParameters: { likelihood: 'gaussian' }, latent: 2 }))).toEqual([])
  })

  test('a VAE whose encoder draws no code is told to add Sample z', () => {
    const { problems } = analyseExperiment(smallExperiment({ recipe: 'vae', recipeParameters: { likelihood: 'gaussian' } }))
    const problem = problems.find((candidate) => candidate.code === 'encoder-without-latent')
    expect(problem?.fix).toMatch(/Sample z/)
    expect(problem?.place.network).toBe('encoder')
  })

  test('probabilities need a sigmoid, and data in [0, 1]; both mends are offered', () => {
    const experiment = smallExperiment({ recipeParameters: { loss: 'cross-entropy' } })
    expect(codes(experiment)).toEqual(['data-not-probabilities', 'output-not-sigmoid'])
    const mends = analyseExperiment(experiment).problems.flatMap((problem) => problem.fixes ?? []).map((fix) => fix.label)
    expect(mends).toContain('Set sigmoid')
    expect(mends).toContain('Use squared error')
  })

  test('a decoder that gives another shape than the data', () => {
    const decoder = [['dense', { units: 3, activation: 'linear' }]] as const
    expect(codes(smallExperiment({ decoder }))).toEqual(['reconstruction-shape-mismatch'])
  })

  test('layers after Sample z', () => {
    const experiment = smallExperiment({ recipe: 'vae', recipeParameters: { likelihood: 'gaussian' }, latent: 2 })
    const encoder = experiment.networks[0]
    if (encoder === undefined) throw new Error('no encoder')
    const output = encoder.wires.find((wire) => wire.to.node === 'output')
    if (output === undefined) throw new Error('no wire into the output')
    const changed = structuredClone(experiment) as { networks: { nodes: object[]; wires: { id: string; to: { node: string } }[] }[] }
    changed.networks[0]?.nodes.push({ id: 'after', type: 'dense', parameters: { units: 2, activation: 'linear' }, position: { x: 0, y: 0 } })
    const wire = changed.networks[0]?.wires.find((candidate) => candidate.id === output.id)
    if (wire !== undefined) wire.to.node = 'after'
    changed.networks[0]?.wires.push({ id: 'last', from: { node: 'after', port: 'output' }, to: { node: 'output', port: 'input' } } as never)
    expect(codes(changed as unknown as Experiment)).toContain('latent-not-last')
  })
})

describe('every recipe', () => {
  test('names metrics with units, has a primary metric among them, and help with formula and source', () => {
    for (const definition of recipeCatalogue) {
      const parameters = definition.parameters.parse({})
      const names = definition.metrics(parameters).flatMap((metric) => metric.splits.map((split) => `${split}/${metric.name}`))
      expect(names).toContain(definition.primaryMetric)
      expect(new Set(names).size).toBe(names.length)
      for (const metric of definition.metrics(parameters)) expect(metric.unit).not.toBe('')
      expect(definition.help.formula).toMatch(/\\/)
      expect(definition.help.source).not.toBe('')
    }
  })
  test('draws a loss for every player, from tensors of roles it has', () => {
    for (const definition of recipeCatalogue) {
      const { flows, losses } = definition.drawing(definition.parameters.parse({}))
      const roles = definition.roles.map((role) => role.id)
      for (const { id } of definition.players) expect(losses.filter((loss) => loss.players.includes(id)), `${definition.id}/${id}`).not.toEqual([])
      expect(losses.flatMap((loss) => loss.players).filter((player) => !definition.players.some(({ id }) => id === player))).toEqual([])
      const sources = [...flows, ...losses.flatMap((loss) => loss.inputs)].flatMap(({ source }) => (source.from === 'role' ? [source.role] : []))
      expect([...sources, ...flows.map((flow) => flow.into)].filter((role) => !roles.includes(role))).toEqual([])
    }
  })
})

describe('what a recipe needs', () => {
  const states = (experiment: Experiment) => roleNeeds(analyseExperiment(experiment)).map(({ role, text, state }) => `${role}: ${text}: ${state}`)

  test('is met by networks that train, in words with the sizes there are', () => {
    const met = states(smallExperiment({ recipe: 'vae', recipeParameters: { likelihood: 'gaussian' }, latent: 2 }))
    expect(met).toContain('encoder: 2 × 2 values: a mean and a log-variance, into Sample z: met')
    expect(met.filter((line) => !line.endsWith(': met'))).toEqual([])
  })

  test('is said of an empty network too, and unmet with what there is', () => {
    const vae = smallExperiment({ recipe: 'vae', recipeParameters: { likelihood: 'gaussian' }, latent: 2 })
    const plain = vae.networks.map((network) =>
      network.id === vae.recipe.roles['encoder'] ? { ...network, nodes: network.nodes.filter((node) => node.type === 'input' || node.type === 'output'), wires: [] } : network,
    )
    expect(states({ ...vae, networks: plain })[0]).toMatch(/twice the code’s size.*: unmet$/)
    const game = smallExperiment({ recipe: 'vae', recipeParameters: { likelihood: 'gaussian' }, latent: 2 })
    const missing = states({ ...game, recipe: { id: 'gan', parameters: {}, roles: {} } })
    expect(missing).toContain('discriminator: one number out: open')
  })
})
