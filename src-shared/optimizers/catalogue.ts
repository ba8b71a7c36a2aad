// Every optimizer the studio knows, in the order the chooser lists them.
import { adam } from './adam'
import { adamw } from './adamw'
import type { OptimizerDefinition } from './optimizer-definition'
import { rmsprop } from './rmsprop'
import { sgd } from './sgd'

export const optimizerCatalogue: readonly OptimizerDefinition[] = [adam, adamw, rmsprop, sgd]

export function findOptimizer(id: string): OptimizerDefinition | undefined {
  return optimizerCatalogue.find((optimizer) => optimizer.id === id)
}
