// The picture of a template of one's own: the newest samples or reconstructions of a run of that experiment, else a drawing
// of its networks. 480 x 240, as PNG.
import { studio } from '../client/studio-client'
import { loadPicture } from '../charts/blob-cache'
import { laneGeometry, NODE_HEIGHT, NODE_WIDTH, union } from '@shared/graph/lane-geometry'
import { categoryLooks } from '../canvas/layers/category-look'
import { findLayer } from '@shared/layers/catalogue'
import type { Experiment } from '@shared/experiment/experiment'
import type { Artefact } from '@shared/run/run-events'
import type { RunSummary } from '@shared/run/run-record'

const WIDTH = 480
const HEIGHT = 240

export interface TemplatePicture {
  /** PNG as base64. */
  readonly png: string
  /** Where it comes from, in words. */
  readonly source: string
}

/** @param runs newest first */
export async function templatePicture(experiment: Experiment, runs: readonly RunSummary[]): Promise<TemplatePicture | null> {
  return (await samplesOf(experiment, runs)) ?? drawGraph(experiment)
}

async function samplesOf(experiment: Experiment, runs: readonly RunSummary[]): Promise<TemplatePicture | null> {
  for (const run of runs.filter(({ experimentName }) => experimentName === experiment.name).slice(0, 5)) {
    const artefacts = (await studio.runs.events({ id: run.id })).flatMap(({ event }) => (event.kind === 'snapshot' ? event.artefacts : []))
    const sheets = artefacts.filter(({ kind, blob, sheet }) => (kind === 'samples' || kind === 'reconstructions') && blob !== undefined && sheet !== undefined)
    const sheet = sheets.findLast(({ kind }) => kind === 'samples') ?? sheets.at(-1)
    if (sheet?.blob === undefined || sheet.sheet === undefined) continue
    return draw(await loadPicture(sheet.blob), sheet.sheet, `samples of ${run.name}`)
  }
  return null
}

/** Whole tiles, as many as fill the picture. */
function draw(picture: ImageBitmap, { tileWidth, tileHeight, columns, rows }: NonNullable<Artefact['sheet']>, source: string): TemplatePicture | null {
  const ink = surface('#000')
  if (!ink) return null
  const down = Math.min(rows, 4)
  const side = HEIGHT / down
  const across = Math.min(Math.ceil(WIDTH / side), columns * rows)
  ink.imageSmoothingEnabled = false
  const left = (WIDTH - Math.min(across, Math.floor((columns * rows) / down)) * side) / 2
  for (let row = 0; row < down; row += 1) {
    for (let column = 0; column < across; column += 1) {
      const index = row * across + column
      if (index >= columns * rows) return { png: encode(ink), source }
      ink.drawImage(picture, (index % columns) * tileWidth, Math.floor(index / columns) * tileHeight, tileWidth, tileHeight, Math.max(0, left) + column * side, row * side, side, side)
    }
  }
  return { png: encode(ink), source }
}

function drawGraph(experiment: Experiment): TemplatePicture | null {
  const look = getComputedStyle(document.documentElement)
  const colour = (name: string): string => look.getPropertyValue(name).trim()
  const ink = surface(colour('--bg-canvas'))
  if (!ink) return null
  const lanes = laneGeometry(experiment.networks)
  const all = union(lanes)
  if (all.width === 0) return null
  const scale = Math.min((WIDTH - 24) / all.width, (HEIGHT - 24) / all.height)
  const x = (at: number): number => (at - all.x) * scale + (WIDTH - all.width * scale) / 2
  const y = (at: number): number => (at - all.y) * scale + (HEIGHT - all.height * scale) / 2
  for (const lane of lanes) {
    const network = experiment.networks.find(({ id }) => id === lane.network)
    const places = new Map(network?.nodes.map(({ id, position }) => [id, { x: lane.origin.x + position.x, y: lane.origin.y + position.y }]))
    ink.strokeStyle = colour('--fg-3')
    ink.lineWidth = 1.5
    for (const { from, to } of network?.wires ?? []) {
      const [start, end] = [places.get(from.node), places.get(to.node)]
      if (!start || !end) continue
      const [x1, y1, x2, y2] = [x(start.x + NODE_WIDTH), y(start.y + NODE_HEIGHT / 2), x(end.x), y(end.y + NODE_HEIGHT / 2)]
      ink.beginPath()
      ink.moveTo(x1, y1)
      ink.bezierCurveTo((x1 + x2) / 2, y1, (x1 + x2) / 2, y2, x2, y2)
      ink.stroke()
    }
    for (const node of network?.nodes ?? []) {
      const place = places.get(node.id)
      const layer = findLayer(node.type)
      if (!place) continue
      ink.fillStyle = colour(layer ? categoryLooks[layer.category].colour.replace(/^var\((.*)\)$/, '$1') : '--fg-3')
      ink.beginPath()
      ink.roundRect(x(place.x), y(place.y), NODE_WIDTH * scale, NODE_HEIGHT * scale, 7 * scale)
      ink.fill()
    }
  }
  return { png: encode(ink), source: 'a drawing of its networks' }
}

function surface(ground: string): CanvasRenderingContext2D | null {
  const canvas = document.createElement('canvas')
  canvas.width = WIDTH
  canvas.height = HEIGHT
  const ink = canvas.getContext('2d')
  if (!ink) return null
  ink.fillStyle = ground
  ink.fillRect(0, 0, WIDTH, HEIGHT)
  return ink
}

function encode(ink: CanvasRenderingContext2D): string {
  return ink.canvas.toDataURL('image/png').replace(/^data:image\/png;base64,/, '')
}
