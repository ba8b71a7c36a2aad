// Classifiers by the real trainer: labels reach the step, few of them do, what is frozen stays, and the stages train what they say.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Experiment } from '@shared/experiment/experiment'
import type { RunId } from '@shared/run/run-events'
import type { NamedArrays } from '@shared/tensors/named-arrays'
import { decodeSafetensors } from '@shared/tensors/safetensors'
import { differentArrays } from '../../support/different-arrays'
import { temporaryFolder } from '../../support/temporary-folder'
import { openService, type TestService } from '../runs/run-fixtures'
import { smallClassifier } from './small-classifier'

async function train(service: TestService, experiment: Experiment): Promise<RunId> {
  const { id } = service.runs.start({ experiment, templateId: null, engine: 'tensorflow' })
  expect(await service.ended(id)).toMatchObject({ status: 'finished', error: null })
  return id
}

async function checkpoints(service: TestService, id: RunId): Promise<readonly { readonly step: number; readonly sha256: string; readonly arrays: NamedArrays }[]> {
  const { checkpoints } = await service.runs.files(id)
  return checkpoints.map(({ step, sha256, file }) => ({ step, sha256, arrays: decodeSafetensors(readFileSync(join(service.folders.path(id), file))).arrays }))
}

/** Names of the networks whose weights are not the same to the bit. */
const changedNetworks = (before: NamedArrays, after: NamedArrays): string[] => [...new Set(differentArrays(before, after).flatMap((name) => (['encoder', 'decoder', 'head'].filter((network) => name.startsWith(`${network}/`)))))].sort()

const freezeEncoder = (experiment: Experiment): Experiment => ({ ...experiment, networks: experiment.networks.map((network) => (network.id === 'encoder' ? { ...network, frozen: true } : network)) })

describe('a classifier', () => {
  test('learns digits from a thousand labels, tells test accuracy and error, and what it takes each test example for', async () => {
    await using folder = await temporaryFolder()
    await using service = openService(folder.path)
    const id = await train(service, smallClassifier({ parameters: { labels: 1000 }, training: { epochs: 10 } }))
    const { metrics, step } = service.runs.get(id)
    // An epoch has the steps of all 2,000 examples.
    expect(step).toBe(400)
    const accuracy = metrics['test/accuracy'] ?? 0
    expect(accuracy).toBeGreaterThan(80)
    expect(metrics['test/errorRate']).toBeCloseTo(100 - accuracy, 4)
    const last = service.runs.events(id).flatMap(({ event }) => (event.kind === 'snapshot' ? event.artefacts.filter(({ kind }) => kind === 'predictions') : [])).at(-1)
    const { label, predicted, probability } = decodeSafetensors(readFileSync(join(service.folders.path(id), last?.file ?? ''))).arrays
    const right = Array.from(label?.data ?? []).filter((value, at) => value === predicted?.data[at]).length
    expect(label?.data).toHaveLength(500)
    expect((100 * right) / 500).toBeCloseTo(accuracy, 3)
    expect(Math.min(...Array.from(probability?.data ?? [0]))).toBeGreaterThanOrEqual(0.1)
  })

  test('leaves a frozen encoder bit for bit as it was, with one label a class', async () => {
    await using folder = await temporaryFolder()
    await using service = openService(folder.path)
    const id = await train(service, freezeEncoder(smallClassifier({ parameters: { labels: 10 }, training: { epochs: 2 }, recording: { checkpointEverySteps: 1 } })))
    const states = await checkpoints(service, id)
    const [before, after] = [states.at(0)?.arrays ?? {}, states.at(-1)?.arrays ?? {}]
    expect(changedNetworks(before, after)).toEqual(['head'])
  })

  test('resumed and uninterrupted it is the same, also where the stage that needs no labels is left', async () => {
    await using folder = await temporaryFolder()
    await using service = openService(folder.path)
    const experiment = smallClassifier({ recipe: 'pretrained-classifier', parameters: { labels: 100, pretrainingEpochs: 2, encoder: 'frozen', masked: 0.2 }, training: { epochs: 4 } })
    const whole = await train(service, experiment)
    const again = await train(service, { ...experiment, training: { ...experiment.training, epochs: 3 } })
    await service.runs.resume(again, 1)
    await service.ended(again)
    const [one, other] = [await checkpoints(service, whole), await checkpoints(service, again)]
    expect(other.map(({ sha256 }) => sha256)).toEqual(one.map(({ sha256 }) => sha256))
    const series = async (id: RunId) => (await service.runs.series(id, undefined, 1000)).map(({ name, steps, values }) => ({ name, steps, values }))
    expect(await series(again)).toEqual(await series(whole))

    const [, pretrained, , end] = one
    if (pretrained === undefined || end === undefined) throw new Error('no checkpoints')
    // Each stage trains and tells what it says.
    expect(changedNetworks(pretrained.arrays, end.arrays)).toEqual(['head'])
    const steps = Object.fromEntries((await service.runs.series(whole, undefined, 1000)).map((one) => [one.name, one.steps]))
    expect(steps['train/reconstruction']).toEqual(Array.from({ length: 80 }, (_, step) => step + 1))
    expect(steps['train/accuracy']).toEqual(Array.from({ length: 80 }, (_, step) => step + 81))
    expect(steps['test/reconstruction']).toEqual([40, 80])
    expect(steps['test/accuracy']).toEqual([80, 120, 160])
    const pictured = service.runs.events(whole).flatMap(({ event }) => (event.kind === 'snapshot' && event.artefacts.some(({ kind }) => kind === 'predictions') ? [event.step] : []))
    expect(pictured).toEqual([100, 120, 160])
  })

  test('without pretraining the second stage is all there is', async () => {
    await using folder = await temporaryFolder()
    await using service = openService(folder.path)
    const id = await train(service, smallClassifier({ recipe: 'pretrained-classifier', parameters: { labels: 100, pretrainingEpochs: 0 }, training: { epochs: 1 } }))
    expect(Object.keys(service.runs.get(id).metrics)).not.toContain('train/reconstruction')
    expect(service.runs.get(id).metrics['test/accuracy']).toBeGreaterThan(10)
  })
})
