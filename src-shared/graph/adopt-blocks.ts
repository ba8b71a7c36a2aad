// Blocks brought into an experiment, from the library, a file or the clipboard: those that are there already are used, those
// whose id another block has get one of their own.
import { dequal } from 'dequal/lite'
import type { Experiment } from '../experiment/experiment'
import { blockIdOf, blockType, type BlockDocument } from './block'
import type { GraphEdit } from './edit-schema'
import { newBlockId } from './make-block'
import type { NetworkId, NodeDocument } from './network'

export interface Adoption {
  /** Adds the blocks that are not there yet, parts before what they are part of. */
  readonly edits: readonly GraphEdit[]
  /** The id each block has in the experiment. */
  readonly ids: ReadonlyMap<NetworkId, NetworkId>
}

/** @param blocks with everything they are made of */
export function adoptBlocks(experiment: Pick<Experiment, 'networks' | 'blocks'>, blocks: readonly BlockDocument[]): Adoption {
  const there = experiment.blocks ?? []
  const taken = new Set<string>([...experiment.networks, ...there].map((network) => network.id))
  const ids = new Map<NetworkId, NetworkId>()
  const edits: GraphEdit[] = []
  for (const block of partsFirst(blocks)) {
    const own = renamed(block, ids)
    const same = there.find((each) => each.id === block.id)
    if (same !== undefined && dequal(same, own)) {
      ids.set(block.id, block.id)
      continue
    }
    const id = newBlockId(block.id, taken)
    taken.add(id)
    ids.set(block.id, id)
    edits.push({ kind: 'add-block', block: { ...own, id } })
  }
  return { edits, ids }
}

/** The node with the block it uses called by its id in the experiment. */
export function adoptNode(node: NodeDocument, ids: ReadonlyMap<NetworkId, NetworkId>): NodeDocument {
  const id = ids.get(blockIdOf(node.type) ?? ('' as NetworkId))
  return id === undefined || blockType(id) === node.type ? node : { ...node, type: blockType(id) }
}

function renamed(block: BlockDocument, ids: ReadonlyMap<NetworkId, NetworkId>): BlockDocument {
  const nodes = block.nodes.map((node) => adoptNode(node, ids))
  return nodes.every((node, index) => node === block.nodes[index]) ? block : { ...block, nodes }
}

/** A part's new id must be known before what is made of it. Blocks that contain one another come as they stand: adding them is refused. */
function partsFirst(blocks: readonly BlockDocument[]): readonly BlockDocument[] {
  const byId = new Map(blocks.map((block) => [block.id, block]))
  const placed = new Set<BlockDocument>()
  const place = (block: BlockDocument, open: ReadonlySet<BlockDocument>): void => {
    if (placed.has(block) || open.has(block)) return
    for (const node of block.nodes) {
      const part = byId.get(blockIdOf(node.type) ?? ('' as NetworkId))
      if (part !== undefined) place(part, new Set([...open, block]))
    }
    placed.add(block)
  }
  for (const block of byId.values()) place(block, new Set())
  return [...placed]
}
