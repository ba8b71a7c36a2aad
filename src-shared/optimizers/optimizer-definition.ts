// What an optimizer is: a pure update rule inside the training step. One file each, one line in catalogue.ts.
import type { z } from 'zod'
import type { NamedTensors, Tensor, Tf } from '../tensors/tf'

export interface OptimizerContext<Parameters> {
  readonly tf: Tf
  readonly parameters: Parameters
  /** Scalar feed: the learning rate of this step. */
  readonly learningRate: Tensor
  /** Scalar: 1 at the first step, 2 at the second (a running count kept in the state). */
  readonly step: Tensor
  readonly weight: Tensor
  readonly gradient: Tensor
  /** This weight's slots, by the names `slots` declared; zeros at the start. */
  readonly slots: NamedTensors
}

export interface OptimizerDefinition<Schema extends z.ZodObject = z.ZodObject> {
  readonly id: string
  readonly title: string
  readonly help: { readonly text: string; readonly formula: string; readonly source: string }
  /** zod object with `learningRate` among its fields; every field has a default and `.meta({ title, description? })`. */
  readonly parameters: Schema
  /** Names of the slots kept for each weight, each of the weight's shape. */
  slots(parameters: z.output<Schema>): readonly string[]
  update(context: OptimizerContext<z.output<Schema>>): { readonly weight: Tensor; readonly slots: NamedTensors }
}

export function defineOptimizer<Schema extends z.ZodObject>(definition: OptimizerDefinition<Schema>): OptimizerDefinition<Schema> {
  return definition
}
