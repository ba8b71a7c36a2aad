// Both component analyses by the real trainer: weights worked out at the end of a pass, codes found by descent.
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../support/temporary-folder'
import { openService } from '../runs/run-fixtures'
import { smallExperiment } from './small-experiments'

const dataset = { id: 'mnist', parameters: { trainLimit: 1200, testLimit: 300 } }

describe('components', () => {
  test('principal ones, worked out at the end of a pass, lose less with more of them', async () => {
    await using folder = await temporaryFolder()
    await using service = openService(folder.path)
    const errors: number[] = []
    for (const units of [5, 20]) {
      const experiment = smallExperiment({
        recipe: 'principal-components',
        recipeParameters: {},
        dataset,
        encoder: [
          ['flatten', {}],
          ['dense', { units, activation: 'linear' }],
        ],
        decoder: [
          ['dense', { units: 784, activation: 'linear' }],
          ['reshape', { target: [28, 28, 1] }],
        ],
        training: { epochs: 1, batchSize: 100 },
      })
      const { id } = service.runs.start({ experiment, templateId: null, engine: 'tensorflow' })
      const run = await service.ended(id)
      expect(run).toMatchObject({ status: 'finished', step: 12, error: null })
      const series = await service.runs.series(id, ['test/squaredError', 'test/loss'], 10)
      const last = series.map(({ values }) => values.at(-1) ?? Number.NaN)
      expect(last[0]).toBe(last[1])
      errors.push(last[0] ?? Number.NaN)
    }
    // 300 digits not seen before, of 52.7 about their mean in all: 5 and 20 directions of 1,200 others.
    expect(errors[0]).toBeGreaterThan(30)
    expect(errors[0]).toBeLessThan(42)
    expect(errors[1]).toBeGreaterThan(16)
    expect(errors[1]).toBeLessThan(23)
  })

  test('logistic ones learn a plane, and find codes whose pictures cost ever less', async () => {
    await using folder = await temporaryFolder()
    await using service = openService(folder.path)
    const experiment = smallExperiment({
      recipe: 'logistic-components',
      recipeParameters: { latentSize: 5, trainingSteps: 8, testingSteps: 15 },
      dataset,
      decoder: [
        ['dense', { units: 784, activation: 'linear' }],
        ['reshape', { target: [28, 28, 1] }],
      ],
      outputActivation: 'sigmoid',
      training: { epochs: 5, batchSize: 100 },
    })
    const { id } = service.runs.start({ experiment, templateId: null, engine: 'tensorflow' })
    expect(await service.ended(id)).toMatchObject({ status: 'finished', step: 60, error: null })
    const losses = (await service.runs.series(id, ['test/loss'], 10))[0]?.values ?? []
    expect(losses).toHaveLength(5)
    losses.slice(1).forEach((loss, epoch) => expect(loss ?? Number.NaN).toBeLessThan(losses[epoch] ?? 0))
  })
})
