// What a person can do with blocks on the canvas: make one of the selection, open and leave it, unpack its uses, and hand it
// to the library or to a file.
import { nextTick } from 'vue'
import { adoptBlocks } from '@shared/graph/adopt-blocks'
import { blockIdOf, type BlockDocument } from '@shared/graph/block'
import { usersOf } from '@shared/graph/block-edits'
import { blockFileOf, serialiseBlockFile, type BlockFile } from '@shared/graph/block-file'
import type { GraphEdit } from '@shared/graph/edit-schema'
import { blockObstacle, planMakeBlock, planUnpack, type NewBlock } from '@shared/graph/make-block'
import type { NetworkDocument, NetworkId, NodeId } from '@shared/graph/network'
import { toDetail } from '../../client/describe-error'
import { studio } from '../../client/studio-client'
import { pickFile } from '../../shell/pick-file'
import { downloadText } from '../../stores/download-text'
import { useExperimentStore } from '../../stores/experiment-store'
import { useStudioStore } from '../../stores/studio-store'
import { useUiStore } from '../../stores/ui-store'
import { useCanvasStore } from '../canvas-store'
import { flowId, splitFlowId, type FlowId } from '../flow-id'
import type { ActionTools } from '../use-canvas-actions'

export function useBlockActions({ carryOut, byNetwork }: ActionTools) {
  const document = useExperimentStore()
  const canvas = useCanvasStore()
  const studioStore = useStudioStore()
  const ui = useUiStore()

  const blocks = (): readonly BlockDocument[] => document.experiment?.blocks ?? []

  /** The selected nodes, where they are of one network. */
  function chosen(): { readonly network: NetworkDocument; readonly nodes: ReadonlySet<NodeId> } | null {
    const [only, another] = byNetwork(document.selectedNodes)
    return only === undefined || another !== undefined ? null : { network: only.network, nodes: new Set(only.elements as NodeId[]) }
  }

  /** Why the selection cannot be a block, in words; null where it can. */
  function makeBlockObstacle(): string | null {
    if (document.selectedNodes.size === 0) return 'nothing is selected'
    const selection = chosen()
    return selection === null ? 'the layers lie in several networks' : (blockObstacle(selection.network, selection.nodes, blocks()) ?? null)
  }

  function askForBlock(): void {
    const obstacle = makeBlockObstacle()
    if (obstacle !== null) ui.note(obstacle)
    else ui.sheet = 'make-block'
  }

  function makeBlock(wanted: NewBlock): boolean {
    const selection = chosen()
    const { experiment } = document
    if (selection === null || experiment === null) return false
    const taken = new Set([...experiment.networks, ...blocks(), ...studioStore.blocks].map(({ id }): string => id))
    const plan = planMakeBlock(selection.network, selection.nodes, wanted, taken, blocks(), blocks().find((block) => block.id === selection.network.id))
    if (!plan.ok) {
      ui.note(plan.reason)
      return false
    }
    if (!carryOut(plan.edits, `Make block ${wanted.name}`)) return false
    document.select(plan.nodes.map((node) => flowId(selection.network.id, node)))
    return true
  }

  /** The selected node, where it is one use of a block. */
  function selectedUse(): { readonly network: NetworkDocument; readonly node: NodeId; readonly block: NetworkId } | null {
    const selection = chosen()
    const [id] = selection?.nodes ?? []
    const node = selection?.nodes.size === 1 ? selection.network.nodes.find((each) => each.id === id) : undefined
    const block = node === undefined ? undefined : blockIdOf(node.type)
    return selection === null || node === undefined || block === undefined ? null : { network: selection.network, node: node.id, block }
  }

  function unpackBlock(use = selectedUse()): void {
    if (use === null) return
    const plan = planUnpack(use.network, use.node, blocks())
    if (!plan.ok) {
      ui.note(plan.reason)
      return
    }
    if (carryOut(plan.edits, 'Unpack block')) document.select(plan.nodes.map((node) => flowId(use.network.id, node)))
  }

  /** Opens the block that a node uses; false where it uses none that is there. */
  function openUse(id: FlowId): boolean {
    const { network, element } = splitFlowId(id)
    const node = document.graphOf(network)?.nodes.find((each) => each.id === element)
    const block = node === undefined ? undefined : blockIdOf(node.type)
    if (block === undefined) return false
    document.showUse(block, id)
    return openBlock(block)
  }

  function openBlock(block: NetworkId): boolean {
    if (!blocks().some((each) => each.id === block)) return false
    canvas.openTrail = [...canvas.openBlocks.map((each) => each.id).filter((each) => each !== block), block]
    shownAnew()
    return true
  }

  /** @param depth how many of the opened blocks stay open; 0 leads back to the experiment */
  function closeBlocks(depth = Math.max(0, canvas.openBlocks.length - 1)): void {
    canvas.openTrail = canvas.openBlocks.slice(0, depth).map((each) => each.id)
    shownAnew()
  }

  function shownAnew(): void {
    document.select([])
    canvas.selectNotes([])
    canvas.pickedNetwork = null
    void nextTick(() => {
      canvas.view?.fit()
      canvas.view?.focus()
    })
  }

  async function attempt(action: () => Promise<void>): Promise<void> {
    try {
      await action()
    } catch (error) {
      ui.reportError(toDetail(error))
    }
  }

  /** Asks before another block of that id is replaced. */
  function saveToLibrary(block: BlockDocument): Promise<void> {
    return attempt(async () => {
      const file = blockFileOf(block, blocks())
      await studioStore.refreshBlocks()
      const other = studioStore.blocks.find((entry) => !entry.builtIn && entry.id === block.id)
      if (other !== undefined && (other.file === null || serialiseBlockFile(other.file) !== serialiseBlockFile(file))) {
        const replace = await ui.confirm({ title: `The library has “${other.name}” already`, text: 'Put this block in its place? Experiments that use it keep their own.', lost: ['What the library’s block holds now'], confirmLabel: 'Replace it' })
        if (!replace) return
      }
      await studio.blocks.save(file)
      await studioStore.refreshBlocks()
      ui.note(`${block.name} is in the library`)
    })
  }

  function removeFromLibrary(id: string, name: string): Promise<void> {
    return attempt(async () => {
      const sure = await ui.confirm({ title: `Remove “${name}” from the library?`, text: 'Experiments that use it keep their own.', lost: [`The library’s copy of ${name}`], confirmLabel: 'Remove it' })
      if (!sure) return
      await studio.blocks.delete({ id })
      await studioStore.refreshBlocks()
    })
  }

  function exportBlock(block: BlockDocument): void {
    downloadText(`${block.id}.latent-block.json`, serialiseBlockFile(blockFileOf(block, blocks())))
  }

  async function importBlock(): Promise<void> {
    const file = await pickFile('.json,.latent-block.json')
    if (file !== null) await attempt(async () => bringIn(await studio.blocks.parse({ text: await file.text(), fileName: file.name })))
  }

  /** Adds the block to the experiment's own; what is there already is not added twice. */
  function bringIn(file: BlockFile): void {
    const { experiment } = document
    if (experiment === null) return
    const { edits } = adoptBlocks(experiment, [file.block, ...file.parts])
    if (edits.length === 0) ui.note(`${file.block.name} is in the experiment already`)
    else if (carryOut(edits, `Import block ${file.block.name}`)) ui.note(`${file.block.name} is in the palette, under Blocks`)
  }

  function removeBlock(block: BlockDocument): void {
    if (carryOut([{ kind: 'remove-block', block: block.id }], `Remove block ${block.name}`) && canvas.openBlocks.some((each) => each.id === block.id)) closeBlocks(0)
  }

  function changeBlock(block: NetworkId, changes: Extract<GraphEdit, { kind: 'change-block' }>['changes'], label: string, coalesce?: string): void {
    carryOut([{ kind: 'change-block', block, changes }], label, coalesce)
  }

  function bindSettings(network: NetworkId, node: NodeId, bindings: Readonly<Record<string, string | null>>, coalesce?: string): void {
    carryOut([{ kind: 'set-bindings', network, node, bindings: { ...bindings } }], 'Change what a setting follows', coalesce)
  }

  function usesOf(block: NetworkId): readonly { readonly name: string; readonly count: number }[] {
    const { experiment } = document
    return experiment === null ? [] : usersOf(experiment, block).map((network) => ({ name: network.name, count: network.nodes.filter((node) => blockIdOf(node.type) === block).length }))
  }

  return {
    makeBlockObstacle, askForBlock, makeBlock, selectedUse, unpackBlock, openUse, openBlock, closeBlocks, saveToLibrary, removeFromLibrary, exportBlock, importBlock, bringIn, removeBlock,
    changeBlock, bindSettings, usesOf,
  }
}
