// What Ctrl+C keeps and Ctrl+V brings: layers of one network with the wires among them, and comments and frames. Ends stay
// out: a network has exactly one input and one output. As text it crosses windows, experiments and mail.
import { z } from 'zod'
import { EXPERIMENT_FORMAT } from '@shared/experiment/experiment'
import { blockSchema, MOST_BLOCKS, type BlockDocument } from '@shared/graph/block'
import { describeIssues } from '@shared/graph/describe-schema'
import type { GraphEdit } from '@shared/graph/edit-schema'
import { newNodeId, newNoteId, newWireIds } from '@shared/graph/names'
import { nodeSchema, noteSchema, wireSchema, type NetworkDocument, type NodeId, type NoteId } from '@shared/graph/network'
import { usedBlocks } from '@shared/graph/used-blocks'
import { StudioError } from '@shared/studio-error'

const FORMAT = 'latent-studio-layers'

const clippingSchema = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(1),
  nodes: z.array(nodeSchema).max(2000),
  /** Among the copied nodes. */
  wires: z.array(wireSchema).max(4000),
  /** From nodes that were not copied; kept only by a paste that asks for them. */
  incoming: z.array(wireSchema).max(4000),
  notes: z.array(noteSchema).max(500),
  /** What the copied nodes that use blocks are made of. */
  blocks: z.array(blockSchema).max(MOST_BLOCKS).optional(),
})

export type Clipping = z.infer<typeof clippingSchema>

/** @param nodes and @param notes ids of what is selected; an input or output among them is left out */
export function clip(network: NetworkDocument, nodes: ReadonlySet<string>, notes: ReadonlySet<string> = new Set(), blocks: readonly BlockDocument[] = []): Clipping {
  const kept = network.nodes.filter((node) => nodes.has(node.id) && node.type !== 'input' && node.type !== 'output')
  const inside = new Set(kept.map((node) => node.id))
  const used = usedBlocks([{ nodes: kept }], blocks)
  return {
    format: FORMAT,
    version: 1,
    nodes: kept,
    wires: network.wires.filter((wire) => inside.has(wire.from.node) && inside.has(wire.to.node)),
    incoming: network.wires.filter((wire) => !inside.has(wire.from.node) && inside.has(wire.to.node)),
    notes: (network.notes ?? []).filter((note) => notes.has(note.id)),
    ...(used.length === 0 ? {} : { blocks: [...used] }),
  }
}

export function isEmptyClipping(clipping: Clipping): boolean {
  return clipping.nodes.length + clipping.notes.length === 0
}

/** Corner and size of what was copied, from node and note positions alone. */
export function clippingCorner(clipping: Clipping): { readonly x: number; readonly y: number } {
  const all = [...clipping.nodes, ...clipping.notes].map((each) => each.position)
  return { x: Math.min(...all.map(({ x }) => x)), y: Math.min(...all.map(({ y }) => y)) }
}

export function clippingText(clipping: Clipping): string {
  return JSON.stringify(clipping, null, 2)
}

/** @throws StudioError `paste-*`, naming what the text is instead; nothing is changed by reading it. */
export function readClipping(text: string): Clipping {
  const expected = 'layers copied in Latent Studio'
  const fix = 'copy layers on a canvas first, then paste'
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new StudioError({ code: 'paste-not-layers', message: 'What is on the clipboard cannot be pasted onto the canvas', expected, got: text.trim() === '' ? 'nothing' : quoted(text), fix })
  }
  const format: unknown = typeof value === 'object' && value !== null && 'format' in value ? value.format : undefined
  if (format === EXPERIMENT_FORMAT) {
    throw new StudioError({
      code: 'paste-experiment',
      message: 'A whole experiment cannot be pasted onto a canvas',
      expected,
      got: 'an experiment file',
      fix: 'save the text as a file ending in .latent.json and open it with Ctrl+O',
    })
  }
  if (format !== FORMAT) throw new StudioError({ code: 'paste-not-layers', message: 'What is on the clipboard cannot be pasted onto the canvas', expected, got: quoted(text), fix })
  const parsed = clippingSchema.safeParse(value)
  if (!parsed.success) {
    const violation = describeIssues(clippingSchema, value, parsed.error.issues)[0]
    throw new StudioError({
      code: 'paste-does-not-fit',
      message: `The copied layers are damaged: ${violation?.path.join('.') ?? 'they'} cannot be ${violation?.got ?? 'read'}`,
      path: violation?.path.join('.'),
      expected: violation?.expected,
      got: violation?.got,
      fix: 'copy them again',
    })
  }
  return parsed.data
}

function quoted(text: string): string {
  const line = text.trim().replace(/\s+/g, ' ')
  return `“${line.length > 60 ? `${line.slice(0, 60)}…` : line}”`
}

export interface Pasting {
  readonly edits: readonly GraphEdit[]
  readonly nodes: readonly NodeId[]
  readonly notes: readonly NoteId[]
}

/**
 * Edits that put a copy into a network, moved by the given way, under ids of its own.
 * @param keepIncoming also draws the wires that entered the copied nodes, from the nodes of this network that have the same id and an output of that name
 */
export function pasteEdits(network: NetworkDocument, clipping: Clipping, by: { readonly x: number; readonly y: number }, keepIncoming = false): Pasting {
  const renamed = new Map<NodeId, NodeId>()
  const edits: GraphEdit[] = []
  const moved = <Placed extends { readonly position: { readonly x: number; readonly y: number } }>(each: Placed): Placed => ({
    ...each,
    position: { x: Math.round(each.position.x + by.x), y: Math.round(each.position.y + by.y) },
  })
  let grown = network
  for (const original of clipping.nodes) {
    const id = newNodeId(grown, original.type)
    const node = { ...moved(original), id }
    renamed.set(original.id, id)
    grown = { ...grown, nodes: [...grown.nodes, node] }
    edits.push({ kind: 'add-node', network: network.id, node })
  }
  const there = new Set(network.nodes.map((node) => node.id))
  const incoming = keepIncoming ? clipping.incoming.filter((wire) => there.has(wire.from.node)) : []
  const wires = [...clipping.wires, ...incoming]
  const ids = newWireIds(network, wires.length)
  wires.forEach((wire, index) => {
    const from = index < clipping.wires.length ? renamed.get(wire.from.node) : wire.from.node
    const to = renamed.get(wire.to.node)
    const id = ids[index]
    if (from === undefined || to === undefined || id === undefined) return
    edits.push({ kind: 'connect', network: network.id, wire: { id, from: { ...wire.from, node: from }, to: { ...wire.to, node: to } } })
  })
  const notes: NoteId[] = []
  for (const original of clipping.notes) {
    const note = { ...moved(original), id: newNoteId(grown) }
    grown = { ...grown, notes: [...(grown.notes ?? []), note] }
    notes.push(note.id)
    edits.push({ kind: 'add-note', network: network.id, note })
  }
  return { edits, nodes: [...renamed.values()], notes }
}
