// The palette's categories: those that have layers, in their fixed order, each with its layers in catalogue order.
import { layerCategories, type LayerCategory, type LayerDefinition } from '@shared/layers/layer-definition'

export interface PaletteGroup {
  readonly category: LayerCategory
  readonly layers: readonly LayerDefinition[]
}

export function paletteGroups(layers: readonly LayerDefinition[]): readonly PaletteGroup[] {
  return layerCategories
    .map((category) => ({ category, layers: layers.filter((layer) => layer.category === category) }))
    .filter((group) => group.layers.length > 0)
}
