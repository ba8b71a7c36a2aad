// The uses of a block, to choose the one whose shapes are shown while the block is open.
import { blockType } from '@shared/graph/block'
import { settingLines } from '@shared/graph/setting-lines'
import type { NetworkId } from '@shared/graph/network'
import { formatShape } from '@shared/tensors/shape'
import type { MenuEntry } from '../../design-system/menu-entry'
import { useExperimentStore } from '../../stores/experiment-store'
import { flowId } from '../flow-id'

export function useBlockUses() {
  const document = useExperimentStore()

  /** Every use that an input reaches, by its network, its name where it has one, its settings and what comes out. */
  function blockUses(block: NetworkId): readonly Extract<MenuEntry, { kind: 'item' }>[] {
    const shown = document.analysisOf(block)
    const type = blockType(block)
    const uses = document.graphs.flatMap((network) => {
      const analysis = document.analysisOf(network.id)
      return network.nodes.flatMap((node) => {
        const found = node.type === type ? analysis?.nodes.get(node.id) : undefined
        if (!found?.layer || found.inside?.inputShape == null) return []
        const lines = settingLines(found.layer, found.parameters, found.layer.title).join(', ')
        const id = flowId(network.id, node.id)
        const words = [...(node.name === undefined ? [] : [node.name]), ...(lines === '' ? [] : [lines]), ...(found.output === null ? [] : [`gives ${formatShape(found.output)}`])].join(', ')
        return [{ id, title: `${network.name}: ${words}`, inside: found.inside }]
      })
    })
    const chosen = uses.find(({ id }) => id === document.shownUses.get(block)) ?? uses.find(({ inside }) => inside === shown)
    return uses.map((use) => ({ kind: 'item' as const, id: use.id, title: use.title, checked: use === chosen, run: () => document.showUse(block, use.id) }))
  }

  return { blockUses }
}
