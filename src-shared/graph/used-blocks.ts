// Which blocks a network is made of, those inside its blocks included.
import { blockIdOf, type BlockDocument } from './block'
import type { NetworkDocument, NetworkId } from './network'

/** The blocks that the network's own nodes use, as far as they are there; each once, in the order of its nodes. */
function blocksIn(network: Pick<NetworkDocument, 'nodes'>, blocks: readonly BlockDocument[]): readonly BlockDocument[] {
  const ids = new Set<NetworkId>()
  for (const node of network.nodes) {
    const id = blockIdOf(node.type)
    if (id !== undefined) ids.add(id)
  }
  return [...ids].flatMap((id) => blocks.find((block) => block.id === id) ?? [])
}

/** The blocks that the networks use, directly or through other blocks; each once. */
export function usedBlocks(networks: readonly Pick<NetworkDocument, 'nodes'>[], blocks: readonly BlockDocument[]): readonly BlockDocument[] {
  const found = new Set<BlockDocument>()
  const queue: Pick<NetworkDocument, 'nodes'>[] = [...networks]
  for (let network = queue.pop(); network !== undefined; network = queue.pop()) {
    for (const block of blocksIn(network, blocks)) {
      if (found.has(block)) continue
      found.add(block)
      queue.push(block)
    }
  }
  return [...found]
}
