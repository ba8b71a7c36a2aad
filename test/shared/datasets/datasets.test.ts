// Dataset definitions: every one can be chosen with nothing set, and says what comes out.
import { describe, expect, test } from 'vitest'
import { datasetCatalogue, findDataset } from '@shared/datasets/catalogue'

describe('dataset definitions', () => {
  test('have defaults for all they ask, a description that fits, a source and a licence', () => {
    expect(new Set(datasetCatalogue.map(({ id }) => id)).size).toBe(datasetCatalogue.length)
    for (const dataset of datasetCatalogue) {
      const description = dataset.describe(dataset.parameters.parse({}))
      expect(description.trainCount, dataset.id).toBeGreaterThan(0)
      expect(description.testCount, dataset.id).toBeGreaterThan(0)
      expect(description.shape.length, dataset.id).toBe(description.kind === 'image' ? 3 : 1)
      if (description.storage === 'uint8') expect(description.range).toEqual([0, 1])
      expect(dataset.help.source).not.toBe('')
      expect(dataset.help.licence).not.toBe('')
    }
  })

  test('validation examples are taken from the training ones, and something must be left to train on', () => {
    for (const [id, all] of [['mnist', 'trainLimit'], ['text-pages', 'trainCount'], ['two-moons', 'trainCount'], ['ring', 'trainCount'], ['rings', 'trainCount'], ['spirals', 'trainCount'], ['gaussian-grid', 'trainCount']] as const) {
      const dataset = findDataset(id) ?? expect.fail(id)
      const counts = (validationCount: number) => {
        const parameters = dataset.parameters.parse({ [all]: 1000, validationCount })
        const { trainCount, validationCount: held } = dataset.describe(parameters)
        return [trainCount, held, (dataset.validate?.(parameters) ?? []).map(({ code, place }) => `${code} ${place.path ?? ''}`)]
      }
      expect([counts(0), counts(100), counts(1000)], id).toEqual([
        [1000, 0, []],
        [900, 100, []],
        [1, 999, ['validation-leaves-nothing dataset.parameters.validationCount']],
      ])
    }
  })

  test('class names follow the settings', () => {
    const classes = (id: string, parameters: Record<string, unknown>): number => {
      const dataset = findDataset(id)
      return dataset?.describe(dataset.parameters.parse(parameters)).classes?.length ?? 0
    }
    expect(classes('rings', { rings: 4 })).toBe(4)
    expect(classes('spirals', { arms: 3 })).toBe(3)
    expect(classes('gaussian-grid', { side: 3 })).toBe(9)
    expect(classes('mnist', {})).toBe(10)
  })
})
