import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { NetworkDocument, NetworkId, NodeId, WireId } from '@shared/graph/network'
import { NODE_HEIGHT, NODE_WIDTH, overlaps } from '@shared/graph/lane-geometry'
import { layeredLayout } from '@shared/graph/layered-layout'
import { COLUMN_PITCH } from '@shared/graph/layout-pitch'

function network(count: number, wires: readonly (readonly [number, number])[]): NetworkDocument {
  return {
    id: 'n' as NetworkId,
    name: 'n',
    nodes: Array.from({ length: count }, (_, index) => ({ id: `n${index}` as NodeId, type: 'dense', parameters: {}, position: { x: 0, y: index } })),
    wires: wires.map(([from, to], index) => ({ id: `w${index}` as WireId, from: { node: `n${from}` as NodeId, port: 'output' }, to: { node: `n${to}` as NodeId, port: 'input' } })),
  }
}

const anyNetwork = fc.integer({ min: 1, max: 14 }).chain((count) => {
  const node = fc.integer({ min: 0, max: count - 1 })
  return fc.array(fc.tuple(node, node), { maxLength: 24 }).map((wires) => network(count, wires))
})

describe('auto-layout', () => {
  test('places every node of any network, cycles included, and never one over another', () => {
    fc.assert(
      fc.property(anyNetwork, (document) => {
        const places = layeredLayout(document)
        expect(places.size).toBe(document.nodes.length)
        const boxes = [...places.values()].map((place) => ({ ...place, width: NODE_WIDTH, height: NODE_HEIGHT }))
        expect(boxes.flatMap((box, index) => boxes.slice(index + 1).filter((other) => overlaps(box, other)))).toEqual([])
        expect(boxes.every((box) => Number.isFinite(box.x) && box.x >= 0 && box.y >= 0)).toBe(true)
      }),
      { seed: 5, numRuns: 300 },
    )
  })

  test('data flows to the right along every wire of a network without cycles', () => {
    const forwards = fc.integer({ min: 2, max: 12 }).chain((count) =>
      fc
        .array(fc.tuple(fc.integer({ min: 0, max: count - 2 }), fc.integer({ min: 1, max: 4 })), { maxLength: 20 })
        .map((pairs) => network(count, pairs.map(([from, by]) => [from, Math.min(count - 1, from + by)] as const))),
    )
    fc.assert(
      fc.property(forwards, (document) => {
        const places = layeredLayout(document)
        for (const wire of document.wires) expect(places.get(wire.to.node)?.x).toBeGreaterThanOrEqual((places.get(wire.from.node)?.x ?? 0) + COLUMN_PITCH)
      }),
      { seed: 6, numRuns: 200 },
    )
  })

  test('a chain is one straight line and a fork opens evenly around it', () => {
    const places = layeredLayout(network(5, [[0, 1], [1, 2], [1, 3], [2, 4], [3, 4]]))
    const y = (index: number): number => places.get(`n${index}` as NodeId)?.y ?? NaN
    expect([y(0), y(1), y(4)]).toEqual([y(0), y(0), y(0)])
    expect(y(2) + y(3)).toBe(2 * y(0))
    expect(y(2)).toBeLessThan(y(3))
  })
})
