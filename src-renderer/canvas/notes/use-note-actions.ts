// Comments and frames: written, coloured, resized, put around a selection and taken away. One step each.
import type { GraphEdit } from '@shared/graph/edit-schema'
import { newNoteId } from '@shared/graph/names'
import type { NoteDocument, NoteId } from '@shared/graph/network'
import { useExperimentStore } from '../../stores/experiment-store'
import { useCanvasStore } from '../canvas-store'
import { splitFlowId, type FlowId } from '../flow-id'
import { laneAt } from '@shared/graph/lane-geometry'
import { COMMENT_SIZE, frameAround, nodeBox, noteElement, noteFlowId } from './note-geometry'
import type { ActionTools } from '../use-canvas-actions'
import type { Point } from '@shared/graph/wire-path'

export function useNoteActions({ carryOut, byNetwork }: ActionTools) {
  const document = useExperimentStore()
  const canvas = useCanvasStore()

  function add(network: string, note: Omit<NoteDocument, 'id'>, label: string): boolean {
    const owner = document.graphOf(network)
    if (!owner) return false
    const added = { kind: 'add-note' as const, network: owner.id, note: { ...note, id: newNoteId(owner) } }
    const id = noteFlowId(network, added.note.id)
    if (!carryOut([added], label, writing(id))) return false
    document.select([])
    canvas.selectNotes([id])
    canvas.newNote = { id, added, label }
    canvas.renaming = id
    return true
  }

  /** An empty comment, its text being typed at once, at the point or where the view says. */
  function addComment(at: Point | undefined = canvas.view?.pointer().flow): boolean {
    const point = at ?? { x: 0, y: 0 }
    const lane = laneAt(canvas.geometry, point.y)
    if (!lane) return false
    const position = { x: Math.round(point.x - lane.origin.x), y: Math.round(point.y - lane.origin.y) }
    return add(lane.network, { kind: 'comment', text: '', colour: 'amber', position, size: COMMENT_SIZE }, 'Add comment')
  }

  /** A frame around the selection of the network that has most of it. */
  function frameSelection(): boolean {
    const [most] = [...byNetwork(new Set([...document.selectedNodes, ...canvas.selectedNotes]))].sort((a, b) => b.elements.length - a.elements.length)
    const lane = canvas.geometry.find((candidate) => candidate.network === most?.network.id)
    if (!most || !lane) return false
    const chosen = (id: FlowId): boolean => document.selectedNodes.has(id) || canvas.selectedNotes.has(id)
    const boxes = [...canvas.nodes.map(nodeBox), ...canvas.notes].filter((box) => chosen(box.id) && splitFlowId(box.id).network === lane.network)
    const { position, size } = frameAround(boxes)
    return add(lane.network, { kind: 'frame', text: 'Frame', colour: 'neutral', position: { x: position.x - lane.origin.x, y: position.y - lane.origin.y }, size }, 'Frame selection')
  }

  /** Takes the selected frames away, and those that are just around a selected layer; what they hold stays. */
  function unframeSelection(): void {
    const around = canvas.notes.filter(
      (note) =>
        note.kind === 'frame' &&
        (canvas.selectedNotes.has(note.id) ||
          canvas.nodes.some((node) => document.selectedNodes.has(node.id) && node.x >= note.x && node.y >= note.y && node.x <= note.x + note.width && node.y <= note.y + note.height)),
    )
    const edits = byNetwork(new Set(around.map((note) => note.id))).map(
      ({ network, elements }): GraphEdit => ({ kind: 'remove-notes', network: network.id, notes: elements.map(noteElement) as NoteId[] }),
    )
    if (edits.length > 0) carryOut(edits, 'Remove frame')
  }

  function changeNote(id: FlowId, changes: Extract<GraphEdit, { kind: 'change-note' }>['changes'], label: string, coalesce?: string): boolean {
    const { network, element } = splitFlowId(id)
    return carryOut([{ kind: 'change-note', network, note: noteElement(element) as NoteId, changes }], label, coalesce)
  }

  /** Words of a comment or a frame. A new one is one step with its first words, and none at all where a comment gets none. */
  function writeNote(id: FlowId, text: string): void {
    const fresh = canvas.newNote?.id === id && document.isGesture(writing(id)) ? canvas.newNote : null
    const view = canvas.notes.find((note) => note.id === id)
    canvas.newNote = null
    if (fresh) {
      const { added, label } = fresh
      const removed: GraphEdit = { kind: 'remove-notes', network: added.network, notes: [added.note.id] }
      const empty = added.note.kind === 'comment' && text.trim() === ''
      carryOut(empty ? [added, removed] : [{ ...added, note: { ...added.note, text } }], label, writing(id))
      document.endGesture()
    } else if (view && view.text !== text) changeNote(id, { text }, `Write ${view.kind}`)
  }

  return { addComment, frameSelection, unframeSelection, changeNote, writeNote }
}

/** The gesture that a new comment or frame is made in. */
function writing(id: FlowId): string {
  return `write ${id}`
}
