import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { NetworkDocument, NetworkId, NodeId } from '@shared/graph/network'
import { contentBounds, LANE_GAP, LANE_PADDING, laneAt, laneGeometry, NODE_HEIGHT, NODE_WIDTH, overlaps, union } from '@shared/graph/lane-geometry'
import { shippedExperiment } from '../../support/shipped-templates'

function networkAt(id: string, places: readonly (readonly [number, number])[]): NetworkDocument {
  return {
    id: id as NetworkId,
    name: id,
    nodes: places.map(([x, y], index) => ({ id: `n${index}` as NodeId, type: 'dense', parameters: {}, position: { x, y } })),
    wires: [],
  }
}

const place = fc.tuple(fc.integer({ min: -2000, max: 4000 }), fc.integer({ min: -2000, max: 4000 }))
const networks = fc
  .array(fc.array(place, { maxLength: 12 }), { minLength: 1, maxLength: 5 })
  .map((all) => all.map((places, index) => networkAt(`net-${index}`, places)))

describe('lane geometry', () => {
  test('every node lies inside its own lane with the padding around it, and lanes never overlap', () => {
    fc.assert(
      fc.property(networks, (documents) => {
        const lanes = laneGeometry(documents)
        lanes.forEach((lane, index) => {
          for (const node of documents[index]?.nodes ?? []) {
            const left = lane.origin.x + node.position.x
            const top = lane.origin.y + node.position.y
            expect(left).toBeGreaterThanOrEqual(lane.x + LANE_PADDING.left)
            expect(top).toBeGreaterThanOrEqual(lane.y + LANE_PADDING.top)
            expect(left + NODE_WIDTH).toBeLessThanOrEqual(lane.x + lane.width - LANE_PADDING.right)
            expect(top + NODE_HEIGHT).toBeLessThanOrEqual(lane.y + lane.height - LANE_PADDING.bottom)
          }
          const next = lanes[index + 1]
          if (next) expect(next.y - lane.y - lane.height).toBe(LANE_GAP)
          expect(lanes.every((other) => other === lane || !overlaps(other, lane))).toBe(true)
          expect([lane.x, lane.width]).toEqual([lanes[0]?.x, lanes[0]?.width])
        })
      }),
      { seed: 11, numRuns: 300 },
    )
  })

  test('moving the first node to the left widens the lane and moves no other node', () => {
    const before = laneGeometry([networkAt('a', [[0, 0], [170, 0]])])
    const after = laneGeometry([networkAt('a', [[-90, 0], [170, 0]])])
    expect(after[0]?.origin).toEqual(before[0]?.origin)
    expect(after[0]?.x).toBe((before[0]?.x ?? 0) - 90)
  })

  test('an empty network keeps a lane one can drop a layer on', () => {
    const [lane] = laneGeometry([networkAt('a', [])])
    expect(lane?.height).toBe(LANE_PADDING.top + NODE_HEIGHT + LANE_PADDING.bottom)
    expect(lane?.width).toBeGreaterThan(700)
  })

  test('a point between lanes belongs to the nearer one', () => {
    const lanes = laneGeometry([networkAt('a', [[0, 0]]), networkAt('b', [[0, 0]])])
    const [first, second] = lanes
    expect(laneAt(lanes, (first?.y ?? 0) + (first?.height ?? 0) + 4)?.network).toBe('a')
    expect(laneAt(lanes, (second?.y ?? 0) - 4)?.network).toBe('b')
    expect(laneAt(lanes, -5000)?.network).toBe('a')
    expect(laneAt(lanes, 5000)?.network).toBe('b')
    expect(laneAt([], 0)).toBeUndefined()
  })

  test('no two nodes of a template cover one another', () => {
    for (const id of ['vae-mnist', 'conv-vae-mnist', 'autoencoder-mnist-2d', 'autoencoder-two-moons']) {
      for (const network of shippedExperiment(id).networks) {
        const boxes = network.nodes.map((node) => ({ ...node.position, width: NODE_WIDTH, height: NODE_HEIGHT }))
        expect(boxes.flatMap((box, index) => boxes.slice(index + 1).filter((other) => overlaps(box, other)))).toEqual([])
        expect(contentBounds(network)).toEqual(union(boxes))
      }
    }
  })
})
