// What people read for each kind of work.
import type { WorkKind } from './work'

export const workTitles: Readonly<Record<WorkKind, string>> = {
  steps: 'Calling the graph',
  operations: 'Operations, each its price',
  denseProducts: 'Matrix products',
  convolutionProducts: 'Convolutions',
  values: 'Reading and writing values',
  normalisedValues: 'Normalisation',
  drawnValues: 'Random numbers',
  updatedValues: 'Optimizer',
}
