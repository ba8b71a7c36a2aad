// Which wire lies under a point: for layers dropped onto a wire, and for taking a wire by its nearer end.
import { NODE_HEIGHT, NODE_WIDTH } from '@shared/graph/lane-geometry'
import type { NodeView, WireView } from '../layers/node-view'
import { wireCurve, type Point } from '@shared/graph/wire-path'

const SAMPLES = 16

/** Where a node's port is on the canvas. */
export function portPoint(node: NodeView, port: string, side: 'input' | 'output'): Point {
  if (side === 'output') return { x: node.x + NODE_WIDTH, y: node.y + NODE_HEIGHT / 2 }
  const index = Math.max(0, node.inputs.findIndex((each) => each.id === port))
  return { x: node.x, y: node.y + (NODE_HEIGHT * (index + 1)) / (node.inputs.length + 1) }
}

/** The wire nearest to the point, if one is within reach, in canvas units. */
export function nearestWire(wires: readonly WireView[], nodes: ReadonlyMap<string, NodeView>, point: Point, reach: number, except?: (wire: WireView) => boolean): WireView | null {
  let nearest: WireView | null = null
  let least = reach
  for (const wire of wires) {
    const from = nodes.get(wire.from)
    const to = nodes.get(wire.to)
    if (!from || !to || except?.(wire) === true) continue
    const distance = wireDistance(portPoint(from, wire.fromPort, 'output'), portPoint(to, wire.toPort, 'input'), point, least)
    if (distance >= least) continue
    least = distance
    nearest = wire
  }
  return nearest
}

/** Distance from a point to a wire; at least `bound` where it is certainly no nearer. */
function wireDistance(from: Point, to: Point, point: Point, bound: number): number {
  const [first, second] = wireCurve(from, to)
  const points = [from, first, second, to]
  // A Bezier curve stays within the hull of its control points.
  if (point.x < Math.min(...points.map(({ x }) => x)) - bound || point.x > Math.max(...points.map(({ x }) => x)) + bound) return bound
  if (point.y < Math.min(...points.map(({ y }) => y)) - bound || point.y > Math.max(...points.map(({ y }) => y)) + bound) return bound
  let least = Infinity
  let last = from
  for (let step = 1; step <= SAMPLES; step += 1) {
    const t = step / SAMPLES
    const s = 1 - t
    const next = {
      x: s * s * s * from.x + 3 * s * s * t * first.x + 3 * s * t * t * second.x + t * t * t * to.x,
      y: s * s * s * from.y + 3 * s * s * t * first.y + 3 * s * t * t * second.y + t * t * t * to.y,
    }
    least = Math.min(least, segmentDistance(last, next, point))
    last = next
  }
  return least
}

function segmentDistance(a: Point, b: Point, point: Point): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y]
  const length = dx * dx + dy * dy
  const along = length === 0 ? 0 : Math.max(0, Math.min(1, ((point.x - a.x) * dx + (point.y - a.y) * dy) / length))
  return Math.hypot(point.x - a.x - along * dx, point.y - a.y - along * dy)
}
