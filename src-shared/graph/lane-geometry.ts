// Where lanes lie: networks stack from top to bottom, each lane wide enough for the widest of them. Node positions in
// the document are relative to their lane; here they get their place on the whole canvas.
import type { NetworkDocument, NetworkId } from './network'
import { NODE_HEIGHT, NODE_WIDTH } from './node-size'

export { NODE_HEIGHT, NODE_WIDTH }
export const LANE_GAP = 46
export const LANE_PADDING = { left: 18, right: 13, top: 34, bottom: 38 } as const
/** Of the first lane, so that its wires to the left, and above it what enters it, stay on the canvas at zoom 1. */
const FIRST_LANE = { x: 16, y: 44 } as const
const EMPTY_LANE = { width: 5 * 170 - 54, height: NODE_HEIGHT } as const

export interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface LaneGeometry extends Rectangle {
  readonly network: NetworkId
  /** What a node's own position is counted from. */
  readonly origin: { readonly x: number; readonly y: number }
}

/** Bounds of a network's nodes, comments and frames in its own coordinates; the place of a first node where it has none. */
export function contentBounds(network: NetworkDocument): Rectangle {
  if (network.nodes.length + (network.notes?.length ?? 0) === 0) return { x: 0, y: 0, ...EMPTY_LANE }
  let left = Infinity
  let top = Infinity
  let right = -Infinity
  let bottom = -Infinity
  for (const { position } of network.nodes) {
    left = Math.min(left, position.x)
    top = Math.min(top, position.y)
    right = Math.max(right, position.x + NODE_WIDTH)
    bottom = Math.max(bottom, position.y + NODE_HEIGHT)
  }
  for (const { position, size } of network.notes ?? []) {
    left = Math.min(left, position.x)
    top = Math.min(top, position.y)
    right = Math.max(right, position.x + size.width)
    bottom = Math.max(bottom, position.y + size.height)
  }
  return { x: left, y: top, width: right - left, height: bottom - top }
}

/** Lanes of the given networks, top to bottom, in the order given. */
export function laneGeometry(networks: readonly NetworkDocument[]): readonly LaneGeometry[] {
  const bounds = networks.map(contentBounds)
  // A lane keeps its origin at x 0 unless nodes lie left of it: dragging the first node must not shift the others.
  const left = Math.min(0, ...bounds.map((box) => box.x))
  const right = Math.max(0, ...bounds.map((box) => box.x + box.width))
  const originX = FIRST_LANE.x + LANE_PADDING.left
  let top: number = FIRST_LANE.y
  return networks.map((network, index) => {
    const box = bounds[index] ?? { x: 0, y: 0, ...EMPTY_LANE }
    const above = Math.min(0, box.y)
    const below = Math.max(NODE_HEIGHT, box.y + box.height)
    const lane: LaneGeometry = {
      network: network.id,
      x: originX + left - LANE_PADDING.left,
      y: top,
      width: right - left + LANE_PADDING.left + LANE_PADDING.right,
      height: below - above + LANE_PADDING.top + LANE_PADDING.bottom,
      origin: { x: originX, y: top + LANE_PADDING.top - above },
    }
    top += lane.height + LANE_GAP
    return lane
  })
}

/** The lane under a point, or the nearest one above or below it. */
export function laneAt(lanes: readonly LaneGeometry[], y: number): LaneGeometry | undefined {
  let nearest: LaneGeometry | undefined
  let distance = Infinity
  for (const lane of lanes) {
    const away = y < lane.y ? lane.y - y : Math.max(0, y - lane.y - lane.height)
    if (away < distance) {
      distance = away
      nearest = lane
    }
  }
  return nearest
}

/** The smallest rectangle around all of them. */
export function union(rectangles: readonly Rectangle[]): Rectangle {
  if (rectangles.length === 0) return { x: 0, y: 0, width: 0, height: 0 }
  const x = Math.min(...rectangles.map((box) => box.x))
  const y = Math.min(...rectangles.map((box) => box.y))
  return {
    x,
    y,
    width: Math.max(...rectangles.map((box) => box.x + box.width)) - x,
    height: Math.max(...rectangles.map((box) => box.y + box.height)) - y,
  }
}

export function overlaps(a: Rectangle, b: Rectangle): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}
