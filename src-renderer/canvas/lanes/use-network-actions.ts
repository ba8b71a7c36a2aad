// Whole networks: added, doubled, renamed, moved, taken away, frozen, given roles. One step each.
import { nextTick } from 'vue'
import { giveRole, playedBy, shareRole } from '@shared/experiment/give-role'
import { emptyNetwork } from '@shared/graph/empty-network'
import type { GraphEdit } from '@shared/graph/edit-schema'
import { newNetworkId } from '@shared/graph/names'
import type { NetworkDocument, NetworkId } from '@shared/graph/network'
import { useExperimentStore } from '../../stores/experiment-store'
import { useUiStore } from '../../stores/ui-store'
import { useCanvasStore } from '../canvas-store'
import type { ActionTools } from '../use-canvas-actions'

export function useNetworkActions({ carryOut }: Pick<ActionTools, 'carryOut'>) {
  const document = useExperimentStore()
  const canvas = useCanvasStore()
  const ui = useUiStore()

  function networkOf(id: NetworkId | null): NetworkDocument | undefined {
    return document.experiment?.networks.find((network) => network.id === id)
  }

  function show(id: NetworkId): void {
    document.select([])
    canvas.pickedNetwork = id
    if (canvas.shownNetwork !== null) canvas.shownNetwork = id
    else void nextTick(() => canvas.view?.fit())
  }

  /** An empty network; it takes the first role of the recipe that nobody plays, with its name. */
  function addNetwork(): boolean {
    const { experiment, analysis } = document
    if (!experiment) return false
    const open = analysis?.recipe?.roles.find((role) => analysis.networksByRole[role.id] === undefined)
    const id = newNetworkId(experiment.networks, open?.id ?? 'network')
    const name = open?.title ?? freeName(experiment.networks, 'Network')
    const edits: GraphEdit[] = [{ kind: 'add-network', network: emptyNetwork(id, name) }]
    if (open) edits.push({ kind: 'set-value', path: `recipe.roles.${open.id}`, value: id })
    if (!carryOut(edits, `Add ${name}`)) return false
    show(id)
    return true
  }

  /** The copy stands after its original and plays no role yet; its weights are its own. */
  function duplicateNetwork(id: NetworkId | null): boolean {
    const { experiment } = document
    const original = networkOf(id)
    if (!experiment || !original) return false
    const copy: NetworkDocument = { ...original, id: newNetworkId(experiment.networks, original.id), name: freeName(experiment.networks, `${original.name.slice(0, 70)} copy`) }
    const edits: GraphEdit[] = [
      { kind: 'add-network', network: copy },
      { kind: 'move-network', network: copy.id, to: experiment.networks.indexOf(original) + 1 },
    ]
    if (!carryOut(edits, `Duplicate ${original.name}`)) return false
    show(copy.id)
    return true
  }

  function renameNetwork(id: NetworkId, name: string): void {
    const trimmed = name.trim()
    if (trimmed !== '' && networkOf(id)?.name !== trimmed) carryOut([{ kind: 'rename-network', network: id, name: trimmed }], 'Rename network')
  }

  /** @param by lanes downwards, or tabs to the right */
  function moveNetwork(id: NetworkId | null, by: 1 | -1): void {
    const network = networkOf(id)
    const at = document.experiment?.networks.findIndex((each) => each === network) ?? -1
    if (network && at + by >= 0) carryOut([{ kind: 'move-network', network: network.id, to: at + by }], `Move ${network.name}`)
  }

  /** Its roles are then open. Nothing is asked: undo brings it back. */
  function removeNetwork(id: NetworkId | null): void {
    const { experiment } = document
    const network = networkOf(id)
    if (!experiment || !network) return
    const roles = playedBy(experiment.recipe.roles, network.id)
    if (!carryOut([{ kind: 'remove-network', network: network.id }], `Delete ${network.name}`)) return
    ui.note(`${network.name} is deleted, with ${network.nodes.length} layers${roles.length > 0 ? '; its role is open' : ''}. Undo brings it back.`)
    void nextTick(() => canvas.view?.focus())
  }

  function toggleFrozen(id: NetworkId | null): void {
    const network = networkOf(id)
    if (!network) return
    const frozen = network.frozen !== true
    carryOut([{ kind: 'set-frozen', network: network.id, frozen }], `${frozen ? 'Freeze' : 'Let learn'}: ${network.name}`)
  }

  function setRole(id: NetworkId, role: string | null): void {
    const edits = giveRole(document.experiment?.recipe.roles ?? {}, id, role)
    if (edits.length > 0) carryOut(edits, role === null ? 'Take the role away' : `Give the role ${roleTitle(role)}`)
  }

  function toggleShared(id: NetworkId, role: string): void {
    carryOut(shareRole(document.experiment?.recipe.roles ?? {}, id, role), `Share weights: ${roleTitle(role)}`)
  }

  function roleTitle(role: string): string {
    return document.analysis?.recipe?.roles.find((each) => each.id === role)?.title ?? role
  }

  return { addNetwork, duplicateNetwork, renameNetwork, moveNetwork, removeNetwork, toggleFrozen, setRole, toggleShared }
}

function freeName(networks: readonly NetworkDocument[], stem: string): string {
  const taken = new Set(networks.map((network) => network.name))
  let name = stem
  for (let count = 2; taken.has(name); count += 1) name = `${stem} ${count}`
  return name
}
