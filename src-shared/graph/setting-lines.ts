// What stands under a layer's name, on the canvas and in its exported picture.
import type { NodeAnalysis } from './analyse-network'

/** At most two short lines; a layer with a name of its own says first what it is. */
export function settingLines(layer: NonNullable<NodeAnalysis['layer']>, parameters: NodeAnalysis['parameters'], name: string): readonly string[] {
  const settings = parameters === undefined ? ['settings do not fit'] : layer.settings(parameters)
  return (name === layer.title ? settings : [layer.title, settings.join(', ')]).filter((line) => line !== '').slice(0, 2)
}
