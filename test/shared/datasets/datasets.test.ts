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
