// The drawing of a plane on a 2-D canvas: grid, joining lines, points in one pass a group, names at groups' centres.
// Coordinates are CSS pixels; the caller has scaled the canvas.
import { linearTicks } from './axis-ticks'
import type { LabelCentre } from './label-centres'
import type { PlaneLayer } from './plane-layer'
import { toPixelX, toPixelY, toPlane } from './plane-view'
import type { PlaneView } from './plane-view'
import { themeColour } from './theme-colours'

/** Points further outside than this are not drawn. */
const MARGIN = 20

export function drawGrid(ink: CanvasRenderingContext2D, view: PlaneView): void {
  const [left, top] = toPlane(view, 0, 0)
  const [right, bottom] = toPlane(view, view.width, view.height)
  const [first, second] = linearTicks(left, right, Math.max(2, view.width / 70))
  const step = first !== undefined && second !== undefined ? second - first : right - left
  ink.strokeStyle = themeColour('--line-grid')
  ink.lineWidth = 1
  ink.beginPath()
  for (let tick = Math.ceil(left / step); tick * step <= right; tick += 1) {
    const x = Math.round(toPixelX(view, tick * step)) + 0.5
    ink.moveTo(x, 0)
    ink.lineTo(x, view.height)
  }
  for (let tick = Math.ceil(bottom / step); tick * step <= top; tick += 1) {
    const y = Math.round(toPixelY(view, tick * step)) + 0.5
    ink.moveTo(0, y)
    ink.lineTo(view.width, y)
  }
  ink.stroke()
}

/** @param links `[x0, y0, x1, y1]` a line */
export function drawLinks(ink: CanvasRenderingContext2D, view: PlaneView, links: ArrayLike<number>): void {
  ink.strokeStyle = themeColour('--fg-3')
  ink.globalAlpha = 0.5
  ink.lineWidth = 1
  ink.beginPath()
  for (let index = 0; index + 3 < links.length; index += 4) {
    ink.moveTo(toPixelX(view, links[index] ?? 0), toPixelY(view, links[index + 1] ?? 0))
    ink.lineTo(toPixelX(view, links[index + 2] ?? 0), toPixelY(view, links[index + 3] ?? 0))
  }
  ink.stroke()
  ink.globalAlpha = 1
}

/** Length of an arrow's head at most, and its half-width, in pixels. */
const HEAD = 4.5
const HEAD_WIDTH = 2.2

/** @param arrows `[x0, y0, x1, y1]` from tail to head; one too short to show a direction is a dot. */
export function drawArrows(ink: CanvasRenderingContext2D, view: PlaneView, arrows: ArrayLike<number>): void {
  ink.strokeStyle = themeColour('--role-latent')
  ink.fillStyle = themeColour('--role-latent')
  ink.globalAlpha = 0.9
  ink.lineWidth = 1
  for (let index = 0; index + 3 < arrows.length; index += 4) {
    const [x0, y0] = [toPixelX(view, arrows[index] ?? 0), toPixelY(view, arrows[index + 1] ?? 0)]
    const [x1, y1] = [toPixelX(view, arrows[index + 2] ?? 0), toPixelY(view, arrows[index + 3] ?? 0)]
    const length = Math.hypot(x1 - x0, y1 - y0)
    ink.beginPath()
    if (length < 1) {
      ink.arc(x0, y0, 0.8, 0, 2 * Math.PI)
      ink.fill()
      continue
    }
    const [dx, dy] = [(x1 - x0) / length, (y1 - y0) / length]
    const head = Math.min(HEAD, length * 0.6)
    const width = (HEAD_WIDTH * head) / HEAD
    ink.moveTo(x0, y0)
    ink.lineTo(x1 - dx * head, y1 - dy * head)
    ink.stroke()
    ink.beginPath()
    ink.moveTo(x1, y1)
    ink.lineTo(x1 - dx * head - dy * width, y1 - dy * head + dx * width)
    ink.lineTo(x1 - dx * head + dy * width, y1 - dy * head - dx * width)
    ink.fill()
  }
  ink.globalAlpha = 1
}

export function drawLayer(ink: CanvasRenderingContext2D, view: PlaneView, layer: PlaneLayer, hidden: ReadonlySet<number>): void {
  const groups = new Map<number, number[]>()
  const count = layer.points.length >> 1
  for (let index = 0; index < count; index += 1) {
    const label = layer.labels?.[index] ?? -1
    if (hidden.has(label)) continue
    const group = groups.get(label)
    if (group) group.push(index)
    else groups.set(label, [index])
  }
  ink.globalAlpha = layer.alpha
  for (const [label, indices] of groups) drawGroup(ink, view, layer, indices, themeColour(label >= 0 ? `--lab-${label % 10}` : layer.variable))
  ink.globalAlpha = 1
}

function drawGroup(ink: CanvasRenderingContext2D, view: PlaneView, layer: PlaneLayer, indices: readonly number[], colour: string): void {
  const { radius } = layer
  ink.fillStyle = colour
  ink.strokeStyle = colour
  ink.lineWidth = 1.2
  ink.beginPath()
  for (const index of indices) {
    const x = toPixelX(view, layer.points[2 * index] ?? NaN)
    const y = toPixelY(view, layer.points[2 * index + 1] ?? NaN)
    if (!(x > -MARGIN && y > -MARGIN && x < view.width + MARGIN && y < view.height + MARGIN)) continue
    if (layer.shape === 'cross') {
      ink.moveTo(x - radius, y - radius)
      ink.lineTo(x + radius, y + radius)
      ink.moveTo(x + radius, y - radius)
      ink.lineTo(x - radius, y + radius)
    } else {
      ink.moveTo(x + radius, y)
      ink.arc(x, y, radius, 0, 2 * Math.PI)
    }
  }
  if (layer.shape === 'cross') ink.stroke()
  else ink.fill()
}

/** @param names by label; a label without one prints its number */
export function drawCentres(ink: CanvasRenderingContext2D, view: PlaneView, centres: readonly LabelCentre[], names: readonly string[]): void {
  ink.font = `600 13px ${themeColour('--font-ui')}`
  ink.textAlign = 'center'
  ink.textBaseline = 'middle'
  ink.lineJoin = 'round'
  ink.lineWidth = 4
  ink.strokeStyle = themeColour('--bg-canvas')
  ink.fillStyle = themeColour('--fg')
  for (const centre of centres) {
    const text = names[centre.label] ?? String(centre.label)
    const x = toPixelX(view, centre.x)
    const y = toPixelY(view, centre.y)
    ink.strokeText(text, x, y)
    ink.fillText(text, x, y)
  }
}
