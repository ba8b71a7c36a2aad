// Copy, cut, paste and duplicate. A copy lives in the studio (from experiment to experiment) and, as text, on the system's
// clipboard (from window to window). A paste is one step.
import { StudioError } from '@shared/studio-error'
import { adoptBlocks, adoptNode } from '@shared/graph/adopt-blocks'
import type { NetworkDocument, NodeDocument } from '@shared/graph/network'
import { useExperimentStore } from '../../stores/experiment-store'
import { useUiStore } from '../../stores/ui-store'
import { useCanvasStore } from '../canvas-store'
import { clip, clippingCorner, clippingText, isEmptyClipping, pasteEdits, readClipping, type Clipping } from './clipboard'
import { flowId, splitFlowId } from '../flow-id'
import { laneAt, NODE_HEIGHT, NODE_WIDTH, overlaps } from '@shared/graph/lane-geometry'
import { ROW_PITCH } from '@shared/graph/layout-pitch'
import { noteElement, noteFlowId } from '../notes/note-geometry'
import type { ActionTools } from '../use-canvas-actions'

export interface PasteWay {
  /** Text from the system's clipboard; without it, what was last copied in this window. */
  readonly text?: string
  /** Also draws the wires that entered what was copied. */
  readonly keepIncoming?: boolean
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

  /** The selection of the network that has most of it; a copy lives in one network. */
  function clipSelection(): { readonly network: NetworkDocument; readonly clipping: Clipping } | null {
    const [most] = [...byNetwork(new Set([...document.selectedNodes, ...canvas.selectedNotes]))].sort((a, b) => b.elements.length - a.elements.length)
    if (!most) return null
    const clipping = clip(most.network, new Set(most.elements), new Set(most.elements.map(noteElement)), document.experiment?.blocks)
    if (isEmptyClipping(clipping)) ui.note('A network has exactly one input and one output: they cannot be copied')
    origins.set(clipping, most.network.id)
    return isEmptyClipping(clipping) ? null : { network: most.network, clipping }
  }

  function pasteInto(network: NetworkDocument, clipping: Clipping, by: { readonly x: number; readonly y: number }, label: string, keepIncoming: boolean): void {
    if (!document.experiment) return
    const adopted = adoptBlocks(document.experiment, clipping.blocks ?? [])
    // What settings follow has a meaning in the block they were copied from alone.
    const follows = canvas.openBlock !== null && origins.get(clipping) === network.id
    const arriving = { ...clipping, nodes: clipping.nodes.map((node) => adoptNode(follows ? node : withoutBindings(node), adopted.ids)) }
    const { edits, nodes, notes } = pasteEdits(network, arriving, by, keepIncoming)
    if (!carryOut([...adopted.edits, ...edits], label)) return
    document.select(nodes.map((node) => flowId(network.id, node)))
    canvas.selectNotes(notes.map((note) => noteFlowId(network.id, note)))
  }

  /** Keeps the selection; the text for the system's clipboard, or null where nothing could be copied. */
  function copy(): string | null {
    const clipped = clipSelection()
    if (!clipped) return null
    canvas.clipping = clipped.clipping
    return clippingText(clipped.clipping)
  }

  function cut(): string | null {
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
    pasteInto(network, clipping, by, 'Paste', keepIncoming)
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

  /** A copy right below the selection, or in the next free rows. */
  function duplicate(): void {
    const clipped = clipSelection()
    if (!clipped) return
    const { network, clipping } = clipped
    const box = ({ x, y }: { readonly x: number; readonly y: number }, down = 0) => ({ x, y: y + down, width: NODE_WIDTH, height: NODE_HEIGHT })
    const heights = [...clipping.nodes.map((node) => node.position.y + NODE_HEIGHT), ...clipping.notes.map((note) => note.position.y + note.size.height)]
    let down = Math.max(...heights) - clippingCorner(clipping).y + ROW_PITCH - NODE_HEIGHT
    while (clipping.nodes.some((node) => network.nodes.some((other) => overlaps(box(node.position, down), box(other.position))))) down += ROW_PITCH
    pasteInto(network, clipping, { x: 0, y: down }, 'Duplicate', false)
  }

  return { copy, cut, paste, duplicate }
}
