// Comments and frames on the canvas: where they lie, what a frame holds, and the frame around a selection.
import type { NetworkDocument, NoteDocument } from '@shared/graph/network'
import { flowId, type FlowId } from '../flow-id'
import { NODE_HEIGHT, NODE_WIDTH, union, type LaneGeometry, type Rectangle } from '@shared/graph/lane-geometry'

/** Room between a frame and what it holds; above there is its title as well. */
const FRAME_ROOM = { side: 16, top: 38 } as const
export const COMMENT_SIZE = { width: 210, height: 76 } as const
const NOTE_MARK = '#'

export interface NoteView {
  readonly id: FlowId
  readonly kind: NoteDocument['kind']
  readonly text: string
  readonly colour: NoteDocument['colour']
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly label: string
}

/** Canvas ids of notes are told from those of nodes by a sign that no id may hold. */
export function noteFlowId(network: string, note: string): FlowId {
  return flowId(network, NOTE_MARK + note)
}

export function isNoteFlowId(id: string): boolean {
  return id.includes(`/${NOTE_MARK}`)
}

/** The note's own id, of the second part of its canvas id. */
export function noteElement(element: string): string {
  return element.slice(NOTE_MARK.length)
}

export function noteViews(network: NetworkDocument, lane: LaneGeometry): readonly NoteView[] {
  return (network.notes ?? []).map((note) => ({
    id: noteFlowId(network.id, note.id),
    kind: note.kind,
    text: note.text,
    colour: note.colour,
    x: lane.origin.x + note.position.x,
    y: lane.origin.y + note.position.y,
    ...note.size,
    label: `${note.kind === 'frame' ? 'Frame' : 'Comment'} in ${network.name}: ${note.text === '' ? 'empty' : note.text}`,
  }))
}

/** The frame that holds all of the boxes, with room for its title. */
export function frameAround(boxes: readonly Rectangle[]): { readonly position: { readonly x: number; readonly y: number }; readonly size: { readonly width: number; readonly height: number } } {
  const all = union(boxes)
  return {
    position: { x: Math.round(all.x - FRAME_ROOM.side), y: Math.round(all.y - FRAME_ROOM.top) },
    size: { width: Math.round(all.width + 2 * FRAME_ROOM.side), height: Math.round(all.height + FRAME_ROOM.side + FRAME_ROOM.top) },
  }
}

/** What a frame carries along: every box whose middle lies in it (rule N14), another frame only where it lies in it whole. */
export function heldBy<Box extends Rectangle & { readonly id: FlowId }>(frame: Rectangle & { readonly id: FlowId }, boxes: readonly (Box & { readonly kind?: string })[]): readonly Box[] {
  return boxes.filter((box) => {
    if (box.id === frame.id) return false
    if (box.kind === 'frame') return box.x >= frame.x && box.y >= frame.y && box.x + box.width <= frame.x + frame.width && box.y + box.height <= frame.y + frame.height
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
    return x >= frame.x && x <= frame.x + frame.width && y >= frame.y && y <= frame.y + frame.height
  })
}

/** A node's place on the canvas as a box. */
export function nodeBox(node: { readonly id: FlowId; readonly x: number; readonly y: number }): Rectangle & { readonly id: FlowId } {
  return { id: node.id, x: node.x, y: node.y, width: NODE_WIDTH, height: NODE_HEIGHT }
}
