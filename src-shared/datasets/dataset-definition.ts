// What a dataset is to everyone but its loader: id, parameters and what comes out. Loaders live in src-main/datasets.
import type { z } from 'zod'
import type { Problem } from '../problem'
import type { Shape } from '../tensors/shape'

/** Of a whole picture beside the examples: whether the training examples were cut from it. */
export type ImagePart = 'training' | 'new'

export interface DatasetDescription {
  /** Shape of one example as a network sees it, e.g. [28, 28, 1] or [2]. */
  readonly shape: Shape
  /** `image`: drawn as pixels; `points`: drawn in the plane. */
  readonly kind: 'image' | 'points'
  readonly trainCount: number
  readonly testCount: number
  /** Examples that settings, and the best checkpoint, are chosen by; neither trained on nor among the test ones. Absent or 0 where there is no such part. */
  readonly validationCount?: number
  /** Names of the classes, when examples carry labels. */
  readonly classes: readonly string[] | null
  /** How values are kept: uint8 (0 to 255, divided by 255 inside the graph) or float32 as they are. */
  readonly storage: 'uint8' | 'float32'
  /** Range of the values a network sees; null where unbounded. */
  readonly range: readonly [number, number] | null
  /** True where networks see every pixel as 0 or 1: test examples are drawn so once, training examples anew in every step. See parts/binarisation.ts. */
  readonly binarised?: true
  /** Where the data is known to be normal clouds and nothing else: their centres and the standard deviation of each. */
  readonly modes?: { readonly centres: readonly (readonly [number, number])[]; readonly standardDeviation: number }
  /** Whole pictures that examples are frames of, one of a part at most. */
  readonly images?: readonly { readonly name: string; readonly part: ImagePart }[]
}

export interface DatasetDefinition<Schema extends z.ZodObject = z.ZodObject> {
  readonly id: string
  readonly title: string
  readonly help: { readonly text: string; readonly source: string; readonly licence: string }
  /** zod object; every field has a default and `.meta({ title, description?, unit? })`. */
  readonly parameters: Schema
  describe(parameters: z.output<Schema>): DatasetDescription
  /** Problems only this dataset can see. */
  validate?(parameters: z.output<Schema>): readonly Problem[]
}

export function defineDataset<Schema extends z.ZodObject>(definition: DatasetDefinition<Schema>): DatasetDefinition<Schema> {
  return definition
}
