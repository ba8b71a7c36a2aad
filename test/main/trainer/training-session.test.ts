// A model in an engine, in this process and in plain JavaScript: test means, chunks and padding, moving averages, leaks.
import { describe, expect, test } from 'vitest'
import type { Experiment } from '@shared/experiment/experiment'
import { createJavascriptEngine } from '../../../src-main/engines/javascript/javascript-engine'
import { loadDataset } from '../../../src-main/datasets/load-dataset'
import { ExampleStream } from '../../../src-main/trainer/example-stream'
import { buildModel } from '../../../src-main/trainer/model'
import { TrainingSession } from '../../../src-main/trainer/training-session'
import { hashWeights } from '../../../src-main/trainer/checkpoint'
import { differentArrays } from '../../support/different-arrays'
import { smallBoltzmann } from './small-boltzmann'
import { smallExperiment } from './small-experiments'

async function open(experiment: Experiment): Promise<{ readonly session: TrainingSession; readonly stream: ExampleStream }> {
  const dataset = await loadDataset(experiment.dataset, { mnist: '/nowhere' })
  const session = new TrainingSession(await createJavascriptEngine(), buildModel(experiment), dataset, 'eager')
  return { session, stream: new ExampleStream(experiment.training.seed, dataset.train.count, experiment.training.batchSize) }
}

describe('a training session', () => {
  test('test metrics are means over every test example, the padded last call included', async () => {
    const { session } = await open(smallExperiment({ dataset: { id: 'two-moons', parameters: { trainCount: 64, testCount: 730 } } }))
    const { loss, squaredError } = await session.evaluate(0, 1)
    const codes = await session.encodeTest(730)
    if (codes === null) throw new Error('no codes')
    expect([codes.count, codes.width]).toEqual([730, 1])
    const decoded = await session.decode(codes.values, codes.width)
    const { examples } = session.dataset.test
    let sum = 0
    for (let at = 0; at < examples.length; at += 1) sum += ((examples[at] ?? 0) - (decoded[at] ?? 0)) ** 2
    expect(squaredError).toBeCloseTo(sum / 730, 4)
    expect(loss).toBe(squaredError)
    session.dispose()
  })

  test('what is measured over a whole call, a sparse code’s mean activations, is measured over examples alone: a short last call is filled with others', async () => {
    const penaltyOf = async (testCount: number): Promise<number | undefined> => {
      const { session } = await open(
        smallExperiment({ recipe: 'sparse-autoencoder', recipeParameters: { penalty: 'kl' }, encoder: [['dense', { units: 4, activation: 'sigmoid' }]], dataset: { id: 'two-moons', parameters: { trainCount: 64, testCount } } }),
      )
      // A hundred examples again and again: any five hundred in a row have the same means.
      const { examples } = session.dataset.test
      for (let at = 0; at < examples.length; at += 1) examples[at] = 2 * Math.sin(at % 200)
      const { penalty } = await session.evaluate(0, 1)
      session.dispose()
      return penalty
    }
    expect(await penaltyOf(600)).toBeCloseTo((await penaltyOf(500)) ?? Number.NaN, 4)
  })

  test('each stage has its own metrics and trains its own weights, whatever the engine; at a border both are tested', async () => {
    const { session, stream } = await open(smallBoltzmann())
    const stepAt = (step: number): readonly [metrics: string[], moved: string[]] => {
      const before = session.readState()
      const metrics = Object.keys(session.step(step, stream.stepsPerEpoch, stream.batch(step)))
      const after = session.readState()
      const moved = Object.keys(after).filter((name) => !name.startsWith('optimizer/') && after[name]?.data.join() !== before[name]?.data.join())
      return [metrics.sort(), moved.sort()]
    }
    expect(stepAt(0)).toEqual([['activity', 'rbmError'], ['decoder/dense-2/bias', 'decoder/dense-2/kernel', 'encoder/dense-1/bias', 'encoder/dense-1/kernel']])
    expect(stepAt(24)).toEqual([['activity', 'rbmError'], ['decoder/dense-1/bias', 'decoder/dense-1/kernel', 'encoder/dense-2/bias', 'encoder/dense-2/kernel']])
    expect(stepAt(40)[0]).toEqual(['loss', 'squaredError'])
    expect(stepAt(40)[1]).toHaveLength(8)
    expect(Object.keys(await session.evaluate(24, 8)).sort()).toEqual(['activity', 'rbmError'])
    expect(Object.keys(await session.evaluate(40, 8)).sort()).toEqual(['activity', 'loss', 'rbmError', 'squaredError'])
    session.dispose()
  })

  test('a VAE’s test metrics repeat exactly, so that only the model differs from one test to the next', async () => {
    const { session, stream } = await open(smallExperiment({ recipe: 'vae', recipeParameters: { likelihood: 'gaussian', standardDeviation: 0.5 }, latent: 2 }))
    const first = await session.evaluate(0, 8)
    expect(await session.evaluate(5, 8)).toEqual(first)
    session.step(0, 8, stream.batch(0))
    expect(await session.evaluate(5, 8)).not.toEqual(first)
    session.dispose()
  })

  test('ln p(x) is estimated from all the codes asked for, padded calls included, at every test or when asked; it can be given up', async () => {
    const experiment = (importanceSamples: number, importanceWhen: string): Experiment =>
      smallExperiment({ recipe: 'vae', recipeParameters: { likelihood: 'gaussian', standardDeviation: 0.5, importanceSamples, importanceWhen }, latent: 2 })
    const { session } = await open(experiment(120, 'tests'))
    const tested = await session.evaluate(0, 8)
    expect(tested['logLikelihood']).toBeGreaterThan(tested['elbo'] ?? Number.NaN)
    expect((await session.evaluate(3, 8))['logLikelihood']).toBe(tested['logLikelihood'])
    const { session: fewer } = await open(experiment(2, 'tests'))
    expect((await fewer.evaluate(0, 8))['logLikelihood']).toBeLessThan(tested['logLikelihood'] ?? Number.NaN)
    const { session: late } = await open(experiment(120, 'end'))
    expect(await late.evaluate(0, 8)).not.toHaveProperty('logLikelihood')
    expect(await late.estimateLikelihood(0, 8)).toEqual({ logLikelihood: tested['logLikelihood'] })
    let calls = 0
    expect(await late.estimateLikelihood(0, 8, () => Promise.resolve((calls += 1) < 4))).toBeNull()
    expect(calls).toBe(4)
    const { session: without } = await open(experiment(0, 'tests'))
    expect(await without.estimateLikelihood(0, 8)).toBeNull()
    for (const one of [session, fewer, late, without]) one.dispose()
  })

  test('the same step from the same state gives the same losses and weights; moving averages move, and count as weights', async () => {
    const experiment = smallExperiment({
      encoder: [
        ['dense', { units: 8, activation: 'linear' }],
        ['batch-normalisation', {}],
        ['dropout', { rate: 0.3 }],
        ['dense', { units: 1, activation: 'linear' }],
      ],
    })
    const run = async (): Promise<{ readonly metrics: unknown; readonly hash: string; readonly session: TrainingSession }> => {
      const { session, stream } = await open(experiment)
      const metrics = Array.from({ length: 5 }, (_, step) => session.step(step, 8, stream.batch(step)))
      return { metrics, hash: hashWeights(session.model, session.readState()), session }
    }
    const [first, second] = [await run(), await run()]
    expect(second.metrics).toEqual(first.metrics)
    expect(second.hash).toBe(first.hash)
    const state = first.session.readState()
    const averages = Object.keys(state).filter((name) => name.startsWith('encoder/batch-normalisation-2/moving'))
    expect(averages).toHaveLength(2)
    for (const name of averages) expect(new Set(state[name]?.data).size, name).toBeGreaterThan(1)
    expect(Object.keys(state).some((name) => name.startsWith('optimizer/') && name.includes('moving'))).toBe(false)
    first.session.dispose()
    second.session.dispose()
  })

  test('keeps its tensor count flat over steps, tests, codes and decoding', async () => {
    const { session, stream } = await open(smallExperiment({ recipe: 'vae', recipeParameters: { likelihood: 'gaussian' }, latent: 2 }))
    const round = async (step: number): Promise<void> => {
      session.step(step, 8, stream.batch(step))
      await session.evaluate(step, 8)
      await session.decode((await session.encodeTest(20))?.values ?? new Float32Array(2), 2)
    }
    await round(0)
    const before = session.memory().tensors
    for (let step = 1; step < 40; step += 1) await round(step)
    expect(session.memory().tensors).toBe(before)
    session.dispose()
  })

  test('going on from a written state is going on from the run itself', async () => {
    const experiment = smallExperiment({ recipe: 'vae', recipeParameters: { likelihood: 'gaussian', warmUpEpochs: 2 }, latent: 2 })
    const { session: whole, stream } = await open(experiment)
    for (let step = 0; step < 12; step += 1) whole.step(step, 8, stream.batch(step))
    const { session: first } = await open(experiment)
    for (let step = 0; step < 7; step += 1) first.step(step, 8, stream.batch(step))
    const { session: second } = await open(experiment)
    second.writeState(first.readState())
    for (let step = 7; step < 12; step += 1) second.step(step, 8, stream.batch(step))
    expect(differentArrays(second.readState(), whole.readState())).toEqual([])
    for (const session of [whole, first, second]) session.dispose()
  })
})
