// The menu of a network, the same on its lane, its tab and under the pointer: what is done to it, and which roles it plays.
import type { NetworkId } from '@shared/graph/network'
import type { MenuEntry } from '../../design-system/menu-entry'
import { useExperimentStore } from '../../stores/experiment-store'
import { useCanvasStore } from '../canvas-store'
import { flowId } from '../flow-id'
import { useCanvasActions } from '../use-canvas-actions'

export function useNetworkEntries() {
  const document = useExperimentStore()
  const canvas = useCanvasStore()
  const actions = useCanvasActions()

  function roleEntries(id: NetworkId): readonly MenuEntry[] {
    const recipe = document.analysis?.recipe
    const bound = document.experiment?.recipe.roles ?? {}
    const played = (recipe?.roles ?? []).filter((role) => bound[role.id] === id)
    const holder = (role: string): string => {
      const name = document.experiment?.networks.find((network) => network.id === bound[role] && network.id !== id)?.name
      return name === undefined ? '' : ` (${name} has it)`
    }
    const others = (recipe?.roles ?? []).filter((role) => role !== played[0])
    return [
      { kind: 'label', id: 'role', title: 'Role' },
      ...(recipe?.roles ?? []).map((role): MenuEntry => ({
        kind: 'item',
        id: `role ${role.id}`,
        title: `${role.title}${holder(role.id)}`,
        checked: played.length === 1 && played[0] === role,
        run: () => actions.setRole(id, role.id),
      })),
      { kind: 'item', id: 'no role', title: 'None', checked: played.length === 0, run: () => actions.setRole(id, null) },
      ...(played.length === 0 || others.length === 0
        ? []
        : [
            { kind: 'line', id: 'sharing' } as const,
            { kind: 'label', id: 'share', title: 'With the same weights' } as const,
            ...others.map((role): MenuEntry => ({
              kind: 'item',
              id: `share ${role.id}`,
              title: `Also ${role.title}${holder(role.id)}`,
              icon: 'link',
              checked: played.includes(role),
              run: () => actions.toggleShared(id, role.id),
            })),
          ]),
    ]
  }

  function networkEntries(id: NetworkId): readonly MenuEntry[] {
    const networks = document.experiment?.networks ?? []
    const at = networks.findIndex((network) => network.id === id)
    const frozen = networks[at]?.frozen === true
    return [
      {
        kind: 'item',
        id: 'rename',
        title: 'Rename',
        icon: 'edit',
        run: () => {
          canvas.renaming = flowId(id, '')
        },
      },
      { kind: 'item', id: 'duplicate', title: 'Duplicate network', icon: 'copy', run: () => void actions.duplicateNetwork(id) },
      { kind: 'item', id: 'freeze', title: 'Frozen', icon: 'lock', checked: frozen, run: () => actions.toggleFrozen(id) },
      { kind: 'item', id: 'up', title: 'Move up', disabled: at > 0 ? null : 'it is the first', run: () => actions.moveNetwork(id, -1) },
      { kind: 'item', id: 'down', title: 'Move down', disabled: at < networks.length - 1 ? null : 'it is the last', run: () => actions.moveNetwork(id, 1) },
      { kind: 'item', id: 'delete', title: 'Delete network', icon: 'trash', danger: true, run: () => actions.removeNetwork(id) },
      { kind: 'line', id: 'roles' },
      ...roleEntries(id),
    ]
  }

  return { networkEntries, roleEntries }
}
