// The real trainer process: what a run tells and leaves behind, that it repeats itself, and how it takes commands and faults.
import { createHash } from 'node:crypto'
import { access, chmod, readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decodeSafetensors } from '@shared/tensors/safetensors'
import { temporaryFolder, type TemporaryFolder } from '../../support/temporary-folder'
import { mnistVae, smallExperiment } from './small-experiments'
import { series, startTrainer, train, type EventOf, type TrainerRun } from './trainer-process'

let folder: TemporaryFolder
beforeAll(async () => {
  folder = await temporaryFolder()
})
afterAll(() => folder[Symbol.asyncDispose]())

const at = (name: string): string => join(folder.path, name)

async function allFiles(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1).replaceAll('\\', '/')).sort()
}

async function arraysOf(directory: string, file: string): Promise<ReturnType<typeof decodeSafetensors>> {
  return decodeSafetensors(await readFile(join(directory, file)))
}

/** Steps of some milliseconds, so that what it tells stays readable. */
const endless = { encoder: [['dense', { units: 1000 }], ['dense', { units: 1000 }], ['dense', { units: 1 }]], training: { epochs: 100_000 }, recording: { snapshotEverySteps: 1_000_000, checkpointEverySteps: 1_000_000 } } as const

describe('a run on points', () => {
  let run: TrainerRun
  beforeAll(async () => {
    run = await train(smallExperiment({ training: { epochs: 40 }, optimizer: { id: 'adam', parameters: { learningRate: 0.01 } } }), at('points'))
  })

  test('tells its life in order: started, snapshot of step 0, metrics, checkpoints, finished', async () => {
    expect(await run.ended).toEqual({ code: 0, signal: null })
    // A sign of life comes whenever the machine is slow.
    const kinds = run.events.map((event) => event.kind).filter((kind) => kind !== 'log' && kind !== 'progress')
    expect(kinds.slice(0, 2)).toEqual(['started', 'snapshot'])
    expect(kinds.at(-1)).toBe('finished')
    expect(run.of('started')[0]).toMatchObject({ stepsPerEpoch: 8, totalSteps: 320, parameterCount: 131, engine: { id: 'tensorflow', native: true }, pid: run.child.pid })
    expect(run.of('finished')[0]).toMatchObject({ step: 320, epoch: 40, reason: 'completed' })
    expect(run.of('failed')).toEqual([])
  })

  test('records every step’s training metrics once, and test metrics after every epoch', () => {
    const points = run.of('metrics').flatMap((event) => event.points)
    expect(points.filter(({ name }) => name === 'train/loss').map(({ step }) => step)).toEqual(Array.from({ length: 320 }, (_, index) => index + 1))
    expect(points.filter(({ name }) => name === 'test/loss').map(({ epoch }) => epoch)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1))
    expect(points.every(({ value, elapsedMs }) => value !== null && elapsedMs > 0)).toBe(true)
  })

  test('the loss falls, in training and test', () => {
    const training = series(run, 'train/loss')
    const testing = series(run, 'test/loss')
    expect(testing.at(-1) ?? Number.NaN).toBeLessThan(0.35 * (training[0] ?? Number.NaN))
    expect(testing.at(-1) ?? Number.NaN).toBeLessThan(testing[0] ?? Number.NaN)
  })

  test('leaves exactly the files it named, each as large as it said, and nothing half-written', async () => {
    const named = [...run.of('snapshot').flatMap(({ artefacts }) => artefacts), ...run.of('checkpoint')]
    for (const { file, bytes } of named) expect((await stat(join(at('points'), file))).size, file).toBe(bytes)
    expect(await allFiles(at('points'))).toEqual(named.map(({ file }) => file).sort())
  })

  test('pictures points as arrays of the agreed names and shapes', async () => {
    const last = run.of('snapshot').at(-1)?.artefacts ?? []
    const shapes: Record<string, unknown> = {}
    for (const { kind, file } of last) {
      const { arrays } = await arraysOf(at('points'), file)
      shapes[kind] = Object.fromEntries(Object.entries(arrays).map(([name, { dtype, shape }]) => [name, `${dtype} ${shape.join('×')}`]))
    }
    expect(shapes).toEqual({
      samples: { points: 'float32 16×2', data: 'float32 130×2' },
      'prior-samples': { points: 'float32 16×2', data: 'float32 130×2' },
      reconstructions: { original: 'float32 8×2', reconstruction: 'float32 8×2' },
      manifold: { points: 'float32 256×2', z: 'float32 256×1' },
      field: { at: 'float32 576×2', arrow: 'float32 576×2', data: 'float32 130×2' },
      latents: { z: 'float32 100×1', projection: 'float32 100×2', label: 'int32 100', index: 'int32 100' },
    })
    const reconstructions = last.find(({ kind }) => kind === 'reconstructions')
    const { arrays } = await arraysOf(at('points'), reconstructions?.file ?? '')
    const [original, reconstruction] = [arrays['original']?.data ?? [], arrays['reconstruction']?.data ?? []]
    const first = ((original[0] ?? 0) - (reconstruction[0] ?? 0)) ** 2 + ((original[1] ?? 0) - (reconstruction[1] ?? 0)) ** 2
    expect(reconstructions?.squaredErrors?.[0]).toBeCloseTo(first, 5)
  })

  test('keeps the whole state in its checkpoints, with a hash anyone can check', async () => {
    const checkpoint = run.of('checkpoint').at(-1)
    const { arrays, metadata } = await arraysOf(at('points'), checkpoint?.file ?? '')
    expect(metadata).toMatchObject({ format: 'latent-studio-checkpoint', step: '320', seed: '1', weights: checkpoint?.sha256, experiment: expect.stringMatching(/^[0-9a-f]{64}$/) as string })
    const weights = Object.keys(arrays).filter((name) => !name.startsWith('optimizer/')).sort()
    expect(weights).toContain('encoder/dense-1/kernel')
    expect(Object.keys(arrays)).toContain('optimizer/model/firstMoment/encoder/dense-1/kernel')
    expect(arrays['optimizer/model/step']?.data[0]).toBe(320)
    const hash = createHash('sha256')
    for (const name of weights) hash.update(Buffer.from(arrays[name]?.data.buffer ?? new ArrayBuffer(0)))
    expect(hash.digest('hex')).toBe(checkpoint?.sha256)
  })
})

describe('a short VAE on MNIST', () => {
  const experiment = mnistVae({
    trainLimit: 2560,
    testLimit: 700,
    recipeParameters: { likelihood: 'bernoulli', importanceSamples: 60, importanceWhen: 'end' },
    training: { epochs: 2, seed: 11 },
    recording: { latentCount: 300 },
  })
  let run: TrainerRun
  beforeAll(async () => {
    run = await train(experiment, at('mnist'))
  })

  test('learns, with all of the VAE’s metrics', () => {
    const [first, last] = [series(run, 'train/loss')[0], series(run, 'train/loss').at(-1)]
    expect(first).toBeCloseTo(784 * Math.LN2, -2)
    expect(last ?? Number.NaN).toBeLessThan(260)
    for (const name of ['train/reconstruction', 'train/kl', 'test/loss', 'test/reconstruction', 'test/kl', 'test/elbo', 'test/squaredError']) expect(series(run, name), name).not.toEqual([])
    expect(series(run, 'test/elbo').at(-1)).toBeCloseTo(-(series(run, 'test/loss').at(-1) ?? Number.NaN), 3)
  })

  test('estimates ln p(x) once, when all is trained and kept; a run that broke off meanwhile makes up for it when it is resumed', async () => {
    const [estimate] = series(run, 'test/logLikelihood')
    expect(series(run, 'test/logLikelihood')).toHaveLength(1)
    expect(estimate ?? Number.NaN).toBeGreaterThan(series(run, 'test/elbo').at(-1) ?? Number.NaN)
    const { step = 0, file = '', sha256 = '' } = run.of('checkpoint').at(-1) ?? {}
    const resumed = await train(experiment, at('mnist-resumed'), { resume: { kind: 'resumed', checkpoints: [{ step, path: join(at('mnist'), file), sha256 }] } })
    expect([series(resumed, 'test/logLikelihood'), series(resumed, 'train/loss'), resumed.of('finished')[0]?.reason]).toEqual([[estimate], [], 'completed'])
  })

  test('draws sheets of the size they say: originals over reconstructions over differences', async () => {
    const artefacts = run.of('snapshot').at(-1)?.artefacts ?? []
    expect(artefacts.map(({ kind }) => kind)).toEqual(['samples', 'fitted-samples', 'reconstructions', 'latents', 'filters'])
    const sheet = artefacts.find(({ kind }) => kind === 'reconstructions')
    expect(sheet?.sheet).toEqual({ tileWidth: 28, tileHeight: 28, columns: 12, rows: 3 })
    expect(sheet?.squaredErrors).toHaveLength(12)
    const { data, info } = await sharp(join(at('mnist'), sheet?.file ?? '')).greyscale().raw().toBuffer({ resolveWithObject: true })
    expect([info.width, info.height]).toEqual([336, 84])
    const pixel = (row: number, column: number): number => data[row * info.width + column] ?? Number.NaN
    for (const [row, column] of [[7, 10], [14, 200], [20, 330]] as const) {
      expect(Math.abs(pixel(row + 56, column) - Math.abs(pixel(row, column) - pixel(row + 28, column)))).toBeLessThanOrEqual(1)
    }
    const latents = artefacts.find(({ kind }) => kind === 'latents')
    expect(latents?.projection?.method).toBe('pca')
    const { arrays } = await arraysOf(at('mnist'), latents?.file ?? '')
    expect([...(arrays['label']?.data.subarray(0, 5) ?? [])]).toEqual([7, 2, 1, 0, 4])
  })

  test('gives the same weights, bit for bit, when it is run again, and others for another seed', async () => {
    const again = await train(experiment, at('mnist-again'))
    const other = await train({ ...experiment, training: { ...experiment.training, seed: 12 } }, at('mnist-other'))
    const hashes = (of: TrainerRun): string[] => of.of('checkpoint').map(({ sha256 }) => sha256)
    expect(hashes(run)).toHaveLength(2)
    expect(hashes(again)).toEqual(hashes(run))
    expect(series(again, 'train/loss')).toEqual(series(run, 'train/loss'))
    expect(series(again, 'test/loss')).toEqual(series(run, 'test/loss'))
    expect(hashes(other)[0]).not.toBe(hashes(run)[0])
    for (const file of await allFiles(at('mnist'))) {
      expect(Buffer.compare(await readFile(join(at('mnist'), file)), await readFile(join(at('mnist-again'), file))), file).toBe(0)
    }
  })
})

/** Longer than anything a trainer does between two looks at its commands. */
const PAUSE_MS = 400

describe('commands', () => {
  test('pause holds the run still and out of its clock, resume goes on, checkpoint keeps, stop ends cleanly', async () => {
    const run = await startTrainer(smallExperiment(endless), at('commands'))
    await run.until((event) => event.kind === 'progress')
    run.send({ kind: 'pause' })
    const { step: pausedStep } = (await run.until((event) => event.kind === 'paused')) as EventOf<'paused'>
    const count = run.events.length
    await wait(PAUSE_MS)
    // A sign of life is all there may be.
    expect(run.events.slice(count).filter((event) => event.kind !== 'progress' || event.step !== pausedStep)).toEqual([])
    run.send({ kind: 'checkpoint' })
    await run.until((event) => event.kind === 'checkpoint')
    run.send({ kind: 'resume' })
    await run.until((event) => event.kind === 'resumed')
    const [paused, resumed] = [run.of('paused')[0], run.of('resumed')[0]]
    expect(resumed?.step).toBe(paused?.step)
    expect((resumed?.elapsedMs ?? 0) - (paused?.elapsedMs ?? 0)).toBeLessThan(PAUSE_MS)
    await run.until((event) => event.kind === 'progress' && event.step > (paused?.step ?? 0))
    run.send({ kind: 'stop' })
    expect(await run.ended).toEqual({ code: 0, signal: null })
    const finished = run.of('finished')[0]
    expect(finished?.reason).toBe('stopped')
    expect(run.of('checkpoint').at(-1)?.step).toBe(finished?.step)
    expect(run.of('snapshot').at(-1)?.step).toBe(finished?.step)
    expect(series(run, 'train/loss')).toHaveLength(finished?.step ?? -1)
  })

  test('a paused run can be stopped; SIGTERM stops like a command', async () => {
    const paused = await startTrainer(smallExperiment(endless), at('stopped-paused'))
    paused.send({ kind: 'pause' })
    await paused.until((event) => event.kind === 'paused')
    paused.send({ kind: 'stop' })
    expect(await paused.ended).toEqual({ code: 0, signal: null })
    expect(paused.of('finished')[0]?.reason).toBe('stopped')
    const ended = await startTrainer(smallExperiment(endless), at('terminated'))
    await ended.until((event) => event.kind === 'progress')
    ended.child.kill('SIGTERM')
    expect(await ended.ended).toEqual({ code: 0, signal: null })
    expect(ended.of('finished')[0]?.reason).toBe('stopped')
  })

  test('a trainer whose parent is gone ends by itself', async () => {
    const run = await startTrainer(smallExperiment(endless), at('orphan'))
    await run.until((event) => event.kind === 'progress')
    run.child.disconnect()
    expect(await run.ended).toEqual({ code: 0, signal: null })
  })
})

describe('faults', () => {
  test('a loss that is not a number fails at that step, with the rate and the last good checkpoint', async () => {
    const experiment = smallExperiment({ optimizer: { id: 'sgd', parameters: { learningRate: 900, momentum: 0.9 } }, training: { epochs: 500 }, recording: { checkpointEverySteps: 2 } })
    const run = await train(experiment, at('nan'))
    expect((await run.ended).code).toBe(1)
    const failed = run.of('failed')[0]
    expect(failed?.error).toMatchObject({ code: 'loss-not-a-number', message: expect.stringMatching(new RegExp(`step ${failed?.step ?? -1}, with learning rate 900`)) as string })
    const losses = series(run, 'train/loss')
    expect(losses).toHaveLength(failed?.step ?? -1)
    expect(losses.at(-1)).toBeNull()
    const kept = run.of('checkpoint').at(-1)
    if (kept !== undefined) {
      expect(failed?.error.message).toContain(`step ${kept.step}`)
      await access(join(at('nan'), kept.file))
    }
    expect(run.of('finished')).toEqual([])
  })

  test('missing data, a missing engine and an impossible experiment are told in words', async () => {
    const missing = await train(mnistVae({ trainLimit: 200, testLimit: 10 }), at('no-data'), { mnist: '/nowhere' })
    expect(missing.of('failed')[0]?.error).toMatchObject({ code: 'dataset-file-missing', path: '/nowhere/train-images-idx3-ubyte' })
    const engine = await train(smallExperiment(), at('no-engine'), { manifest: '/nowhere/engine.json' })
    expect(engine.of('failed')[0]?.error).toMatchObject({ code: 'engine-not-set-up', path: '/nowhere/engine.json', fix: expect.stringContaining('npm run setup') as string })
    const impossible = await train(smallExperiment({ decoder: [['dense', { units: 5 }]] }), at('impossible'))
    expect(impossible.of('failed')[0]?.error).toMatchObject({ code: 'experiment-invalid' })
  })

  test('without the native engine a run trains in JavaScript and says so', async () => {
    const run = await train(smallExperiment(), at('fallback'), { engine: 'auto', manifest: null })
    expect(run.of('started')[0]?.engine).toMatchObject({ id: 'javascript', native: false })
    expect(run.of('log').some(({ level, message }) => level === 'warning' && message.includes('slower'))).toBe(true)
    expect(run.of('finished')[0]?.reason).toBe('completed')
  })

  test.skipIf(process.getuid?.() === 0)('a folder that may not be written to', async () => {
    const run = await startTrainer(smallExperiment(), at('locked'))
    await chmod(at('locked'), 0o500)
    await run.ended
    expect(run.of('failed')[0]?.error.code).toBe('file-not-written')
  })
})

describe('both engines', () => {
  test('start from the same weights and follow the same losses, on a model without noise', async () => {
    const native = await train(smallExperiment(), at('native'))
    const javascript = await train(smallExperiment(), at('javascript'), { engine: 'javascript' })
    const [a, b] = [series(native, 'train/loss'), series(javascript, 'train/loss')]
    expect(a.length).toBe(24)
    a.forEach((value, step) => expect(value).toBeCloseTo(b[step] ?? Number.NaN, 4))
  })
})
