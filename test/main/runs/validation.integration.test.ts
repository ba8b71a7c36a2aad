// Own data with a validation folder, trained by the real trainer: both parts are measured, and the best checkpoint goes by validation.
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { chooseStored } from '@shared/datasets/own/own-data'
import { loadDataset } from '../../../src-main/datasets/load-dataset'
import { importAll, spoolOf } from '../datasets/import-fixtures'
import { temporaryFolder } from '../../support/temporary-folder'
import { openService, smallExperiment } from './run-fixtures'

/** Points near a line through the origin, as a table. */
function line(slope: number, count: number): string {
  return ['east,north', ...Array.from({ length: count }, (_, at) => `${(at / count) * 2 - 1},${slope * ((at / count) * 2 - 1) + 0.02 * Math.sin(7 * at)}`)].join('\n')
}

test('validation examples are their own; what is best by them stays the best though test examples say otherwise', async () => {
  await using folder = await temporaryFolder()
  // A code of one number learns the training line. Validation points lie on it; test points lie across, and grow worse meanwhile.
  const { dataset } = await importAll({ ...(await spoolOf(join(folder.path, 'import'), { 'points/train.csv': line(1, 256), 'points/validation.csv': line(1, 40), 'points/test.csv': line(-1, 64) })), root: join(folder.path, 'datasets') })
  expect(dataset.facts).toMatchObject({ shape: [2], folders: { train: 256, validation: 40, test: 64 } })
  const choice = chooseStored(dataset.facts)
  const loaded = await loadDataset(choice, { mnist: '/nowhere', stored: join(folder.path, 'datasets') })
  expect([loaded.train.count, loaded.validation?.count, loaded.test.count, loaded.description.validationCount]).toEqual([256, 40, 64, 40])
  expect(loaded.validation?.examples[0]).toBeCloseTo(-1)
  expect([loaded.validation?.examples[1], loaded.test.examples[1]].map((value) => Math.sign(value ?? 0))).toEqual([-1, 1])

  await using service = openService(folder.path)
  const experiment = { ...smallExperiment({ epochs: 12, batchSize: 32 }), dataset: choice }
  const { id } = service.runs.start({ experiment: { ...experiment, recording: { ...experiment.recording, evaluateEverySteps: 8, checkpointEverySteps: 8, keepLast: 1, keepBest: true } }, templateId: null })
  const record = await service.ended(id)
  expect(record).toMatchObject({ status: 'finished', primaryMetric: 'validation/loss', error: null })
  const values = async (name: string): Promise<readonly (number | null)[]> => (await service.runs.series(id, [name], 1000))[0]?.values ?? []
  const [validation, tested] = [await values('validation/loss'), await values('test/loss')]
  expect([validation.length, tested.length]).toEqual([12, 12])
  expect(validation).not.toEqual(tested)
  expect(record.metrics['validation/squaredError']).not.toBe(record.metrics['test/squaredError'])
  const lowest = (list: readonly (number | null)[]): number => list.indexOf(Math.min(...list.map((value) => value ?? Number.POSITIVE_INFINITY)))
  // Otherwise this would show nothing: the two parts disagree on which is best.
  expect(lowest(tested)).toBeLessThan(lowest(validation))
  const best = (await service.runs.files(id)).checkpoints.find((checkpoint) => checkpoint.best)
  expect(best).toMatchObject({ step: 8 * (lowest(validation) + 1), primaryValue: validation[lowest(validation)] })
})
