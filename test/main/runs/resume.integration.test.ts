// A run interrupted and resumed is the run that would have been: same weights, same curves, bit for bit.
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { RunId } from '@shared/run/run-events'
import { temporaryFolder } from '../../support/temporary-folder'
import { smallAdversaries, type Layers } from '../trainer/small-adversaries'
import { smallBoltzmann } from '../trainer/small-boltzmann'
import { smallExperiment } from '../trainer/small-experiments'
import { heldTrainer, interruptAt, readOutcome, trainWhole } from './interrupted-runs'
import { openService } from './run-fixtures'

const CHECKPOINT_EVERY = 40
const every =
  (steps: number) =>
  (step: number): boolean =>
    step % steps === 0
const planned = every(CHECKPOINT_EVERY)
const recording = { checkpointEverySteps: CHECKPOINT_EVERY, snapshotEverySteps: CHECKPOINT_EVERY, evaluateEverySteps: 20, latentCount: 10 }
const training = { epochs: 60, seed: 7 }

const autoencoder = smallExperiment({ training, recording })

const vae = smallExperiment({
  recipe: 'vae',
  recipeParameters: { likelihood: 'gaussian', warmUpEpochs: 20 },
  encoder: [
    ['dense', { units: 16, activation: 'relu' }],
    ['dropout', { rate: 0.3 }],
  ],
  latent: 3,
  training: { ...training, optimizers: { model: { id: 'adam', parameters: { learningRate: 0.01 }, schedule: { id: 'cosine', parameters: { warmUpSteps: 40 } }, clipping: { kind: 'norm', limit: 1 } } } },
  recording,
})

/** Two machines of 6 and 8 epochs, 8 steps each, then fine-tuning with a schedule of its own length. Stopped in the first, killed in the second. */
const boltzmann = smallBoltzmann({
  recipeParameters: { visible: 'gaussian', gaussianEpochs: 6, epochs: 8, momentumEpochs: 3 },
  training: { ...training, epochs: 40, optimizers: { model: { id: 'adam', parameters: { learningRate: 0.01 }, schedule: { id: 'cosine', parameters: {} } } } },
  recording,
})

const gan = smallAdversaries({
  recipeParameters: { latentSize: 2 },
  generator: [
    ['dense', { units: 16, activation: 'linear' }],
    ['batch-normalisation', {}],
    ['activation', { kind: 'relu' }],
    ['dense', { units: 2, activation: 'linear' }],
  ],
  discriminator: [
    ['dense', { units: 16, activation: 'relu' }],
    ['dropout', { rate: 0.2 }],
    ['dense', { units: 1, activation: 'linear' }],
  ],
  discriminatorEnd: 'sigmoid',
  training: {
    ...training,
    epochs: 40,
    optimizers: {
      generator: { id: 'adam', parameters: { learningRate: 0.001 }, schedule: { id: 'exponential', parameters: {} } },
      discriminator: { id: 'rmsprop', parameters: { learningRate: 0.001 } },
    },
  },
  recording,
})

/** Images take a step longer: fewer of them do. */
const images = { dataset: { id: 'mnist', parameters: { trainLimit: 640, testLimit: 64 } }, recording: { ...recording, evaluateEverySteps: 40, sampleCount: 4 } }
const imageTraining = { epochs: 1000, batchSize: 16, seed: 5 }

const upwards: Layers = [
  ['dense', { units: 784, activation: 'linear' }],
  ['reshape', { target: [7, 7, 16] }],
  ['batch-normalisation', {}],
  ['activation', { kind: 'relu' }],
  ['conv-2d-transpose', { filters: 8, kernel: [4, 4], stride: [2, 2], activation: 'relu' }],
  ['conv-2d-transpose', { filters: 1, kernel: [4, 4], stride: [2, 2], activation: 'linear' }],
]
const verdict: Layers = [
  ['dropout', { rate: 0.25 }],
  ['flatten', {}],
  ['dense', { units: 1, activation: 'linear' }],
]

const dcgan = smallAdversaries({
  ...images,
  generator: upwards,
  discriminator: [
    ['conv-2d', { filters: 8, kernel: [4, 4], stride: [2, 2], activation: 'leaky-relu' }],
    ['conv-2d', { filters: 16, kernel: [4, 4], stride: [2, 2], activation: 'linear', bias: false }],
    ['batch-normalisation', {}],
    ['activation', { kind: 'leaky-relu' }],
    ...verdict,
  ],
  generatorEnd: 'sigmoid',
  training: {
    ...imageTraining,
    steps: 120,
    optimizers: {
      generator: { id: 'adam', parameters: { learningRate: 0.001, beta1: 0.5 }, schedule: { id: 'cosine', parameters: { warmUpSteps: 10 } }, clipping: { kind: 'norm', limit: 1 } },
      discriminator: { id: 'adam', parameters: { learningRate: 0.0005, beta1: 0.5 }, schedule: { id: 'step', parameters: { everySteps: 50 } } },
    },
  },
})

const wganGp = smallAdversaries({
  ...images,
  recipe: 'wgan-gp',
  recipeParameters: { criticSteps: 2 },
  generator: upwards,
  discriminator: [['conv-2d', { filters: 8, kernel: [4, 4], stride: [2, 2], activation: 'leaky-relu' }], ['conv-2d', { filters: 16, kernel: [4, 4], stride: [2, 2], activation: 'leaky-relu' }], ...verdict],
  generatorEnd: 'sigmoid',
  training: {
    ...imageTraining,
    steps: 120,
    optimizers: {
      generator: { id: 'adam', parameters: { learningRate: 0.0005, beta1: 0.5, beta2: 0.9 }, schedule: { id: 'exponential', parameters: { everySteps: 50 } } },
      discriminator: { id: 'adamw', parameters: { learningRate: 0.0005, beta1: 0.5, beta2: 0.9 }, schedule: { id: 'cosine', parameters: {} }, clipping: { kind: 'value', limit: 0.5 } },
    },
  },
})

describe('stopped, its trainer killed, its studio closed: resumed every time, a run ends as if nothing had happened', () => {
  test.each([
    ['autoencoder', autoencoder],
    ['VAE with dropout, warm-up, a schedule and clipping', vae],
    ['deep autoencoder, in the middle of stages and across them', boltzmann],
    ['GAN with batch normalisation, dropout and two optimizers', gan],
    ['DCGAN with batch normalisation, dropout, two schedules and clipping', dcgan],
    ['WGAN-GP with several critic updates, dropout, two schedules and clipping', wganGp],
  ])('%s', async (_name, experiment) => {
    const checkpointEvery = experiment.recording.checkpointEverySteps ?? 0
    const planned = every(checkpointEvery)
    await using folder = await temporaryFolder()
    let expected
    let id
    {
      await using service = openService(folder.path)
      expected = await readOutcome(service, await trainWhole(service, experiment), planned)
      expect(expected).toMatchObject({ status: 'finished' })
      expect(new Set(Object.values(expected.series).flatMap((points) => points.map(([step]) => step))).size).toBe(expected.step)
    }
    {
      await using service = openService(folder.path, { trainer: heldTrainer })
      id = service.runs.start({ experiment, templateId: null, engine: 'tensorflow' }).id
      await interruptAt(service, id, 20, () => service.runs.stop(id))
      expect(service.runs.get(id)).toMatchObject({ status: 'stopped' })
      expect(service.runs.get(id).step).toBeLessThan(expected.step)

      await service.runs.resume(id)
      await interruptAt(service, id, service.runs.get(id).step + checkpointEvery, (pid) => process.kill(pid, 'SIGKILL'))
      expect(service.runs.get(id)).toMatchObject({ status: 'failed', error: { code: 'trainer-killed' } })
    }
    {
      await using service = openService(folder.path)
      await service.runs.resume(id)
      await new Promise((resolve) => setTimeout(resolve, 300))
    }
    // Closing stopped it, wherever it was, perhaps before its first step.
    await using service = openService(folder.path)
    expect(service.runs.get(id).status).toMatch(/stopped|finished/)
    if (service.runs.get(id).status !== 'finished') {
      await service.runs.resume(id)
      await service.ended(id)
    }
    expect(await readOutcome(service, id, planned)).toEqual(expected)
    expect(service.runs.get(id)).toMatchObject({ error: null, checkpointStep: expected.step })
  })
})

test('a damaged checkpoint is refused by name, the one before it taken with a warning, and the run still ends the same', async () => {
  await using folder = await temporaryFolder()
  let id: RunId
  {
    await using interrupted = openService(folder.path, { trainer: heldTrainer })
    id = interrupted.runs.start({ experiment: autoencoder, templateId: null, engine: 'tensorflow' }).id
    await interruptAt(interrupted, id, 2 * CHECKPOINT_EVERY, () => interrupted.runs.stop(id))
  }
  await using service = openService(folder.path)
  const expected = await readOutcome(service, await trainWhole(service, autoencoder), planned)
  const { checkpoints } = await service.runs.files(id)
  const newest = join(service.folders.path(id), checkpoints.at(-1)?.file ?? '')
  const bytes = readFileSync(newest)
  bytes.writeUInt8(bytes.readUInt8(bytes.length - 3) ^ 1, bytes.length - 3)
  writeFileSync(newest, bytes)
  await service.runs.resume(id)
  await service.ended(id)
  const warnings = service.runs.events(id).flatMap(({ event }) => (event.kind === 'log' && event.level === 'warning' ? [event.message] : []))
  expect(warnings).toEqual([expect.stringMatching(/The checkpoint step-\d+\.safetensors is damaged: .*The one of step \d+ is taken instead/)])
  expect(await readOutcome(service, id, planned)).toEqual(expected)
})

test('where every checkpoint is damaged the run fails in words, and what was recorded stays', async () => {
  await using folder = await temporaryFolder()
  await using service = openService(folder.path)
  const { id } = service.runs.start({ experiment: smallExperiment({ training: { epochs: 1 } }), templateId: null, engine: 'tensorflow' })
  await service.ended(id)
  const before = await service.runs.series(id, undefined, 100)
  const { checkpoints } = await service.runs.files(id)
  for (const { file } of checkpoints) writeFileSync(join(service.folders.path(id), file), 'nothing of the kind')
  await service.runs.resume(id, 2)
  expect(await service.ended(id)).toMatchObject({ status: 'failed', error: { code: 'checkpoint-damaged', message: expect.stringContaining('step-000000008.safetensors') } })
  expect(await service.runs.series(id, undefined, 100)).toEqual(before)
})

test('a finished run trains on with more epochs, to where a longer one comes; without them it is refused', async () => {
  await using folder = await temporaryFolder()
  await using service = openService(folder.path)
  const short = smallExperiment({ training: { epochs: 4 } })
  const long = { ...short, training: { ...short.training, epochs: 10 } }
  const expected = await readOutcome(service, await trainWhole(service, long), every(1))
  const id = await trainWhole(service, short)
  await expect(service.runs.resume(id)).rejects.toMatchObject({ detail: { code: 'run-finished' } })
  await service.runs.resume(id, 6)
  expect(await service.ended(id)).toMatchObject({ status: 'finished', totalSteps: 80, experiment: { training: { epochs: 10 } } })
  expect(await readOutcome(service, id, every(1))).toMatchObject({ weights: expected.weights, series: expected.series })
})

describe('a fork', () => {
  test('with the same settings becomes what its parent became; it needs its parent no more', async () => {
    await using folder = await temporaryFolder()
    await using service = openService(folder.path)
    const parent = await trainWhole(service, vae)
    const expected = await readOutcome(service, parent, planned)
    const at = 2 * CHECKPOINT_EVERY
    const fork = await service.runs.fork(parent, { step: at, experiment: null })
    expect(fork.parent).toEqual({ id: parent, step: at, kind: 'forked' })
    await service.runs.delete(parent)
    expect(await service.ended(fork.id)).toMatchObject({ status: 'finished', parent: { id: parent, step: at } })
    const outcome = await readOutcome(service, fork.id, planned)
    expect(outcome.weights).toBe(expected.weights)
    expect(outcome.series['train/loss']).toEqual(expected.series['train/loss']?.filter(([step]) => step > at))
    expect(outcome.checkpoints[0]).toBe(at)
  })

  test('with other settings goes its own way; networks that do not fit are refused by the weight, steps without a checkpoint by those there are', async () => {
    await using folder = await temporaryFolder()
    await using service = openService(folder.path)
    const parent = await trainWhole(service, smallExperiment({ training: { epochs: 3 } }))
    const { experiment } = service.runs.get(parent)
    const wider = smallExperiment({ training: { epochs: 3 }, encoder: [['dense', { units: 17, activation: 'tanh' }], ['dense', { units: 1, activation: 'linear' }]] })
    await expect(service.runs.fork(parent, { step: null, experiment: wider })).rejects.toMatchObject({ detail: { code: 'checkpoint-does-not-fit', path: 'encoder/dense-1/kernel', got: expect.stringContaining('16') } })
    await expect(service.runs.fork(parent, { step: 5, experiment: null })).rejects.toMatchObject({ detail: { code: 'checkpoint-not-found', expected: expect.stringContaining('8, 16, 24') } })
    expect(service.runs.list()).toHaveLength(1)

    const slower = { ...experiment, training: { ...experiment.training, epochs: 5, optimizers: { model: { id: 'sgd', parameters: { learningRate: 0.05 } } } } }
    const fork = await service.runs.fork(parent, { step: 16, experiment: slower })
    expect(await service.ended(fork.id)).toMatchObject({ status: 'finished', step: 40 })
    const [loss] = await service.runs.series(fork.id, ['train/loss'], 100)
    expect(loss?.steps).toEqual(Array.from({ length: 24 }, (_, index) => 17 + index))
    expect(service.runs.events(fork.id).flatMap(({ event }) => (event.kind === 'log' ? [event.message] : []))).toEqual(expect.arrayContaining([expect.stringMatching(/optimizer of .* begins anew: it was adam and is sgd now/)]))
    // Its end is before the checkpoint it was to start from.
    const finished = await service.runs.fork(parent, { step: 24, experiment: null })
    expect(await service.ended(finished.id)).toMatchObject({ status: 'failed', error: { code: 'nothing-to-train' } })
  })
})

describe('checkpoints', () => {
  test('the newest and the best stay, by the recording’s rule and by hand; what is left is told', async () => {
    await using folder = await temporaryFolder()
    await using service = openService(folder.path)
    const id = await trainWhole(service, smallExperiment({ training: { epochs: 12 }, recording: { keepLast: 2, keepBest: true } }))
    await expect.poll(async () => (await service.runs.files(id)).checkpoints.filter((checkpoint) => checkpoint.exists).length).toBeLessThanOrEqual(3)
    const { checkpoints, storage } = await service.runs.files(id)
    expect(checkpoints).toHaveLength(12)
    const there = checkpoints.filter((checkpoint) => checkpoint.exists)
    expect(there.slice(-2).map((checkpoint) => checkpoint.step)).toEqual([88, 96])
    const best = checkpoints.filter((checkpoint) => checkpoint.best)
    expect(best).toHaveLength(1)
    expect(best[0]?.primaryValue).toBe(Math.min(...there.map((checkpoint) => checkpoint.primaryValue ?? Number.POSITIVE_INFINITY)))
    expect(storage.checkpoints).toBe(there.reduce((sum, checkpoint) => sum + checkpoint.bytes, 0))

    // Of a GAN's checkpoints none is the best: the newest stay, and no other in the name of it.
    const gan = await trainWhole(service, smallAdversaries({ training: { epochs: 8 }, recording: { evaluateEverySteps: 16, keepLast: 2, keepBest: true } }))
    const stepsLeft = async (): Promise<number[]> => (await service.runs.files(gan)).checkpoints.filter((checkpoint) => checkpoint.exists).map((checkpoint) => checkpoint.step)
    await expect.poll(stepsLeft).toEqual([112, 128])
    expect((await service.runs.files(gan)).checkpoints.some((checkpoint) => checkpoint.best)).toBe(false)

    copyFileSync(join(service.folders.path(id), 'log.txt'), join(service.folders.path(id), 'checkpoints', '.half.partial'))
    expect(await service.runs.clean(id, { keepLast: 0, keepBest: false })).toMatchObject({ deleted: there.length + 1 })
    expect((await service.runs.files(id)).storage.checkpoints).toBe(0)
    expect(service.runs.get(id).checkpointStep).toBeNull()
  })
})
