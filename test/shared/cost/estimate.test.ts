// The cost model: what it counts, that it grows with what is asked of it, and what it refuses.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { calibrationWorkloads } from '../../../src-shared/cost/calibration-workloads'
import { estimateCost, type MachineCost } from '../../../src-shared/cost/estimate-cost'
import { fitSpeed, timeOf } from '../../../src-shared/cost/fit-speed'
import { memoryProblems } from '../../../src-shared/cost/memory-problems'
import { stepWork } from '../../../src-shared/cost/step-work'
import { NO_WORK, workKinds, type Work } from '../../../src-shared/cost/work'
import { analyseExperiment } from '../../../src-shared/experiment/analyse-experiment'
import type { Experiment } from '../../../src-shared/experiment/experiment'
import { setExperimentValue } from '../../../src-shared/experiment/set-experiment-value'
import { applyEdits } from '../../../src-shared/graph/apply-edit'
import { planMakeBlock } from '../../../src-shared/graph/make-block'
import type { NetworkDocument } from '../../../src-shared/graph/network'
import { arbitraryExperiment } from '../graph/arbitrary-experiment'
import { shippedExperiment, shippedTemplateIds } from '../../support/shipped-templates'

const templates = shippedTemplateIds().map((id) => ({ id, experiment: shippedExperiment(id) }))

/** Made-up speeds, a different one for each kind. */
const machine: MachineCost = { speed: Object.fromEntries(workKinds.map((kind, at) => [kind, 1e-9 * (at + 1)])) as unknown as Work, engineBytes: 4e8 }

const costOf = (experiment: Experiment) => estimateCost(experiment, analyseExperiment(experiment), machine)

/** The parameters of a network's first layer of a type, changed. */
function changed(experiment: Experiment, type: string, parameters: NetworkDocument['nodes'][number]['parameters']): Experiment {
  const change = (network: NetworkDocument): NetworkDocument => ({ ...network, nodes: network.nodes.map((node) => (node.type === type ? { ...node, parameters: { ...node.parameters, ...parameters } } : node)) })
  const [first, ...rest] = experiment.networks
  return first === undefined ? experiment : { ...experiment, networks: [change(first), ...rest] }
}

test('a step of an autoencoder is its products forward, back to the weights and, past the first layer, back to what enters', () => {
  const workload = calibrationWorkloads.find(({ id }) => id === 'small') ?? expect.fail('small')
  const work = stepWork(analyseExperiment(workload.experiment), 64)
  // 2·16 + 16·2 + 2·16 + 16·2 multiply-adds each way; the gradient of the first layer's input is nobody's.
  expect(work).toMatchObject({ steps: 1, denseProducts: 64 * (128 + 128 + 96), convolutionProducts: 0, updatedValues: 3 * (2 * 16 + 16 + 16 * 2 + 2 + 2 * 16 + 16 + 16 * 2 + 2) })
})

test('an estimate of the likelihood costs its codes’ decoding, at every test or once; binarising draws a number for every pixel', () => {
  const vae = (changes: Readonly<Record<string, string | number>>) => {
    const experiment = Object.entries(changes).reduce((sum, [path, value]) => setExperimentValue(sum, path, value), shippedExperiment('vae-mnist'))
    return costOf(experiment) ?? expect.fail('no estimate')
  }
  const runMs = (changes: Readonly<Record<string, string | number>>) => vae(changes).time?.runMs ?? Number.NaN
  const [without, fifty, hundred] = [0, 50, 100].map((importanceSamples) => runMs({ 'recipe.parameters.importanceSamples': importanceSamples, 'recipe.parameters.importanceWhen': 'end' }))
  expect((hundred ?? 0) - (without ?? 0)).toBeCloseTo(2 * ((fifty ?? 0) - (without ?? 0)), 6)
  expect((fifty ?? 0) - (without ?? 0)).toBeGreaterThan(0)
  // Ten epochs, ten tests.
  expect(runMs({ 'recipe.parameters.importanceSamples': 50 }) - (without ?? 0)).toBeCloseTo(10 * ((fifty ?? 0) - (without ?? 0)), 6)
  expect(vae({ 'recipe.parameters.importanceSamples': 50 }).memory.tests).toBeGreaterThan(vae({}).memory.tests)
  expect(vae({ 'dataset.parameters.pixels': 'binarised' }).work.drawnValues - vae({}).work.drawnValues).toBe(128 * 784)
})

test('a penalty on the gradient and more updates of the critic make a step dearer', () => {
  const work = (id: string, path?: string, value?: number) => {
    const experiment = path === undefined ? shippedExperiment(id) : setExperimentValue(shippedExperiment(id), path, value ?? 0)
    return stepWork(analyseExperiment(experiment), 64)?.denseProducts ?? Number.NaN
  }
  expect(work('wgan-gp-ring', 'recipe.parameters.criticSteps', 2)).toBeLessThan(work('wgan-gp-ring', 'recipe.parameters.criticSteps', 3))
  expect(work('gan-ring')).toBeLessThan(work('wgan-gp-ring', 'recipe.parameters.criticSteps', 1))
})

test.each(templates)('$id: memory and time grow with the batch, and every part is a number', ({ experiment }) => {
  const sizes = [16, 64, 256].map((batchSize) => costOf(setExperimentValue(experiment, 'training.batchSize', batchSize)) ?? expect.fail('no estimate'))
  for (const cost of sizes) for (const value of [...Object.values(cost.work), ...Object.values(cost.memory).filter((part) => typeof part === 'number'), ...Object.values(cost.time?.byKind ?? {})]) expect(value).toBeGreaterThanOrEqual(0)
  const rising = (values: readonly number[]): boolean => values.every((value, at) => at === 0 || value > (values[at - 1] ?? 0))
  expect(rising(sizes.map(({ memory }) => memory.activations))).toBe(true)
  expect(rising(sizes.map(({ memory }) => memory.least))).toBe(true)
  expect(rising(sizes.map(({ time }) => time?.stepMs ?? 0))).toBe(true)
})

test('memory, time and work grow with the units of a layer', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4000 }), fc.integer({ min: 1, max: 4000 }), (units, more) => {
      const [small, large] = [units, units + more].map((count) => costOf(changed(shippedExperiment('vae-mnist'), 'dense', { units: count })))
      expect(large?.memory.total).toBeGreaterThan(small?.memory.total ?? Number.NaN)
      expect(large?.time?.runMs).toBeGreaterThan(small?.time?.runMs ?? Number.NaN)
    }),
    { numRuns: 60, seed: 11 },
  )
})

test('whatever an experiment holds, its estimate is finite or there is none', () => {
  fc.assert(
    fc.property(arbitraryExperiment, (experiment) => {
      const cost = costOf(experiment)
      if (cost === undefined) return
      for (const value of [cost.memory.total, cost.memory.device, cost.memory.least, cost.time?.stepMs, cost.time?.runMs, ...Object.values(cost.work)]) expect(Number.isFinite(value)).toBe(true)
    }),
    { numRuns: 200, seed: 12 },
  )
})

test('speeds are found again from the times they made, and none is below nothing', () => {
  const speeds: Work = { ...NO_WORK, steps: 0.05, operations: 0.002, denseProducts: 1e-8, convolutionProducts: 2e-8, values: 3e-7, normalisedValues: 1e-6, drawnValues: 5e-6, updatedValues: 4e-7 }
  const steps = calibrationWorkloads.map(({ experiment }) => {
    const work = stepWork(analyseExperiment(experiment), experiment.training.batchSize) ?? expect.fail('no work')
    return { work, ms: timeOf(work, speeds).totalMs }
  })
  const found = fitSpeed(steps)
  for (const { work, ms } of steps) expect(timeOf(work, found).totalMs / ms).toBeCloseTo(1, 1)
  const noisy = fitSpeed(steps.map((step, at) => ({ ...step, ms: step.ms * (at % 2 === 0 ? 1.5 : 0.6) })))
  for (const kind of workKinds) expect(noisy[kind]).toBeGreaterThanOrEqual(0)
})

test('a test takes longer, and more is held in memory, where validation examples are measured too', () => {
  const [none, some] = [0, 5000].map((count) => costOf(setExperimentValue(shippedExperiment('vae-mnist'), 'dataset.parameters.validationCount', count)) ?? expect.fail('no estimate'))
  expect((some?.time?.testMs ?? 0) / (none?.time?.testMs ?? 1)).toBeCloseTo(1.5, 5)
  // They come out of the training examples: the data as a whole is no larger.
  expect(some?.memory.dataset).toBe(none?.memory.dataset)
  expect(some?.stepsPerEpoch).toBe(Math.ceil(55_000 / 128))
})

test('a run in stages is estimated stage by stage: a step of each, and their mean over the run', () => {
  const cost = costOf(shippedExperiment('deep-autoencoder-rbm-mnist-short')) ?? expect.fail('no estimate')
  const stages = cost.time?.stages ?? []
  expect(stages.map(({ title, steps }) => [title, steps])).toEqual([
    ['RBM 1: 784–500', 500],
    ['RBM 2: 500–250', 500],
    ['RBM 3: 250–30', 500],
    [expect.any(String), 1500],
  ])
  const total = stages.reduce((sum, { steps, stepMs }) => sum + steps * stepMs, 0)
  expect((cost.time?.stepMs ?? 0) * cost.totalSteps).toBeCloseTo(total, 6)
  // Five products of 784 by 500 for each of a hundred digits; the second machine goes up through the first.
  const [first, second] = stages.map(({ stepMs }) => stepMs)
  expect(second).toBeLessThan(first ?? 0)
  const longer = costOf(setExperimentValue(shippedExperiment('deep-autoencoder-rbm-mnist-short'), 'recipe.parameters.epochs', 8))?.time?.stages[0]
  expect(longer).toEqual({ ...stages[0], steps: 800 })
})

test('what a recipe does beside its networks counts: products of all pairs of values, codes found step by step, in tests too', () => {
  const pca = costOf(shippedExperiment('pca-mnist-30')) ?? expect.fail('no estimate')
  expect(pca.work.denseProducts).toBe(500 * 784 * (2 * 30 + 784))
  const [few, many] = [5, 15].map((steps) => costOf(setExperimentValue(shippedExperiment('logistic-pca-mnist-30'), 'recipe.parameters.trainingSteps', steps)) ?? expect.fail('no estimate'))
  expect((many?.work.denseProducts ?? 0) - (few?.work.denseProducts ?? 0)).toBe(10 * 500 * 30 * (2 * 784 + 30))
  const [quick, exact] = [6, 60].map((steps) => costOf(setExperimentValue(shippedExperiment('logistic-pca-mnist-30'), 'recipe.parameters.testingSteps', steps)) ?? expect.fail('no estimate'))
  expect(exact?.time?.testMs).toBeGreaterThan(5 * (quick?.time?.testMs ?? Infinity))
  expect(exact?.memory.program).toBeGreaterThan(quick?.memory.program ?? Infinity)
})

test('without a calibration no time is guessed', () => {
  const experiment = shippedExperiment('vae-mnist')
  expect(estimateCost(experiment, analyseExperiment(experiment), null)).toMatchObject({ time: null, stepsPerEpoch: 469 })
})

test('rule E11: a size that needs terabytes is an error at the layer that takes them, before anything is allocated', () => {
  const wide = setExperimentValue(changed(shippedExperiment('conv-vae-mnist'), 'conv-2d', { filters: 4096, stride: [1, 1] }), 'training.batchSize', 60_000)
  const problem = analyseExperiment(wide).problems.find(({ code }) => code === 'memory-impossible')
  expect(problem).toMatchObject({ severity: 'error', title: expect.stringMatching(/at least [\d.]+ TB of memory/), place: { network: 'encoder', node: expect.any(String) } })
  expect(problem?.got).toMatch(/activations of Conv2D \([\d.]+ [GT]B\)/)
})

test('a machine that is too small says so, names the culprit and the batch that fits; one that is large says nothing', () => {
  const experiment = setExperimentValue(shippedExperiment('dcgan-mnist'), 'training.batchSize', 4096)
  const analysis = analyseExperiment(experiment)
  const ask = (total: number, free = total) => memoryProblems(experiment, analysis, { total, free }, 4e8)
  expect(ask(64e9)).toEqual([])
  expect(ask(64e9, 3e9)).toMatchObject([{ code: 'memory-short', severity: 'warning', title: expect.stringMatching(/free now/) }])
  const [warning] = ask(4e9)
  expect(warning).toMatchObject({ code: 'memory-short', severity: 'warning', got: expect.stringMatching(/activations of/), fixes: [{ edits: [{ kind: 'set-value', path: 'training.batchSize' }] }] })
  const edit = warning?.fixes?.[0]?.edits[0]
  const fitting = edit?.kind === 'set-value' ? setExperimentValue(experiment, edit.path, edit.value) : expect.fail('no fix')
  expect(memoryProblems(fitting, analyseExperiment(fitting), { total: 4e9, free: 4e9 }, 4e8)).toEqual([])
  expect(ask(1e9)).toMatchObject([{ code: 'memory-impossible', severity: 'error' }])
})

test('a graphics card that is too small is named', () => {
  const experiment = setExperimentValue(shippedExperiment('dcgan-mnist'), 'training.batchSize', 4096)
  expect(memoryProblems(experiment, analyseExperiment(experiment), { total: 256e9, free: 256e9, card: { name: 'a card', total: 5e9 } }, 4e8)).toMatchObject([{ code: 'memory-short', title: expect.stringMatching(/a card/) }])
})

test('a block costs what the layers in it cost', () => {
  const experiment = shippedExperiment('conv-vae-mnist')
  const [encoder] = experiment.networks
  const nodes = encoder?.nodes.filter(({ type }) => type === 'conv-2d').map(({ id }) => id) ?? []
  if (encoder === undefined) expect.fail('no encoder')
  const plan = planMakeBlock(encoder, new Set(nodes), { name: 'Convolutions', parameters: [] }, new Set(), [])
  if (!plan.ok) expect.fail(plan.reason)
  const blocked = applyEdits(experiment, plan.edits)
  expect(blocked.blocks?.length).toBe(1)
  const [plain, made] = [experiment, blocked].map((each) => stepWork(analyseExperiment(each), 64) ?? expect.fail('no work'))
  expect(made).toMatchObject({ convolutionProducts: expect.closeTo(plain?.convolutionProducts ?? 0, -6), updatedValues: plain?.updatedValues })
})
