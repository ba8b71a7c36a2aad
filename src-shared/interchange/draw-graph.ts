// The whole graph as an SVG picture: lanes, layers with their settings and shapes, wires, frames and comments, where the canvas has
// them. Text stays text, in the reader's own sans-serif and monospace. Pure: no DOM.
import { analyseExperiment } from '../experiment/analyse-experiment'
import type { Experiment } from '../experiment/experiment'
import type { ExperimentAnalysis } from '../experiment/experiment-analysis'
import type { NodeAnalysis } from '../graph/analyse-network'
import { laneGeometry, NODE_HEIGHT, NODE_WIDTH, type LaneGeometry, type Rectangle } from '../graph/lane-geometry'
import type { NetworkDocument, NodeDocument, NoteDocument } from '../graph/network'
import { settingLines } from '../graph/setting-lines'
import { linkPath, wirePath, type Point } from '../graph/wire-path'
import { formatCount } from '../layers/words'
import { formatShape } from '../tensors/shape'
import { graphColours, type GraphColours } from './graph-colours'

export interface DrawingOptions {
  readonly theme: 'dark' | 'light'
}

const MARGIN = 16
const SANS = 'font-family="sans-serif"'
const MONO = 'font-family="monospace"'

function escaped(text: string): string {
  return [...text]
    .map((letter) => ((letter.codePointAt(0) ?? 0) < 32 ? ' ' : letter))
    .join('')
    .replace(/[&<>"]/g, (letter) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[letter] ?? '&quot;')
}

/** Shortened to what fits, judged by the width of a letter in a usual typeface. */
function fitted(text: string, width: number, size: number): string {
  const letters = Math.max(1, Math.floor(width / (size * 0.54)))
  return text.length <= letters ? text : `${text.slice(0, letters - 1)}…`
}

interface TextStyle {
  readonly size: number
  readonly fill: string
  readonly bold?: boolean
  readonly mono?: boolean
  readonly anchor?: 'start' | 'middle' | 'end'
}

function text({ x, y }: Point, words: string, { size, fill, bold = false, mono = false, anchor = 'start' }: TextStyle): string {
  if (words === '') return ''
  return `<text x="${x}" y="${y}" ${mono ? MONO : SANS} font-size="${size}" fill="${fill}"${bold ? ' font-weight="600"' : ''}${anchor === 'start' ? '' : ` text-anchor="${anchor}"`}>${escaped(words)}</text>`
}

function box({ x, y, width, height }: Rectangle, radius: number, attributes: string): string {
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}" ${attributes}/>`
}

function portY(index: number, count: number): number {
  return count < 2 ? NODE_HEIGHT / 2 : (NODE_HEIGHT * (index + 1)) / (count + 1)
}

/** Where a wire enters or leaves a node of the canvas. */
function portPlace(lane: LaneGeometry, node: NodeDocument, analysis: NodeAnalysis | undefined, side: 'in' | 'out', port: string): Point {
  const ports = side === 'in' ? (analysis?.layer?.inputs ?? []) : (analysis?.layer?.outputs ?? [])
  const index = Math.max(0, ports.findIndex((each) => each.id === port))
  const left = lane.origin.x + node.position.x
  return { x: side === 'in' ? left : left + NODE_WIDTH, y: lane.origin.y + node.position.y + (side === 'in' ? portY(index, ports.length) : NODE_HEIGHT / 2) }
}

function drawNode(lane: LaneGeometry, node: NodeDocument, analysis: NodeAnalysis | undefined, colours: GraphColours): string {
  const x = lane.origin.x + node.position.x
  const y = lane.origin.y + node.position.y
  const { layer, parameters } = analysis ?? {}
  const colour = colours.categories[layer?.category ?? 'shape']
  const bad = analysis?.problems.some((problem) => problem.severity === 'error') === true
  const lines = layer === undefined ? ['unknown layer'] : settingLines(layer, parameters, analysis?.name ?? '')
  const count = analysis?.parameterCount ?? 0
  const size = analysis?.output == null ? '?' : formatShape(analysis.output)
  const port = (place: Point): string => `<circle cx="${place.x}" cy="${place.y}" r="3.5" fill="${colours.node}" stroke="${colours.faint}" stroke-width="1.5"/>`
  return [
    `<g${node.bypassed === true ? ' opacity="0.5"' : ''}>`,
    box({ x, y, width: NODE_WIDTH, height: NODE_HEIGHT }, 7, `fill="${colours.node}" stroke="${bad ? colours.bad : colours.strong}"`),
    box({ x: x + 6, y: y + 6, width: 16, height: 16 }, 4, `fill="${colour}" fill-opacity="0.2"`),
    `<circle cx="${x + 14}" cy="${y + 14}" r="4" fill="${colour}"/>`,
    text({ x: x + 28, y: y + 18 }, fitted(analysis?.name ?? node.type, NODE_WIDTH - 34, 12), { size: 12, fill: colours.text, bold: true }),
    ...(node.bypassed === true ? ['bypassed'] : lines).map((line, index) => {
      // A line that is a little too long is set smaller before any of it is left out.
      const size = Number(Math.min(11, Math.max(9, (NODE_WIDTH - 16) / (line.length * 0.54))).toFixed(1))
      return text({ x: x + 8, y: y + 39 + 15 * index }, fitted(line, NODE_WIDTH - 14, size), { size, fill: colours.muted })
    }),
    `<path d="M${x} ${y + NODE_HEIGHT - 22}h${NODE_WIDTH}" stroke="${colours.line}"/>`,
    text({ x: x + 8, y: y + NODE_HEIGHT - 7.5 }, count === 0 ? '' : formatCount(count), { size: 9.5, fill: colours.faint, mono: true }),
    text({ x: x + NODE_WIDTH - 8, y: y + NODE_HEIGHT - 7.5 }, size, { size: 9.5, fill: colours.muted, mono: true, anchor: 'end' }),
    ...(layer?.inputs ?? []).map((each) => port(portPlace(lane, node, analysis, 'in', each.id))),
    ...(layer?.outputs ?? []).map((each) => port(portPlace(lane, node, analysis, 'out', each.id))),
    '</g>',
  ].join('')
}

function drawNote(lane: LaneGeometry, note: NoteDocument, colours: GraphColours): string {
  const place = { x: lane.origin.x + note.position.x, y: lane.origin.y + note.position.y, ...note.size }
  const colour = colours.notes[note.colour]
  if (note.kind === 'frame') {
    return `${box(place, 8, `fill="${colour}" fill-opacity="0.06" stroke="${colour}" stroke-opacity="0.5"`)}${text({ x: place.x + 8, y: place.y + 15 }, fitted(note.text, place.width - 16, 11), { size: 11, fill: colour, bold: true })}`
  }
  const lines = wrapped(note.text, place.width - 16).slice(0, Math.max(1, Math.floor((place.height - 8) / 15)))
  return `${box(place, 6, `fill="${colour}" fill-opacity="0.12" stroke="${colour}" stroke-opacity="0.35"`)}${lines.map((line, index) => text({ x: place.x + 8, y: place.y + 16 + 15 * index }, line, { size: 11, fill: colours.text })).join('')}`
}

function wrapped(words: string, width: number): readonly string[] {
  const most = Math.max(4, Math.floor(width / 6))
  const lines: string[] = []
  for (const paragraph of words.split('\n')) {
    let line = ''
    for (const word of paragraph.split(' ')) {
      if (line !== '' && line.length + word.length + 1 > most) {
        lines.push(line)
        line = word
      } else line = line === '' ? word : `${line} ${word}`
    }
    lines.push(line)
  }
  return lines
}

function drawLane(lane: LaneGeometry, network: NetworkDocument, experiment: Experiment, analysis: ExperimentAnalysis, colours: GraphColours): string {
  const roles = (analysis.recipe?.roles ?? []).filter((role) => experiment.recipe.roles[role.id] === network.id)
  const found = analysis.networks.get(network.id)
  const colour = roles[0] === undefined ? colours.faint : colours.roles[roles[0].colour]
  const nodes = new Map(network.nodes.map((node) => [node.id, node]))
  const notation = roles.map((role) => role.notation).join(', ')
  const wires = network.wires.map((wire) => {
    const [from, to] = [nodes.get(wire.from.node), nodes.get(wire.to.node)]
    if (from === undefined || to === undefined) return ''
    const { path } = wirePath(portPlace(lane, from, found?.nodes.get(from.id), 'out', wire.from.port), portPlace(lane, to, found?.nodes.get(to.id), 'in', wire.to.port))
    return `<path d="${path}" fill="none" stroke="${found?.wires.get(wire.id)?.state === 'bad' ? colours.bad : colours.faint}" stroke-width="1.5"/>`
  })
  return [
    box(lane, 10, `fill="${colour}" fill-opacity="0.05" stroke="${colour}" stroke-opacity="0.35"`),
    box({ x: lane.x + 12, y: lane.y + 9, width: 3, height: 12 }, 1.5, `fill="${colour}"`),
    text({ x: lane.x + 22, y: lane.y + 19.5 }, network.name, { size: 12.5, fill: colours.text, bold: true }),
    text({ x: lane.x + 34 + network.name.length * 7.6, y: lane.y + 19.5 }, notation, { size: 12, fill: colours.faint }),
    text({ x: lane.x + lane.width - 12, y: lane.y + 19.5 }, lane.width < 320 ? '' : `${formatCount(found?.totals.parameters ?? 0)} parameters`, { size: 11, fill: colours.faint, anchor: 'end' }),
    ...(network.notes ?? []).filter((note) => note.kind === 'frame').map((note) => drawNote(lane, note, colours)),
    ...wires,
    ...network.nodes.map((node) => drawNode(lane, node, found?.nodes.get(node.id), colours)),
    ...(network.notes ?? []).filter((note) => note.kind === 'comment').map((note) => drawNote(lane, note, colours)),
  ].join('\n')
}

/** The lines from one network's output to the input of the next. */
function drawLinks(experiment: Experiment, analysis: ExperimentAnalysis, lanes: readonly LaneGeometry[], colours: GraphColours): string {
  const laneOf = (role: string): LaneGeometry | undefined => lanes.find((lane) => lane.network === experiment.recipe.roles[role])
  return (analysis.recipe?.roles ?? [])
    .flatMap((role) => {
      if (role.input.from !== 'role') return []
      const [fromLane, toLane] = [laneOf(role.input.role), laneOf(role.id)]
      if (fromLane === undefined || toLane === undefined || fromLane === toLane) return []
      const [from, to] = [borderNode(experiment, fromLane, 'output'), borderNode(experiment, toLane, 'input')]
      if (from === undefined || to === undefined) return []
      const link = linkPath({ x: from.x + NODE_WIDTH, y: from.y + NODE_HEIGHT / 2 }, fromLane, { x: to.x, y: to.y + NODE_HEIGHT / 2 }, toLane)
      const shape = analysis.networksByRole[role.id]?.inputShape
      return [
        `<path d="${link.path}" fill="none" stroke="${colours.roles.latent}" stroke-width="1.5" stroke-dasharray="5 4"/>`,
        text({ x: link.label.x, y: link.label.y - 5 }, `${role.inputSymbol}${shape == null ? '' : ` ${formatShape(shape)}`}`, { size: 11, fill: colours.faint, mono: true, anchor: 'middle' }),
      ]
    })
    .join('\n')
}

function borderNode(experiment: Experiment, lane: LaneGeometry, type: string): Point | undefined {
  const node = experiment.networks.find((network) => network.id === lane.network)?.nodes.find((each) => each.type === type)
  return node === undefined ? undefined : { x: lane.origin.x + node.position.x, y: lane.origin.y + node.position.y }
}

/** The whole experiment, as large as it is on the canvas at zoom 1. */
export function drawGraph(experiment: Experiment, { theme }: DrawingOptions, analysis = analyseExperiment(experiment)): string {
  const colours = graphColours[theme]
  const lanes = laneGeometry(experiment.networks)
  const right = Math.max(200, ...lanes.map((lane) => lane.x + lane.width))
  const bottom = Math.max(100, ...lanes.map((lane) => lane.y + lane.height))
  const left = Math.min(0, ...lanes.map((lane) => lane.x - MARGIN))
  const width = Math.ceil(right + MARGIN - left)
  const height = Math.ceil(bottom + MARGIN)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${left} 0 ${width} ${height}">`,
    `<title>${escaped(experiment.name)}</title>`,
    `<rect x="${left}" y="0" width="${width}" height="${height}" fill="${colours.canvas}"/>`,
    text({ x: left + MARGIN, y: 28 }, experiment.name, { size: 15, fill: colours.text, bold: true }),
    ...lanes.map((lane, index) => {
      const network = experiment.networks[index]
      return network === undefined ? '' : drawLane(lane, network, experiment, analysis, colours)
    }),
    drawLinks(experiment, analysis, lanes, colours),
    '</svg>',
    '',
  ].join('\n')
}
