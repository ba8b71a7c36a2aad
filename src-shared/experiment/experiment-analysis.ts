// What the analysis of a whole experiment yields: its catalogue entries resolved, its networks analysed, its problems, its size.
import type { DatasetDefinition, DatasetDescription } from '../datasets/dataset-definition'
import type { NetworkAnalysis } from '../graph/analyse-network'
import type { NetworkId } from '../graph/network'
import type { Clipping } from '../optimizers/clip-gradients'
import type { OptimizerDefinition } from '../optimizers/optimizer-definition'
import type { Problem } from '../problem'
import type { RecipeDefinition } from '../recipes/recipe-definition'
import type { ScheduleDefinition } from '../schedules/schedule-definition'

type Values = Readonly<Record<string, unknown>>

export interface PlayerOptimizer {
  readonly definition: OptimizerDefinition
  /** Defaults filled in; undefined where they do not fit. */
  readonly parameters: Values | undefined
  /** Undefined where the studio does not know it, or its parameters do not fit. */
  readonly schedule: { readonly definition: ScheduleDefinition; readonly parameters: Values } | undefined
  readonly clipping: Clipping
}

export interface ExperimentTotals {
  /** Trainable values of the networks that play a role. */
  readonly parameters: number
  /** For one example, every role once. */
  readonly multiplyAdds: number
  /** Bytes of all weights, moving averages included, as float32. */
  readonly weightBytes: number
  /** Networks whose size is known only in part, since a fault hides the rest. */
  readonly partial: readonly NetworkId[]
}

export interface ExperimentAnalysis {
  /** Undefined where the studio does not know it. */
  readonly recipe: RecipeDefinition | undefined
  /** Defaults filled in; undefined where they do not fit. */
  readonly recipeParameters: Values | undefined
  readonly datasetDefinition: DatasetDefinition | undefined
  /** What the dataset gives; undefined where the studio does not know it or its parameters do not fit. */
  readonly dataset: DatasetDescription | undefined
  /** By player of the recipe, as far as they are known. */
  readonly optimizers: Readonly<Record<string, PlayerOptimizer>>
  /** Every network of the document. One that plays no role is analysed without an input shape. */
  readonly networks: ReadonlyMap<NetworkId, NetworkAnalysis>
  /** Every block, as its first use in a network has it, else with its defaults and without an input; of it alone, its problems. */
  readonly blocks: ReadonlyMap<NetworkId, NetworkAnalysis>
  /** By role; a role nobody plays is absent. */
  readonly networksByRole: Readonly<Record<string, NetworkAnalysis>>
  /** Of everything: settings first, then the networks in the order of their roles. */
  readonly problems: readonly Problem[]
  readonly totals: ExperimentTotals
}
