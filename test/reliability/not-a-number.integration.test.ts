// Not-a-number is loud: caught within the step that made it, the last good checkpoint stays good, the next run starts.
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Experiment } from '@shared/experiment/experiment'
import type * as DatasetLoading from '../../src-main/datasets/load-dataset'
import type { LoadedDataset } from '../../src-main/datasets/loaded-dataset'
import { readCheckpoint } from '../../src-main/trainer/read-checkpoint'
import { openService } from '../main/runs/run-fixtures'
import { smallExperiment } from '../main/trainer/small-experiments'
import { temporaryFolder } from '../support/temporary-folder'
import { tellFigures } from './support/amounts'
import { trainHere, type RunHere } from './support/train-here'

const poison = vi.hoisted(() => ({ value: null as number | null, example: 0 }))

// One value of one training example is broken, as a damaged file or a faulty import would break it.
vi.mock('../../src-main/datasets/load-dataset', async (original) => {
  const actual = await original<typeof DatasetLoading>()
  return {
    ...actual,
    loadDataset: async (...parameters: Parameters<typeof actual.loadDataset>): Promise<LoadedDataset> => {
      const loaded = await actual.loadDataset(...parameters)
      if (poison.value !== null) loaded.train.examples[poison.example * 2] = poison.value
      return loaded
    },
  }
})

afterEach(() => {
  poison.value = null
})

const counts = { runs: 0, caught: 0, 'steps too late': 0, 'checkpoints kept, all finite': 0 }

/** Linear layers: nothing holds the values back. */
const layers = { encoder: [['dense', { units: 16, activation: 'linear' }], ['dense', { units: 1, activation: 'linear' }]], decoder: [['dense', { units: 2, activation: 'linear' }]] } as const

const recording: Experiment['recording'] = { ...smallExperiment().recording, evaluateEverySteps: 4, snapshotEverySteps: 1000, checkpointEverySteps: 1 }

/** Caught at the first step whose metrics tell of it, or at the checkpoint right after the step that made it. */
async function expectCaught(directory: string, run: RunHere): Promise<void> {
  counts.runs += 1
  expect(run.outcome).toBe('failed')
  expect(['loss-not-a-number', 'weights-not-a-number']).toContain(run.error?.code)
  expect(run.error).toMatchObject({ message: expect.stringMatching(/step \d+/), fix: expect.any(String) })
  const failed = run.events.find((event) => event.kind === 'failed')
  const last = run.checkpoints.at(-1)?.step ?? 0
  const points = run.events.flatMap((event) => (event.kind === 'metrics' ? event.points : []))
  const broken = points.find(({ value }) => value === null)?.step ?? failed?.step ?? 0
  counts.caught += 1
  // A checkpoint after every step: the failure may stand at most one step behind the last good one.
  counts['steps too late'] += Math.max(0, (failed?.step ?? 0) - broken) + Math.max(0, (failed?.step ?? 0) - last - 1)
  for (const checkpoint of run.checkpoints) {
    const { arrays } = await readCheckpoint(checkpoint)
    for (const [name, { data }] of Object.entries(arrays)) if (!data.every((value) => Number.isFinite(value))) throw new Error(`${directory}: ${name} of step ${checkpoint.step} is not finite`)
    counts['checkpoints kept, all finite'] += 1
  }
  expect(counts['steps too late']).toBe(0)
}

describe('in plain JavaScript, in this process', () => {
  test.each([10, 30, 100])('a learning rate of %d breaks the losses within steps', async (learningRate) => {
    await using folder = await temporaryFolder()
    const run = await trainHere(smallExperiment({ ...layers, optimizer: { id: 'sgd', parameters: { learningRate } }, recording }), folder.path)
    await expectCaught(folder.path, run)
  })

  test.each([Number.NaN, Number.POSITIVE_INFINITY, 3e38])('%d in one value of the data', async (value) => {
    await using folder = await temporaryFolder()
    Object.assign(poison, { value, example: 300 })
    const run = await trainHere(smallExperiment({ recording }), folder.path)
    await expectCaught(folder.path, run)
    // The example that holds it comes after some good steps.
    expect(run.checkpoints.length).toBeGreaterThan(0)
  })
})

describe('gradients that overflow while the loss is still a number', () => {
  // Squares of the value are in the gradients, squares of those in Adam's averages, past what 32 bits hold.
  const value = 1e11

  test.each(['javascript', 'tensorflow'] as const)('in %s: no checkpoint is made of what the update left, and the last good one is named', async (engine) => {
    await using folder = await temporaryFolder()
    Object.assign(poison, { value, example: 300 })
    const run = await trainHere(smallExperiment({ ...layers, recording }), folder.path, { engine })
    await expectCaught(folder.path, run)
    const last = run.checkpoints.at(-1)?.step ?? 0
    const losses = run.events.flatMap((event) => (event.kind === 'metrics' ? event.points : [])).filter(({ name }) => name === 'train/loss')
    expect(losses.at(-1)).toMatchObject({ step: last + 1, value: expect.any(Number) })
    expect(run.error).toMatchObject({ code: 'weights-not-a-number', message: expect.stringContaining(`at step ${last + 1}; no checkpoint is made of that. The last good checkpoint is of step ${last}.`) })
  })
})

test('natively, through the studio: the run fails in words, what was recorded holds the gap, and the next run starts', async () => {
  await using folder = await temporaryFolder()
  await using service = openService(folder.path)
  const wild = smallExperiment({ ...layers, optimizer: { id: 'sgd', parameters: { learningRate: 100 } }, recording })
  const { id } = service.runs.start({ experiment: wild, templateId: null })
  const record = await service.ended(id)
  expect(record).toMatchObject({ status: 'failed', error: { code: expect.stringMatching(/^(loss|weights)-not-a-number$/), fix: expect.stringContaining('lower learning rate') } })
  expect(record.step).toBeLessThan(200)
  const next = service.runs.start({ experiment: smallExperiment({ training: { epochs: 1 } }), templateId: null })
  expect(await service.ended(next.id)).toMatchObject({ status: 'finished' })
  counts.runs += 1
  counts.caught += 1
  tellFigures('Not-a-number by learning rate, in the data and in gradients', counts)
})
