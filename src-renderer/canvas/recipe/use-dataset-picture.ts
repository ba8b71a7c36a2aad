// The first example of the dataset, on the node where data enters. Only a real example is ever shown.
import { computed, type ComputedRef } from 'vue'
import { findDataset } from '@shared/datasets/catalogue'
import { useDatasetPreviewStore } from '../../panels/design/dataset-preview-store'
import { useExperimentStore } from '../../stores/experiment-store'
import { useCanvasStore } from '../canvas-store'
import { splitFlowId } from '../flow-id'
import type { NodeFace } from '../layers/node-view'

export type DatasetPicture = { readonly title: string; readonly caption: string } & (
  | { readonly kind: 'image'; readonly address: string; readonly tileWidth: number; readonly tileHeight: number; readonly columns: number; readonly rows: number }
  | { readonly kind: 'points'; readonly points: readonly (readonly [number, number, number])[] }
)

const MOST_POINTS = 300

/** Null for every node but the input of a network that the recipe feeds with data. */
export function useDatasetPicture(view: () => NodeFace): ComputedRef<DatasetPicture | null> {
  const document = useExperimentStore()
  const canvas = useCanvasStore()
  // Most nodes are no inputs: they must not even look at the preview.
  if (view().type !== 'input') return computed(() => null)
  const data = useDatasetPreviewStore()
  // Asked first, so that the picture is made again only where the answer changes.
  const fedBy = computed(() => {
    const { experiment, analysis } = document
    if (!canvas.showPreviews || !experiment || !analysis || view().state !== 'ok') return null
    const { network } = splitFlowId(view().id)
    const fedByData = analysis.recipe?.roles.some((role) => role.input.from === 'data' && experiment.recipe.roles[role.id] === network)
    return fedByData ? experiment.dataset.id : null
  })
  return computed(() => {
    if (fedBy.value === null || !data.preview) return null
    const title = findDataset(fedBy.value)?.title ?? fedBy.value
    const { sheet, points } = data.preview
    if (sheet) return { kind: 'image', title, caption: 'test 1', address: data.sheetAddress, ...pick(sheet) }
    return points ? { kind: 'points', title, caption: 'test set', points: points.slice(0, MOST_POINTS) } : null
  })
}

function pick({ tileWidth, tileHeight, columns, rows }: { tileWidth: number; tileHeight: number; columns: number; rows: number }) {
  return { tileWidth, tileHeight, columns, rows }
}
