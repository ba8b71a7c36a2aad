import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { foldAll, foldAt, foldComfortably } from '../../../src-renderer/charts/fold-tiles'
import { LruCache } from '../../../src-renderer/charts/lru-cache'
import { pickGrid } from '../../../src-renderer/charts/pick-grid'
import { fitPlane, toPixelX, toPixelY, toPlane } from '../../../src-renderer/charts/plane-view'

const room = fc.record({
  count: fc.integer({ min: 1, max: 256 }),
  tileWidth: fc.integer({ min: 1, max: 64 }),
  tileHeight: fc.integer({ min: 1, max: 64 }),
  width: fc.integer({ min: 64, max: 2000 }),
  height: fc.integer({ min: 64, max: 1200 }),
  gap: fc.integer({ min: 0, max: 4 }),
})

describe('sheets of pictures', () => {
  test('a fold keeps whole factors and never draws outside its card', () => {
    fc.assert(
      fc.property(room, fc.integer({ min: 1, max: 120 }), (given, preferred) => {
        for (const fold of [foldAll(given), foldComfortably(given, preferred)]) {
          expect(Number.isInteger(fold.factor) && fold.factor >= 1).toBe(true)
          expect(fold.columns * (given.tileWidth * fold.factor + given.gap) - given.gap).toBeLessThanOrEqual(given.width)
          expect(fold.rows * (given.tileHeight * fold.factor + given.gap) - given.gap).toBeLessThanOrEqual(given.height)
          expect(fold.shown).toBeLessThanOrEqual(given.count)
        }
      }),
    )
  })

  test('all of them means all, as large as they go', () => {
    const given = { count: 64, tileWidth: 28, tileHeight: 28, width: 500, height: 500, gap: 2 }
    expect(foldAll(given)).toEqual({ columns: 8, rows: 8, factor: 2, shown: 64 })
    expect(foldAt(given, 3).shown).toBeLessThan(64)
  })

  test('a comfortable fold shows larger pictures once enough of them fit', () => {
    expect(foldComfortably({ count: 64, tileWidth: 28, tileHeight: 28, width: 346, height: 300, gap: 2 }, 52)).toEqual({ columns: 6, rows: 5, factor: 2, shown: 30 })
  })

  test('a decoded plane that does not fit is thinned evenly, row and column alike', () => {
    const picked = pickGrid({ tileWidth: 28, tileHeight: 28, columns: 20, rows: 20 }, 300, 300)
    expect({ columns: picked.columns, rows: picked.rows, factor: picked.factor }).toEqual({ columns: 10, rows: 10, factor: 1 })
    const first = picked.tiles[0] ?? 0
    expect(picked.tiles.slice(0, 3)).toEqual([first, first + 2, first + 4])
    expect(picked.tiles[10]).toBe(first + 40)
    expect(pickGrid({ tileWidth: 28, tileHeight: 28, columns: 20, rows: 20 }, 1200, 1130)).toMatchObject({ columns: 20, factor: 2 })
    expect(pickGrid({ tileWidth: 500, tileHeight: 500, columns: 3, rows: 3 }, 100, 100)).toEqual({ tiles: [4], columns: 1, rows: 1, factor: 1 })
  })
})

describe('the plane', () => {
  test('units are equal on both axes, y points up, and a place goes there and back', () => {
    const view = fitPlane([[0, 0, 10, 0, 10, 2]], 300, 200)
    expect(toPixelX(view, 1) - toPixelX(view, 0)).toBeCloseTo(toPixelY(view, 0) - toPixelY(view, 1))
    const [x, y] = toPlane(view, toPixelX(view, 3.5), toPixelY(view, 1.25))
    expect([x, y]).toEqual([expect.closeTo(3.5), expect.closeTo(1.25)])
  })

  test('one stray code among thousands does not shrink the rest; no point, one point and NaN leave a drawable plane', () => {
    const many = Array.from({ length: 4000 }, (_, index) => (index % 2 === 0 ? Math.cos(index) : Math.sin(index)))
    expect(fitPlane([[...many, 1e6, 1e6]], 300, 300).scale).toBeGreaterThan(100)
    for (const points of [[], [3, 3], [NaN, NaN]]) {
      const view = fitPlane([points], 300, 300)
      expect(Number.isFinite(view.scale) && view.scale > 0).toBe(true)
    }
  })
})

describe('what was decoded', () => {
  test('the least recently used goes first, and is let go of', () => {
    const gone: string[] = []
    const cache = new LruCache<string>(10, (value) => gone.push(value))
    cache.set('a', 'A', 4)
    cache.set('b', 'B', 4)
    cache.get('a')
    cache.set('c', 'C', 4)
    expect({ a: cache.get('a'), b: cache.get('b'), c: cache.get('c'), cost: cache.cost, gone }).toEqual({ a: 'A', b: undefined, c: 'C', cost: 8, gone: ['B'] })
  })

  test('one thing larger than the whole is kept until the next', () => {
    const cache = new LruCache<string>(10)
    cache.set('large', 'L', 50)
    expect(cache.get('large')).toBe('L')
    cache.set('small', 'S', 1)
    expect([cache.get('large'), cache.get('small'), cache.cost]).toEqual([undefined, 'S', 1])
  })
})
