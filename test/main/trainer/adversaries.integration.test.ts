// Adversarial runs in the real trainer: a ring's modes are found, what is left behind is what a generator can give, and runs repeat.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Experiment } from '@shared/experiment/experiment'
import { decodeSafetensors } from '@shared/tensors/safetensors'
import { temporaryFolder, type TemporaryFolder } from '../../support/temporary-folder'
import { shippedExperiment } from '../../support/shipped-templates'
import { series, train, type TrainerRun } from './trainer-process'

const STEPS = 1600

let folder: TemporaryFolder
beforeAll(async () => {
  folder = await temporaryFolder()
})
afterAll(() => folder[Symbol.asyncDispose]())

const shortened =
  (steps: number) =>
  (experiment: Experiment): Experiment => ({
    ...experiment,
    // One way of carrying steps out, so that two runs round alike.
    training: { ...experiment.training, steps, execution: { mode: 'captured', xla: 'off' } },
    recording: { ...experiment.recording, evaluateEverySteps: 400, snapshotEverySteps: 800, checkpointEverySteps: 800 },
  })

describe('the GAN on a ring', () => {
  let run: TrainerRun
  beforeAll(async () => {
    run = await train(shortened(STEPS)(shippedExperiment('gan-ring')), join(folder.path, 'gan-ring'))
  })

  test('finishes, with every metric at every step', () => {
    expect(run.of('failed')).toEqual([])
    expect(run.of('finished')[0]).toMatchObject({ step: STEPS, reason: 'completed' })
    for (const name of ['discriminatorLoss', 'generatorLoss', 'dReal', 'dFake']) {
      expect(series(run, `train/${name}`), name).toHaveLength(STEPS)
      expect(series(run, `test/${name}`), name).toHaveLength(STEPS / 400)
    }
    for (const name of ['train/dReal', 'train/dFake', 'test/dReal', 'test/dFake']) expect(series(run, name).every((value) => value !== null && value >= 0 && value <= 1)).toBe(true)
  })

  test('reaches most of the eight modes, which noise alone does not', () => {
    // Eight of eight on the machine it was written on; another machine rounds otherwise, and a GAN makes much of little.
    expect(series(run, 'test/modesCovered').at(-1)).toBeGreaterThanOrEqual(6)
    expect(series(run, 'test/highQuality').at(-1)).toBeGreaterThan(0.1)
    expect(series(run, 'test/highQuality').at(-1) ?? 0).toBeGreaterThan(series(run, 'test/highQuality')[0] ?? 1)
  })

  test('leaves samples beside data, the plane of its noise, and neither reconstructions nor codes', async () => {
    const kinds = new Set(run.of('snapshot').flatMap(({ artefacts }) => artefacts.map(({ kind }) => kind)))
    expect([...kinds].sort()).toEqual(['manifold', 'samples'])
    const last = run.of('snapshot').at(-1)?.artefacts.find(({ kind }) => kind === 'samples')
    const { arrays } = decodeSafetensors(await readFile(join(folder.path, 'gan-ring', last?.file ?? '')))
    expect([arrays['points']?.shape, arrays['data']?.shape]).toEqual([[256, 2], [1000, 2]])
  })

  test('keeps both players’ slots in its checkpoints', async () => {
    const { arrays } = decodeSafetensors(await readFile(join(folder.path, 'gan-ring', run.of('checkpoint').at(-1)?.file ?? '')))
    for (const player of ['generator', 'discriminator']) {
      expect(arrays[`optimizer/${player}/step`]?.data[0]).toBe(STEPS)
      expect(Object.keys(arrays).some((name) => name.startsWith(`optimizer/${player}/firstMoment/${player}/`))).toBe(true)
    }
  })
})

test('a WGAN-GP run takes five critic updates a step, estimates a distance that falls, and repeats itself bit for bit', async () => {
  const experiment = shortened(120)(shippedExperiment('wgan-gp-ring'))
  const [first, second] = [await train(experiment, join(folder.path, 'wgan-1')), await train(experiment, join(folder.path, 'wgan-2'))]
  expect(first.of('started')[0]).toMatchObject({ stepsPerEpoch: 7, totalSteps: 120 })
  const distance = series(first, 'train/wassersteinEstimate')
  const recent = distance.slice(-20).reduce<number>((sum, value) => sum + (value ?? Number.NaN), 0) / 20
  expect(recent).toBeLessThan(distance[0] ?? Number.NaN)
  expect(series(second, 'train/wassersteinEstimate')).toEqual(distance)
  expect(second.of('checkpoint').at(-1)?.sha256).toBe(first.of('checkpoint').at(-1)?.sha256)
})
