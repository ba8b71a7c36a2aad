// Copy, cut, paste and duplicate. A copy lives in the studio (from experiment to experiment) and, as text, on the system's
// clipboard (from window to window). A paste is one step.
import { StudioError } from '@shared/studio-error'
import { adoptBlocks, adoptNode } from '@shared/graph/adopt-blocks'
import type { GraphEdit } from '@shared/graph/edit-schema'
import type { NetworkDocument, NetworkId, NodeDocument, NodeId } from '@shared/graph/network'
import { portsOf } from '@shared/graph/node-ports'
import { useExperimentStore } from '../../stores/experiment-store'
import { useUiStore } from '../../stores/ui-store'
import { useCanvasStore } from '../canvas-store'
import { clip, clippingCorner, clippingText, isEmptyClipping, pasteEdits, readClipping, type Clipping } from './clipboard'
import { flowId, splitFlowId, type FlowId } from '../flow-id'
import { moveOntoWire } from '../search/plan-addition'
import { laneAt, NODE_HEIGHT, NODE_WIDTH, overlaps } from '@shared/graph/lane-geometry'
import { ROW_PITCH } from '@shared/graph/layout-pitch'
import { noteElement, noteFlowId } from '../notes/note-geometry'
import type { Point } from '@shared/graph/wire-path'
import type { ActionTools } from '../use-canvas-actions'

export interface PasteWay {
  /** Text from the system's clipboard; without it, what was last copied in this window. */
  readonly text?: string
  /** Also draws the wires that entered what was copied. */
  readonly keepIncoming?: boolean
}

/** What was copied of one network. */
interface Clipped {
  readonly network: NetworkDocument
  readonly clipping: Clipping
}

/** A copy on its way into a network, and how far from where it was taken. */
interface Copy extends Clipped {
  readonly by: Point
}

/** The network or block that a clipping of this window was taken from. */
const origins = new WeakMap<Clipping, string>()

function withoutBindings({ bindings: _bindings, ...node }: NodeDocument): NodeDocument {
  return node
}

export function useClipboardActions({ carryOut, byNetwork, deleteSelection }: ActionTools & { deleteSelection(): void }) {
  const document = useExperimentStore()
  const canvas = useCanvasStore()
  const ui = useUiStore()

  /** What is chosen, network by network; those with nothing that can be copied are left out. */
  function clipEach(chosen: ReadonlySet<FlowId>): readonly Clipped[] {
    const each = byNetwork(chosen).map(({ network, elements }): Clipped => {
      const clipping = clip(network, new Set(elements), new Set(elements.map(noteElement)), document.experiment?.blocks)
      origins.set(clipping, network.id)
      return { network, clipping }
    })
    const filled = each.filter(({ clipping }) => !isEmptyClipping(clipping))
    if (each.length > 0 && filled.length === 0) ui.note('A network has exactly one input and one output: they cannot be copied')
    return filled
  }

  function selection(): ReadonlySet<FlowId> {
    return new Set([...document.selectedNodes, ...canvas.selectedNotes])
  }

  /** Puts copies into networks, one into each, as one step, and selects them. False where it was refused. */
  function place(copies: readonly Copy[], label: string, { keepIncoming = false, more }: { readonly keepIncoming?: boolean; readonly more?: (nodes: readonly NodeId[]) => readonly GraphEdit[] } = {}): boolean {
    if (!document.experiment) return false
    const blocks = new Map(copies.flatMap(({ clipping }) => clipping.blocks ?? []).map((block) => [block.id, block]))
    const adopted = adoptBlocks(document.experiment, [...blocks.values()])
    const pastings = copies.map(({ network, clipping, by }) => {
      // What settings follow has a meaning in the block they were copied from alone.
      const follows = canvas.openBlock !== null && origins.get(clipping) === network.id
      const arriving = { ...clipping, nodes: clipping.nodes.map((node) => adoptNode(follows ? node : withoutBindings(node), adopted.ids)) }
      return { network, ...pasteEdits(network, arriving, by, keepIncoming) }
    })
    if (!carryOut([...adopted.edits, ...pastings.flatMap(({ edits, nodes }) => [...edits, ...(more?.(nodes) ?? [])])], label)) return false
    document.select(pastings.flatMap(({ network, nodes }) => nodes.map((node) => flowId(network.id, node))))
    canvas.selectNotes(pastings.flatMap(({ network, notes }) => notes.map((note) => noteFlowId(network.id, note))))
    return true
  }

  /** Keeps the selection, of the network that has most of it; the text for the system's clipboard, or null where nothing could be copied. */
  function copy(): string | null {
    const clipped = clipEach(selection())
    const [most] = [...clipped].sort((a, b) => b.clipping.nodes.length + b.clipping.notes.length - a.clipping.nodes.length - a.clipping.notes.length)
    if (!most) return null
    if (clipped.length > 1) ui.note(`A copy is of one network: only what is selected in ${most.network.name} was copied`)
    canvas.clipping = most.clipping
    return clippingText(most.clipping)
  }

  /** Takes away no more than was copied. */
  function cut(): string | null {
    const networks = byNetwork(selection())
    if (networks.length > 1) {
      ui.note('Only layers of one network can be cut at once')
      return null
    }
    const text = copy()
    if (text !== null) deleteSelection()
    return text
  }

  /** Under the pointer where it is over the canvas, else below what is there; into the selection's network. */
  function paste({ text, keepIncoming = false }: PasteWay = {}): void {
    const clipping = text === undefined ? canvas.clipping : readText(text)
    if (!clipping || isEmptyClipping(clipping)) return
    const pointer = canvas.view?.pointer()
    const under = pointer?.over === true ? laneAt(canvas.geometry, pointer.flow.y) : undefined
    const selected = [...document.selectedNodes].at(-1)
    const id = under?.network ?? (selected === undefined ? canvas.networks[0]?.id : splitFlowId(selected).network)
    const network = id === undefined ? undefined : document.graphOf(id)
    if (!network) return
    const corner = clippingCorner(clipping)
    const by =
      under && pointer
        ? { x: pointer.flow.x - under.origin.x - NODE_WIDTH / 2 - corner.x, y: pointer.flow.y - under.origin.y - NODE_HEIGHT / 2 - corner.y }
        : { x: 0, y: Math.max(...network.nodes.map((node) => node.position.y), -ROW_PITCH) + ROW_PITCH - corner.y }
    place([{ network, clipping, by }], 'Paste', { keepIncoming })
    canvas.clipping = clipping
  }

  function readText(text: string): Clipping | null {
    try {
      return readClipping(text)
    } catch (error) {
      if (!(error instanceof StudioError)) throw error
      ui.reportError(error.detail)
      return null
    }
  }

  /** A copy right below the selection, or in the next free rows, in each network that has some of it. */
  function duplicate(): void {
    const copies = clipEach(selection()).map(({ network, clipping }): Copy => ({ network, clipping, by: { x: 0, y: freeRowsBelow(network, clipping) } }))
    if (copies.length > 0) place(copies, 'Duplicate')
  }

  /**
   * Copies of what is chosen, as far away as they were dragged: in the lane they were let go in, or in their own; where that is one layer over a
   * wire, put onto it. One step.
   */
  function duplicateTo(chosen: ReadonlySet<FlowId>, by: Point, { lane, onto }: { readonly lane: NetworkId | null; readonly onto: FlowId | null }): boolean {
    const copies = clipEach(chosen).flatMap(({ network, clipping }): Copy[] => {
      const target = lane === null ? network : document.graphOf(lane)
      const [from, to] = [network, target].map((each) => canvas.geometry.find((candidate) => candidate.network === each?.id)?.origin)
      return target && from && to ? [{ network: target, clipping, by: { x: by.x + from.x - to.x, y: by.y + from.y - to.y } }] : []
    })
    const [copied] = copies
    if (!copied) return false
    const wire = onto === null ? undefined : copied.network.wires.find((each) => flowId(copied.network.id, each.id) === onto)
    const [layer] = copied.clipping.nodes
    const ports = portsOf(layer?.type ?? '')
    const insertion = ([node]: readonly NodeId[]): readonly GraphEdit[] =>
      wire && layer && ports && node !== undefined ? (moveOntoWire(copied.network, wire, node, ports, { x: layer.position.x + copied.by.x, y: layer.position.y + copied.by.y }) ?? []) : []
    return place(copies, wire ? 'Insert a copy on wire' : 'Duplicate', { more: insertion })
  }

  return { copy, cut, paste, duplicate, duplicateTo }
}

/** How far down a copy covers no other layer. */
function freeRowsBelow(network: NetworkDocument, clipping: Clipping): number {
  const box = ({ x, y }: Point, down = 0) => ({ x, y: y + down, width: NODE_WIDTH, height: NODE_HEIGHT })
  const heights = [...clipping.nodes.map((node) => node.position.y + NODE_HEIGHT), ...clipping.notes.map((note) => note.position.y + note.size.height)]
  let down = Math.max(...heights) - clippingCorner(clipping).y + ROW_PITCH - NODE_HEIGHT
  while (clipping.nodes.some((node) => network.nodes.some((other) => overlaps(box(node.position, down), box(other.position))))) down += ROW_PITCH
  return down
}
