// The procedural point sets: where their formulas say, the same for the same seed, balanced from the first point on.
import { describe, expect, test } from 'vitest'
import { drawPoints, gaussianGridPoints, ringsPoints, spiralsPoints, twoMoonsPoints, type PointSet } from '../../../src-main/datasets/draw-points'
import { loadDataset } from '../../../src-main/datasets/load-dataset'
import type { DatasetSplit } from '../../../src-main/datasets/loaded-dataset'
import { StudioError } from '@shared/studio-error'

function exact(set: PointSet, count = 400): { readonly split: DatasetSplit; readonly at: (index: number) => { readonly x: number; readonly y: number; readonly label: number } } {
  const split = drawPoints(set, count, { noise: 0, seed: 5 }, 'test')
  return { split, at: (index) => ({ x: split.examples[2 * index] ?? Number.NaN, y: split.examples[2 * index + 1] ?? Number.NaN, label: split.labels?.[index] ?? -1 }) }
}

describe('point sets without noise', () => {
  test('two moons lie on two half circles of radius 1, one opening down, one up', () => {
    const { at } = exact(twoMoonsPoints())
    for (let index = 0; index < 400; index += 1) {
      const { x, y, label } = at(index)
      const upper = label === 0
      expect(Math.hypot(x - (upper ? -0.5 : 0.5), y - (upper ? -0.25 : 0.25))).toBeCloseTo(1, 5)
      expect(upper ? y + 0.25 : 0.25 - y).toBeGreaterThanOrEqual(-1e-6)
    }
  })

  test('rings lie at their radii, the outermost at 2', () => {
    const { at } = exact(ringsPoints(3))
    for (let index = 0; index < 400; index += 1) expect(Math.hypot(at(index).x, at(index).y)).toBeCloseTo((2 * (at(index).label + 1)) / 3, 5)
  })

  test('spirals turn as they go out, never beyond 2', () => {
    const { at } = exact(spiralsPoints(2, 1))
    for (let index = 0; index < 400; index += 1) {
      const { x, y, label } = at(index)
      const along = Math.hypot(x, y) / 2
      expect(along).toBeLessThanOrEqual(1)
      const angle = 2 * Math.PI * (label / 2 + along)
      expect(x).toBeCloseTo(2 * along * Math.cos(angle), 4)
      expect(y).toBeCloseTo(2 * along * Math.sin(angle), 4)
    }
  })

  test('a grid has its clouds at whole places between −2 and 2', () => {
    const { at } = exact(gaussianGridPoints(5))
    const places = new Set(Array.from({ length: 400 }, (_, index) => `${at(index).x},${at(index).y}`))
    expect(places.size).toBe(25)
    expect(places.has('-2,-2')).toBe(true)
    expect(places.has('1,2')).toBe(true)
  })
})

describe('point sets', () => {
  test('noise has the standard deviation asked for', () => {
    const noisy = drawPoints(gaussianGridPoints(1), 20_000, { noise: 0.3, seed: 2 }, 'test')
    const squares = Array.from(noisy.examples).reduce((sum, value) => sum + value * value, 0)
    expect(Math.sqrt(squares / noisy.examples.length)).toBeCloseTo(0.3, 2)
  })

  test('the same seed draws the same points, a larger set begins with the smaller, and train and test differ', async () => {
    const load = (parameters: Record<string, unknown>) => loadDataset({ id: 'two-moons', parameters: parameters as never }, { mnist: '/nowhere' })
    const [small, large, other] = await Promise.all([load({ trainCount: 10, testCount: 10 }), load({ trainCount: 50, testCount: 10 }), load({ trainCount: 10, testCount: 10, seed: 2 })])
    expect(large.train.examples.subarray(0, 20)).toEqual(small.train.examples)
    expect(small.test.examples).not.toEqual(small.train.examples)
    expect(other.train.examples).not.toEqual(small.train.examples)
    expect([...(small.train.labels ?? [])]).toEqual([0, 1, 0, 1, 0, 1, 0, 1, 0, 1])
  })

  test('an unknown dataset, and a setting that does not fit, are refused by name', async () => {
    const detail = async (id: string, parameters: Record<string, unknown>) =>
      loadDataset({ id, parameters: parameters as never }, { mnist: '/nowhere' }).catch((error: unknown) => (error instanceof StudioError ? error.detail : error))
    expect(await detail('moons', {})).toMatchObject({ code: 'dataset-unknown', got: 'moons' })
    expect(await detail('two-moons', { noise: -1 })).toMatchObject({ code: 'dataset-parameters-invalid', path: 'dataset.parameters.noise' })
  })
})
