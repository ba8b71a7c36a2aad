// The inference process asked for real: what it gives is what a training session gives from the same checkpoint, alone or together.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Experiment } from '@shared/experiment/experiment'
import type { RunId } from '@shared/run/run-events'
import { arraysToText } from '@shared/tensors/array-text'
import { sizeOf } from '@shared/tensors/shape'
import { loadDataset } from '../../../src-main/datasets/load-dataset'
import type { Engine } from '../../../src-main/engines/engine'
import { createTensorflowEngine } from '../../../src-main/engines/tensorflow/tensorflow-engine'
import { gatherExamples, range } from '../../../src-main/trainer/gather-examples'
import { buildModel } from '../../../src-main/trainer/model'
import { readCheckpoint } from '../../../src-main/trainer/read-checkpoint'
import { codesLike, fixedNoise } from '../../../src-main/trainer/snapshots/sample-codes'
import { TrainingSession } from '../../../src-main/trainer/training-session'
import { temporaryFolder, type TemporaryFolder } from '../../support/temporary-folder'
import { smallAdversaries } from '../trainer/small-adversaries'
import { mnistVae, smallExperiment } from '../trainer/small-experiments'
import { engineManifest, mnistFolder } from '../trainer/trainer-process'
import { arraysOf, codesText, faultOf, openDesk, type TestDesk } from './inference-fixtures'

/** Graphs of other batch sizes add up in other orders. */
const ROUNDING = 1e-5

const vae = mnistVae({ trainLimit: 300, testLimit: 60, training: { epochs: 1 }, recording: { latentCount: 50 } })
const autoencoder = smallExperiment({ training: { epochs: 1 } })
const gan = smallAdversaries({ training: { epochs: 1 } })
const wgan = smallAdversaries({ recipe: 'wgan-gp', discriminatorEnd: 'linear', training: { epochs: 1 } })

let folder: TemporaryFolder
let opened: TestDesk
let engine: Engine
const runs = new Map<Experiment, RunId>()
const runOf = (experiment: Experiment): RunId => runs.get(experiment) ?? ('missing00' as RunId)

beforeAll(async () => {
  folder = await temporaryFolder()
  opened = openDesk(folder.path)
  engine = await createTensorflowEngine(engineManifest)
  for (const experiment of [vae, autoencoder, gan, wgan]) runs.set(experiment, await opened.train(experiment))
})
afterAll(async () => {
  await opened[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

/** The run's last checkpoint in a training session of this process. */
async function sessionOf(experiment: Experiment): Promise<TrainingSession> {
  const { checkpoints } = await opened.service.runs.files(runOf(experiment))
  const last = checkpoints.at(-1)
  if (last === undefined) throw new Error('The run has no checkpoint')
  const { arrays } = await readCheckpoint({ path: `${opened.service.folders.path(runOf(experiment))}/${last.file}`, step: last.step, sha256: last.sha256 })
  const session = new TrainingSession(engine, buildModel(experiment), await loadDataset(experiment.dataset, { mnist: mnistFolder }), 'captured')
  session.writeState(arrays)
  return session
}

function expectClose(got: ArrayLike<number> | undefined, expected: ArrayLike<number>, what: string): void {
  expect(got?.length, what).toBe(expected.length)
  const largest = Array.from(expected).reduce((most, value) => Math.max(most, Math.abs(value)), 1)
  const far = Array.from(expected).findIndex((value, index) => !(Math.abs(value - (got?.[index] ?? Number.NaN)) <= ROUNDING * largest))
  expect(far, `${what}: value ${far} is ${got?.[far]}, expected ${expected[far]}`).toBe(-1)
}

describe('equals the training session', () => {
  test.each([
    ['a VAE', vae],
    ['an autoencoder', autoencoder],
    ['a GAN', gan],
    ['a WGAN-GP', wgan],
  ] as const)('decoding and generating with %s', async (_name, experiment) => {
    const session = await sessionOf(experiment)
    const width = sizeOf(session.model.latentShape ?? [])
    const z = fixedNoise(7, 75, width)
    const { output } = await arraysOf(opened.desk.decode({ run: runOf(experiment), step: 'latest', arrays: arraysToText({ z: { dtype: 'float32', shape: [75, width], data: z } }) }))
    expect(output?.shape).toEqual([75, ...session.dataset.description.shape])
    expectClose(output?.data, await session.decode(z, width), 'decoded')

    const { training, recording } = experiment
    const codes = await session.encodeTest(recording.latentCount)
    const drawn = fixedNoise(training.seed, 10, width)
    const expected = session.model.recipe.sampling === 'code-statistics' && codes !== null ? codesLike(codes, drawn) : drawn
    const generated = await arraysOf(opened.desk.generate({ run: runOf(experiment), step: 'latest', count: 10, seed: training.seed }))
    expectClose(generated['z']?.data, expected, 'drawn codes')
    expectClose(generated['output']?.data, await session.decode(expected, width), 'generated')
    session.dispose()
  })

  test.each([
    ['a VAE', vae],
    ['an autoencoder', autoencoder],
  ] as const)('encoding and reconstructing with %s, by index or by value', async (_name, experiment) => {
    const session = await sessionOf(experiment)
    const { test: split, description } = session.dataset
    const codes = await session.encodeTest(40)
    if (codes === null) throw new Error('The recipe encodes')
    const indices = Array.from({ length: 40 }, (_, index) => 39 - index)
    const size = sizeOf(description.shape)
    const scale = description.storage === 'uint8' ? 1 / 255 : 1
    const seen = Float32Array.from(split.examples.subarray(0, 40 * size), (value) => value * scale)

    const encoded = await arraysOf(opened.desk.encode({ run: runOf(experiment), step: 'latest', source: { split: 'test', indices } }))
    const backwards = indices.flatMap((index) => Array.from(codes.values.subarray(index * codes.width, (index + 1) * codes.width)))
    expectClose(encoded['z']?.data, backwards, 'codes of indices')
    expect(Array.from(encoded['label']?.data ?? [])).toEqual(indices.map((index) => split.labels?.[index] ?? -1))

    const x = { dtype: 'float32' as const, shape: [40, ...description.shape], data: seen }
    const given = await arraysOf(opened.desk.encode({ run: runOf(experiment), step: 'latest', source: { arrays: arraysToText({ x }) } }))
    expectClose(given['z']?.data, codes.values, 'codes of values')

    const rebuilt = await arraysOf(opened.desk.reconstruct({ run: runOf(experiment), step: 'latest', examples: { split: 'test', indices: [...range(0, 40)] } }))
    expectClose(rebuilt['original']?.data, seen, 'originals')
    expectClose(rebuilt['reconstruction']?.data, await session.decode(codes.values, codes.width), 'reconstructions')
    const error = Array.from(seen.subarray(0, size)).reduce((sum, value, at) => sum + (value - (rebuilt['reconstruction']?.data[at] ?? 0)) ** 2, 0)
    expect(rebuilt['squaredError']?.data[0]).toBeCloseTo(error, 3)
    session.dispose()
  })

  test('examples of the training set are its own, as they lie', async () => {
    const { train, description } = await loadDataset(vae.dataset, { mnist: mnistFolder })
    const { original } = await arraysOf(opened.desk.reconstruct({ run: runOf(vae), step: 'latest', examples: { split: 'train', indices: [299] } }))
    expectClose(original?.data, Float32Array.from(gatherExamples(train, description.shape, [299]).data, (value) => value / 255), 'training example')
  })
})

describe('many requests', () => {
  const code = (index: number): readonly number[] => Array.from({ length: 20 }, (_, at) => Math.sin(index * 20 + at))
  const decode = (index: number, caller?: string) => opened.desk.decode({ run: runOf(vae), step: 'latest', arrays: codesText([code(index)]), ...(caller === undefined ? {} : { caller }) })

  test('asked at once are answered each with its own, as one at a time', async () => {
    const alone: ArrayLike<number>[] = []
    for (let index = 0; index < 30; index += 1) alone.push((await arraysOf(decode(index)))['output']?.data ?? [])
    const together = await Promise.all(Array.from({ length: 30 }, (_, index) => arraysOf(decode(index))))
    together.forEach(({ output }, index) => expectClose(output?.data, alone[index] ?? [], `request ${index}`))
  })

  test('of one caller: the newest is answered, older ones may be superseded and nothing else', async () => {
    const answers = await Promise.all(Array.from({ length: 60 }, (_, index) => decode(index, 'pointer')))
    const kinds = new Set(answers.map(({ kind }) => kind))
    expect(kinds).toEqual(new Set(['done', 'superseded']))
    const last = answers.at(-1)
    if (last === undefined) throw new Error('No answer')
    expectClose((await arraysOf(last))['output']?.data, (await arraysOf(decode(59)))['output']?.data ?? [], 'the newest')
  })

  test('of different callers and runs do not supersede each other', async () => {
    const answers = await Promise.all([decode(1, 'a'), decode(2, 'b'), decode(3), opened.desk.generate({ run: runOf(gan), step: 'latest', count: 3, seed: 1, caller: 'c' })])
    expect(answers.map(({ kind }) => kind)).toEqual(['done', 'done', 'done', 'done'])
  })
})

describe('what cannot be answered is told in words', () => {
  test('no such run, step, code, example; no encoder; values that are none', async () => {
    const run = runOf(vae)
    const { desk } = opened
    const width3 = await faultOf(desk.decode({ run, step: 'latest', arrays: codesText([[1, 2, 3]]) }))
    expect(width3).toMatchObject({ code: 'code-width-mismatch', words: expect.stringMatching(/20 \| 3/) as string })
    const step = await faultOf(desk.generate({ run, step: 1_000_000, count: 1, seed: 1 }))
    expect(step).toMatchObject({ code: 'checkpoint-not-found', words: expect.stringMatching(/one of the steps \d/) as string })
    const index = await faultOf(desk.reconstruct({ run, step: 'latest', examples: { split: 'test', indices: [0, 60] } }))
    expect(index).toMatchObject({ code: 'example-not-found', words: expect.stringMatching(/0 to 59 \| 60/) as string })
    const codes = [
      faultOf(desk.generate({ run: 'nosuchrun1' as RunId, step: 'latest', count: 1, seed: 1 })),
      faultOf(desk.encode({ run: runOf(gan), step: 'latest', source: { split: 'test', indices: [0] } })),
      faultOf(desk.reconstruct({ run: runOf(wgan), step: 'latest', examples: { split: 'test', indices: [0] } })),
      faultOf(desk.decode({ run, step: 'latest', arrays: codesText([[Number.NaN, ...Array.from({ length: 19 }, () => 0)]]) })),
      faultOf(desk.decode({ run, step: 'latest', arrays: arraysToText({ y: { dtype: 'float32', shape: [1], data: Float32Array.of(1) } }) })),
      faultOf(desk.decode({ run, step: 'latest', arrays: btoa('no such file') })),
      faultOf(desk.encode({ run, step: 'latest', source: { arrays: arraysToText({ x: { dtype: 'float32', shape: [1, 784], data: new Float32Array(784) } }) } })),
    ]
    expect((await Promise.all(codes)).map(({ code }) => code)).toEqual([
      'run-not-found',
      'recipe-without-encoder',
      'recipe-without-encoder',
      'inference-input-not-finite',
      'inference-input-missing',
      'safetensors-invalid',
      'example-shape-mismatch',
    ])
  })
})
