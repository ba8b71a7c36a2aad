// Aligning, snapping, wires under a point, and frames: the geometry behind the gestures.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { alignBoxes, alignments, distributeBoxes } from '../../../src-renderer/canvas/arrange/align-boxes'
import type { FlowId } from '../../../src-renderer/canvas/flow-id'
import { union, type Rectangle } from '@shared/graph/lane-geometry'
import { nearestWire } from '../../../src-renderer/canvas/wires/nearest-wire'
import type { NodeView, WireView } from '../../../src-renderer/canvas/layers/node-view'
import { frameAround, heldBy } from '../../../src-renderer/canvas/notes/note-geometry'
import { snapBox, snapLines } from '../../../src-renderer/canvas/arrange/snap-drag'

const coordinate = fc.integer({ min: -500, max: 500 })
const box = fc.record({ x: coordinate, y: coordinate, width: fc.integer({ min: 1, max: 200 }), height: fc.integer({ min: 1, max: 200 }) })
const boxes = fc.array(box, { minLength: 2, maxLength: 8 })

describe('align and distribute', () => {
  test('aligned boxes keep their common bounds along the line, and doing it again changes nothing', () => {
    fc.assert(
      fc.property(boxes, fc.constantFrom(...alignments), (before, alignment) => {
        const after = alignBoxes(before, alignment).map((corner, index): Rectangle => ({ ...(before[index] as Rectangle), ...corner }))
        const places = after.map((each) =>
          alignment === 'left' ? each.x : alignment === 'right' ? each.x + each.width : alignment === 'centre' ? each.x + each.width / 2 : alignment === 'top' ? each.y : alignment === 'bottom' ? each.y + each.height : each.y + each.height / 2,
        )
        expect(new Set(places).size).toBe(1)
        const [old, now] = [union(before), union(after)]
        expect(now.x >= old.x && now.y >= old.y && now.x + now.width <= old.x + old.width && now.y + now.height <= old.y + old.height).toBe(true)
        expect(alignBoxes(after, alignment)).toEqual(after.map(({ x, y }) => ({ x, y })))
      }),
      { seed: 11, numRuns: 200 },
    )
  })

  test('distributed boxes have even gaps, the outer ones stay', () => {
    const row = [
      { x: 0, y: 5, width: 10, height: 10 },
      { x: 90, y: 7, width: 20, height: 10 },
      { x: 12, y: 9, width: 30, height: 10 },
    ]
    expect(distributeBoxes(row, 'across')).toEqual([
      { x: 0, y: 5 },
      { x: 90, y: 7 },
      { x: 35, y: 9 },
    ])
    expect(distributeBoxes(row.slice(0, 2), 'across')).toEqual([
      { x: 0, y: 5 },
      { x: 90, y: 7 },
    ])
  })
})

test('a dragged box snaps to the nearest line within reach and to none beyond', () => {
  fc.assert(
    fc.property(boxes, box, fc.integer({ min: 1, max: 12 }), (standing, dragged, reach) => {
      const lines = snapLines(standing)
      const { dx, dy, x, y } = snapBox(lines, dragged, reach)
      const distances = (all: readonly number[], at: number, length: number) => all.flatMap((line) => [at, at + length / 2, at + length].map((place) => Math.abs(line - place)))
      for (const [by, line, all, at, length] of [
        [dx, x, lines.x, dragged.x, dragged.width],
        [dy, y, lines.y, dragged.y, dragged.height],
      ] as const) {
        const least = Math.min(...distances(all, at, length))
        expect(Math.abs(by)).toBe(least <= reach ? least : 0)
        expect(line === null).toBe(least > reach)
        if (line !== null) expect([at + by, at + by + length / 2, at + by + length]).toContain(line)
      }
    }),
    { seed: 12, numRuns: 300 },
  )
})

test('the wire under a point is the nearest within reach, however it bends', () => {
  const view = (id: string, x: number, y: number): NodeView => ({ id: id as FlowId, x, y, inputs: [{ id: 'input', title: 'Input' }], outputs: [{ id: 'output', title: 'Output' }] }) as unknown as NodeView
  const nodes = new Map([view('n/a', 0, 0), view('n/b', 300, 0), view('n/c', 300, 400)].map((node) => [node.id, node]))
  const wire = (id: string, to: string): WireView => ({ id: `n/${id}`, from: 'n/a', fromPort: 'output', to: to as FlowId, toPort: 'input', shape: '', state: 'ok', label: '' })
  const wires = [wire('level', 'n/b'), wire('bent', 'n/c')]
  const at = (x: number, y: number, reach = 18) => nearestWire(wires, nodes, { x, y }, reach)?.id ?? null
  expect([at(250, 50), at(208, 245), at(208, 150, 10), at(60, 45)]).toEqual(['n/level', 'n/bent', null, null])
  expect(nearestWire(wires, nodes, { x: 250, y: 50 }, 18, (each) => each.id === 'n/level')).toBeNull()
})

test('a frame put around boxes holds each of them, and none beside it (N14)', () => {
  fc.assert(
    fc.property(boxes, (all) => {
      const named = all.map((each, index) => ({ ...each, id: `n/b${index}` as FlowId }))
      const { position, size } = frameAround(named)
      const frame = { id: 'n/#note-1' as FlowId, ...position, ...size }
      const outside = { id: 'n/far' as FlowId, x: frame.x + frame.width + 1, y: frame.y, width: 10, height: 10 }
      expect(heldBy(frame, [...named, outside, frame])).toEqual(named)
    }),
    { seed: 13, numRuns: 100 },
  )
})
