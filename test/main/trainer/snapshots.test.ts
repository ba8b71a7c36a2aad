// The geometry behind the pictures: projections, fixed samples and manifold walks.
import { describe, expect, test } from 'vitest'
import { CounterRandom } from '@shared/tensors/counter-random'
import { manifoldCodes, GRID_SIDE } from '../../../src-main/trainer/snapshots/manifold-codes'
import { projectCodes, type Codes } from '../../../src-main/trainer/snapshots/project-codes'
import { codesLike, fixedNoise } from '../../../src-main/trainer/snapshots/sample-codes'

/** Normal codes with the given standard deviation along each dimension, the first two mixed by a turn. */
function cloud(count: number, deviations: readonly number[], turn = 0.5, seed = 3): Codes {
  const random = new CounterRandom(seed, 'cloud')
  const width = deviations.length
  const values = new Float32Array(count * width)
  for (let row = 0; row < count; row += 1) {
    const code = deviations.map((deviation) => deviation * random.normal())
    const [a = 0, b = 0] = code
    code[0] = Math.cos(turn) * a - Math.sin(turn) * b
    code[1] = Math.sin(turn) * a + Math.cos(turn) * b
    values.set(code, row * width)
  }
  return { count, width, values }
}

function variance(points: Float32Array, axis: number): number {
  let sum = 0
  for (let at = axis; at < points.length; at += 2) sum += (points[at] ?? 0) ** 2
  return (2 * sum) / points.length
}

describe('projections', () => {
  test('lay codes of one or two dimensions out as they are', () => {
    const two: Codes = { count: 2, width: 2, values: Float32Array.of(1, 2, 3, 4) }
    expect(projectCodes(two, [])).toMatchObject({ method: 'identity', points: two.values })
    expect(projectCodes({ count: 2, width: 1, values: Float32Array.of(1, 2) }, [])?.points).toEqual(Float32Array.of(1, 0, 2, 0))
  })

  test.each([5, 150])('find the plane of most spread in %i dimensions, and the share it keeps', (width) => {
    const deviations = Array.from({ length: width }, (_, axis) => (axis === 0 ? 3 : axis === 1 ? 2 : 0.1))
    const projection = projectCodes(cloud(3000, deviations), [])
    if (projection === null) throw new Error('no projection')
    expect(projection.method).toBe('pca')
    expect(variance(projection.points, 0)).toBeCloseTo(9, -0.5)
    expect(variance(projection.points, 1)).toBeCloseTo(4, -0.5)
    expect(projection.explained).toBeCloseTo(13 / (13 + 0.01 * (width - 2)), 1)
  })

  test.each([
    ['whose first units never change', Array.from({ length: 150 }, (_, axis) => (axis < 5 ? 0 : axis === 9 ? 3 : axis === 20 ? 2 : 0.1)), 0.9],
    ['that all lie on one line', Array.from({ length: 150 }, (_, axis) => (axis === 40 ? 3 : 0)), 1],
    ['that are all the same', Array.from({ length: 150 }, () => 0), 1],
  ])('of many dimensions are found in codes %s', (_, deviations, share) => {
    const projection = projectCodes(cloud(200, deviations, 0), [])
    expect(projection?.points.every(Number.isFinite)).toBe(true)
    expect(projection?.explained).toBeGreaterThan(share - 0.05)
    expect(projection?.explained).toBeLessThanOrEqual(1)
  })

  test('keep their signs from one snapshot to the next', () => {
    const before = projectCodes(cloud(500, [3, 2, 0.5]), [])
    const flipped = before?.axes.map((axis) => axis.map((value) => -value)) ?? []
    const after = projectCodes(cloud(500, [3, 2, 0.5], 0.6), flipped)
    const dots = after?.axes.map((axis, index) => axis.reduce((sum, value, column) => sum + value * (flipped[index]?.[column] ?? 0), 0))
    for (const value of dots ?? []) expect(value).toBeGreaterThan(0.9)
  })

  test('are given up where a code is not a number', () => {
    expect(projectCodes({ count: 3, width: 3, values: new Float32Array(9).fill(Number.NaN) }, [])).toBeNull()
  })
})

describe('samples of a plain autoencoder', () => {
  test('are drawn with the mean and covariance of the codes it uses', () => {
    const codes = cloud(4000, [3, 0.5, 0])
    const shifted: Codes = { ...codes, values: codes.values.map((value, at) => value + (at % 3 === 2 ? 7 : 0)) }
    const drawn = codesLike(shifted, fixedNoise(1, 4000, 3))
    const covariance = (values: Float32Array, a: number, b: number): number => {
      const column = (axis: number): number[] => Array.from({ length: 4000 }, (_, row) => values[row * 3 + axis] ?? Number.NaN)
      const mean = (numbers: readonly number[]): number => numbers.reduce((sum, value) => sum + value, 0) / numbers.length
      const [first, second] = [column(a), column(b)]
      return mean(first.map((value, row) => value * (second[row] ?? Number.NaN))) - mean(first) * mean(second)
    }
    for (const [a, b] of [[0, 0], [0, 1], [1, 1]] as const) expect(Math.abs(covariance(drawn, a, b) - covariance(shifted.values, a, b))).toBeLessThan(0.4)
    // A dimension without spread stays at its place.
    expect(drawn[2]).toBe(7)
  })

  test('use the same noise at every snapshot', () => {
    expect(fixedNoise(4, 10, 3)).toEqual(fixedNoise(4, 10, 3))
    expect(fixedNoise(5, 10, 3)).not.toEqual(fixedNoise(4, 10, 3))
  })
})

describe('manifold walks', () => {
  test('over a standard normal prior reach from −3 to 3, the top row highest', () => {
    const walk = manifoldCodes({ count: 1, width: 2, values: Float32Array.of(0, 0) }, 'standard-normal', 'image')
    expect(walk?.range).toEqual([[-3, 3], [-3, 3]])
    expect(walk?.values.length).toBe(2 * GRID_SIDE ** 2)
    expect([...(walk?.values.subarray(0, 2) ?? [])]).toEqual([-3, 3])
    expect([...(walk?.values.subarray(-2) ?? [])]).toEqual([3, -3])
  })

  test('without a prior reach over what test examples use, outliers left out', () => {
    const values = Float32Array.from({ length: 1000 }, (_, index) => (index === 0 ? 1e6 : index / 1000))
    const walk = manifoldCodes({ count: 1000, width: 1, values }, 'none', 'points')
    expect(walk?.range[0]?.[0]).toBeCloseTo(0.01, 2)
    expect(walk?.range[0]?.[1]).toBeCloseTo(0.99, 2)
    expect(walk?.values.length).toBe(256)
  })

  test('exist only for one or two dimensions', () => {
    expect(manifoldCodes({ count: 1, width: 3, values: new Float32Array(3) }, 'none', 'image')).toBeNull()
  })
})
