// The blocks there are to add: those of the experiment, and those of the studio and the personal library that it has not yet.
// As layers they stand beside the catalogue's; the first use of one from a library brings it into the experiment.
import { computed } from 'vue'
import type { LibraryBlock } from '@shared/contract/blocks'
import { adoptBlocks } from '@shared/graph/adopt-blocks'
import { layerOf } from '@shared/graph/analyse-network'
import { applyEdits } from '@shared/graph/apply-edit'
import { blockIdOf, blockType, type BlockDocument } from '@shared/graph/block'
import type { GraphEdit } from '@shared/graph/edit-schema'
import { findLayer } from '@shared/layers/catalogue'
import type { LayerDefinition } from '@shared/layers/layer-definition'
import { useExperimentStore } from '../../stores/experiment-store'
import { useStudioStore } from '../../stores/studio-store'

export interface Addable {
  readonly layer: LayerDefinition
  /** What brings its block into the experiment first; empty where it is there. */
  readonly edits: readonly GraphEdit[]
  /** The experiment's blocks once that is done. */
  readonly blocks: readonly BlockDocument[]
}

export function useBlocks() {
  const document = useExperimentStore()
  const studio = useStudioStore()

  const own = computed<readonly BlockDocument[]>(() => document.experiment?.blocks ?? [])
  const ownLayers = computed(() => own.value.flatMap((block) => layerOf(blockType(block.id), own.value) ?? []))
  /** Of the library, what the experiment has under the same id is the experiment's. */
  const others = computed<readonly LibraryBlock[]>(() => {
    const there = new Set<string>(own.value.map((block) => block.id))
    const seen = new Set<string>()
    return studio.blocks
      .toSorted((a, b) => Number(a.builtIn) - Number(b.builtIn))
      .filter((entry) => !there.has(entry.id) && !seen.has(entry.id) && seen.add(entry.id))
  })
  const otherLayers = computed(() => others.value.flatMap(({ file }) => (file === null ? [] : (layerOf(blockType(file.block.id), [file.block, ...file.parts]) ?? []))))
  /** Every block as a layer, the experiment's first. */
  const layers = computed<readonly LayerDefinition[]>(() => [...ownLayers.value, ...otherLayers.value])

  /** A layer of that type, with what it takes to add one; undefined where nothing is called that. */
  function addable(type: string): Addable | undefined {
    const layer = findLayer(type) ?? layerOf(type, own.value)
    if (layer !== undefined) return { layer, edits: [], blocks: own.value }
    const { experiment } = document
    const file = studio.blocks.find((entry) => entry.file?.block.id === blockIdOf(type))?.file
    if (experiment === null || file == null) return undefined
    const { edits, ids } = adoptBlocks(experiment, [file.block, ...file.parts])
    const blocks = applyEdits(experiment, edits).blocks ?? []
    const adopted = layerOf(blockType(ids.get(file.block.id) ?? file.block.id), blocks)
    return adopted === undefined ? undefined : { layer: adopted, edits, blocks }
  }

  return { own, others, layers, ownLayers, otherLayers, addable }
}
