import { describe, expect, test } from 'vitest'
import { chooseDetail, MOST_IN_FULL } from '../../../../src-renderer/canvas/layers/choose-detail'
import type { FlowId } from '../../../../src-renderer/canvas/flow-id'

/** Twenty a row, as far apart as layers are. */
const layers = (count: number) => Array.from({ length: count }, (_, at) => ({ id: `network/${at}` as FlowId, x: (at % 20) * 170, y: Math.floor(at / 20) * 118 }))
/** A screen of 1000 by 700 whose upper left corner shows this place. */
const screen = (x: number, y: number, zoom: number) => ({ visible: { x, y, width: 1000 / zoom, height: 700 / zoom }, zoom })
const none = () => false

describe('which layers are drawn in full', () => {
  test('all of a document of ordinary size, the nearest to the middle of the screen first', () => {
    const { fill, empty } = chooseDetail(layers(MOST_IN_FULL), { ...screen(0, 0, 1), isFull: none })
    expect([fill.length, empty]).toEqual([MOST_IN_FULL, []])
    // The third of the fourth row, at 340 and 354.
    expect(fill[0]).toBe('network/62')
  })

  test('of a large one those in sight and near it; of those that went out of sight some stay, the farthest go first', () => {
    const all = layers(600)
    const near = chooseDetail(all, { ...screen(0, 0, 1), isFull: none })
    // Six and a margin across, six and a margin down.
    expect(near.fill.length).toBeGreaterThan(36)
    expect(near.fill.length).toBeLessThan(90)
    const full = new Set(near.fill)
    const { fill, empty } = chooseDetail(all, { ...screen(2000, 2000, 1), isFull: (id) => full.has(id) })
    expect(fill).not.toContain('network/0')
    expect(Number(empty[0]?.split('/')[1])).toBeLessThan(20)
    expect(near.fill.length - empty.length).toBe(12)
  })

  test('hundreds in sight are blocks where they are too small to be read, and in full where they are not', () => {
    const all = layers(600)
    const everything = { visible: { x: -100, y: -100, width: 4000, height: 4000 }, zoom: 0.55 }
    expect(chooseDetail(all, { ...everything, isFull: none }).fill).toHaveLength(600)
    const full = new Set(all.slice(0, 50).map(({ id }) => id))
    const names = chooseDetail(all, { ...everything, zoom: 0.45, isFull: (id) => full.has(id) })
    expect([names.fill, new Set(names.empty)]).toEqual([[], full])
    // Blocks without names hide the difference: who zooms in again finds them as they were.
    expect(chooseDetail(all, { ...everything, zoom: 0.2, isFull: (id) => full.has(id) })).toEqual({ fill: [], empty: [] })
  })
})
