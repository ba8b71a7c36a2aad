// A dataset in memory, as the trainer reads it.
import { z } from 'zod'
import type { GreyImage } from '@shared/compression/frames'
import type { DatasetDescription, ImagePart } from '@shared/datasets/dataset-definition'

export interface DatasetSplit {
  readonly count: number
  /** All examples one after the other: bytes for uint8 storage, else float32. */
  readonly examples: Uint8Array | Float32Array
  /** Class of each example, an index into the description's classes; null where there are none. */
  readonly labels: Uint8Array | null
}

/** A whole picture that examples like the test ones are patches of, as bytes, row by row; one channel. */
export interface DatasetPage extends GreyImage {
  readonly name: string
}

/** A whole picture that examples are frames of. */
export interface DatasetImage extends DatasetPage {
  readonly part: ImagePart
}

export interface LoadedDataset {
  readonly description: DatasetDescription
  readonly train: DatasetSplit
  readonly test: DatasetSplit
  /** As many as the description's `validationCount`; absent where that is 0. */
  readonly validation?: DatasetSplit
  /** Pages to be cleaned whole, all of one size; none of them is trained on. */
  readonly pages?: readonly DatasetPage[]
  /** Pictures to be compressed whole, all of one size, as the description lists them. */
  readonly images?: readonly DatasetImage[]
}

/** Where datasets' files lie, as processes tell each other. */
export const datasetLocationsSchema = z.object({
  /** Folder of the four MNIST IDX files. */
  mnist: z.string(),
  /** Folder of imported data, a folder each; left out where nothing imported is loaded. */
  stored: z.string().optional(),
  /** Folder of the pages of text; left out where none are loaded. */
  textPages: z.string().optional(),
  /** Folder of the photographs of faces; left out where none are loaded. */
  faces: z.string().optional(),
  /** Folder of the grey images; left out where none are loaded. */
  images: z.string().optional(),
})
export type DatasetLocations = Readonly<z.infer<typeof datasetLocationsSchema>>
