// The lines on the canvas, as SVG path data: wires between ports, and links that leave a lane and enter the next.
import type { Rectangle } from './lane-geometry'

export interface Point {
  readonly x: number
  readonly y: number
}

export interface WirePath {
  readonly path: string
  /** Where the shape is written. */
  readonly label: Point
  /** True where the line is level, so that its label goes above it rather than on it. */
  readonly level: boolean
}

const CORNER = 8

/** The two inner control points of a wire's cubic Bezier curve, which a level wire has too, on its line. */
export function wireCurve(from: Point, to: Point): readonly [Point, Point] {
  const bend = to.x < from.x + 8 ? Math.max(40, Math.min(120, Math.abs(from.x - to.x) / 3)) : Math.max(18, (to.x - from.x) / 2)
  return [
    { x: from.x + bend, y: from.y },
    { x: to.x - bend, y: to.y },
  ]
}

/** From an output port to an input port. Straight when level, an S otherwise, round the nodes when it runs backwards. */
export function wirePath(from: Point, to: Point): WirePath {
  const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 }
  const backwards = to.x < from.x + 8
  if (!backwards && Math.abs(from.y - to.y) < 1) return { path: `M${from.x} ${from.y}H${to.x}`, label: middle, level: true }
  const [first, second] = wireCurve(from, to)
  return {
    path: `M${from.x} ${from.y}C${first.x} ${first.y} ${second.x} ${second.y} ${to.x} ${to.y}`,
    label: middle,
    level: !backwards && Math.abs(from.y - to.y) < 12,
  }
}

/**
 * From the right edge of one lane's last node to the left edge of another lane's first: out into the right gutter, along
 * the gap beside the lower lane, down the left gutter. `shift` keeps parallel links apart, across in the gutters, down in a gap.
 */
export function linkPath(from: Point, fromLane: Rectangle, to: Point, toLane: Rectangle, shift = { across: 0, down: 0 }): WirePath {
  const right = fromLane.x + fromLane.width - 6 - shift.across
  const left = toLane.x + 8
  const downwards = toLane.y >= fromLane.y
  const gap = downwards ? toLane.y - 12 - shift.down : toLane.y + toLane.height + 12 + shift.down
  return { path: `M${from.x} ${from.y}${bends([from, { x: right, y: from.y }, { x: right, y: gap }, { x: left, y: gap }, { x: left, y: to.y }, to])}`, label: { x: (left + right) / 2, y: gap }, level: true }
}

/** From what enters a lane, left and down its left gutter, to its first node. */
export function entryPath(from: Point, left: number, to: Point): string {
  return `M${from.x} ${from.y}${bends([from, { x: left, y: from.y }, { x: left, y: to.y }, to])}`
}

/** From a lane's output out to the right, down to a track below the lanes, back along it and down to a loss. */
export function busPath(from: Point, right: number, track: number, gutter: number, to: Point): string {
  return `M${from.x} ${from.y}${bends([from, { x: right, y: from.y }, { x: right, y: track }, { x: gutter, y: track }, { x: gutter, y: to.y }, to])}`
}

/** Level and upright lines between the points, with round corners. */
function bends(points: readonly Point[]): string {
  return points
    .slice(1)
    .map((point, index) => {
      const [before, after] = [points[index] ?? point, points[index + 2]]
      if (after === undefined) return `L${point.x} ${point.y}`
      const radius = Math.min(CORNER, length(before, point) / 2, length(point, after) / 2)
      const [start, end] = [towards(point, before, radius), towards(point, after, radius)]
      return `L${start.x} ${start.y}Q${point.x} ${point.y} ${end.x} ${end.y}`
    })
    .join('')
}

function length(a: Point, b: Point): number {
  return Math.abs(a.x - b.x) + Math.abs(a.y - b.y)
}

function towards(from: Point, to: Point, distance: number): Point {
  return { x: from.x + Math.sign(to.x - from.x) * distance, y: from.y + Math.sign(to.y - from.y) * distance }
}
