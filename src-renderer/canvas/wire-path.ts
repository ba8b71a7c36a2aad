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
 * the gap beside the lower lane, down the left gutter. `shift` keeps parallel links apart.
 */
export function linkPath(from: Point, fromLane: Rectangle, to: Point, toLane: Rectangle, shift = 0): WirePath {
  const right = fromLane.x + fromLane.width - 6 - shift
  const left = toLane.x + 8 + shift
  const downwards = toLane.y >= fromLane.y
  const gap = downwards ? toLane.y - 20 + shift : toLane.y + toLane.height + 20 - shift
  const turn = Math.sign(gap - from.y) * CORNER
  const fall = Math.sign(to.y - gap) * CORNER
  const path =
    `M${from.x} ${from.y}H${right - CORNER}Q${right} ${from.y} ${right} ${from.y + turn}` +
    `V${gap - turn}Q${right} ${gap} ${right - CORNER} ${gap}` +
    `H${left + CORNER}Q${left} ${gap} ${left} ${gap + fall}` +
    `V${to.y - fall}Q${left} ${to.y} ${left + 5} ${to.y}H${to.x}`
  return { path, label: { x: (left + right) / 2, y: gap }, level: true }
}
