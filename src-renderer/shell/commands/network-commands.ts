// Network: whole networks. They act on the one whose lane or tab was chosen, else on that of the selected layer.
import { flowId } from '../../canvas/flow-id'
import type { Command } from '../command'
import type { CommandContext } from '../command-context'

export function networkCommands({ ui, document, canvas, canvasActions }: CommandContext): readonly Command[] {
  const onCanvas = (): string | null => {
    if (document.experiment === null) return 'no experiment is open'
    return ui.stage === 'design' ? null : 'on the Design stage'
  }
  const withNetwork = (): string | null => onCanvas() ?? (canvas.currentNetwork === null ? 'no network is chosen' : null)
  const place = (): number => document.experiment?.networks.findIndex((network) => network.id === canvas.currentNetwork) ?? -1
  const count = (): number => document.experiment?.networks.length ?? 0

  return [
    { id: 'network.add', title: 'Add a network', group: 'Network', icon: 'plus', keywords: 'lane tab new', disabled: onCanvas, run: () => void canvasActions.addNetwork() },
    {
      id: 'network.rename',
      title: 'Rename network',
      group: 'Network',
      icon: 'edit',
      keywords: 'lane tab name',
      startsSection: true,
      disabled: withNetwork,
      run: () => {
        if (canvas.currentNetwork !== null) canvas.renaming = flowId(canvas.currentNetwork, '')
      },
    },
    { id: 'network.duplicate', title: 'Duplicate network', group: 'Network', icon: 'copy', keywords: 'lane tab copy', disabled: withNetwork, run: () => void canvasActions.duplicateNetwork(canvas.currentNetwork) },
    {
      id: 'network.freeze',
      title: 'Frozen',
      paletteTitle: 'Freeze the network, or let it learn',
      group: 'Network',
      icon: 'lock',
      keywords: 'lock weights train trainable',
      disabled: withNetwork,
      checked: () => document.experiment?.networks.some((network) => network.id === canvas.currentNetwork && network.frozen === true) ?? false,
      run: () => canvasActions.toggleFrozen(canvas.currentNetwork),
    },
    { id: 'network.up', title: 'Move up', paletteTitle: 'Move the network up', group: 'Network', keywords: 'lane tab order left', disabled: () => withNetwork() ?? (place() > 0 ? null : 'it is the first'), run: () => canvasActions.moveNetwork(canvas.currentNetwork, -1) },
    { id: 'network.down', title: 'Move down', paletteTitle: 'Move the network down', group: 'Network', keywords: 'lane tab order right', disabled: () => withNetwork() ?? (place() < count() - 1 ? null : 'it is the last'), run: () => canvasActions.moveNetwork(canvas.currentNetwork, 1) },
    { id: 'network.delete', title: 'Delete network', group: 'Network', icon: 'trash', keywords: 'lane tab remove', startsSection: true, disabled: withNetwork, run: () => canvasActions.removeNetwork(canvas.currentNetwork) },
  ]
}
