// One kind of file that can be imported: how it is looked over, and how it becomes examples. One file a format, one line in
// formats.ts.
import type { ImportReport, ImportSettings } from '@shared/contract/own-data'
import type { StoredFacts } from '@shared/datasets/own/stored-dataset'
import type { Entry } from './entries'
import type { Part } from './place-of'
import type { SkipList } from './skip-list'

export interface ImportTools {
  /** Called as often as wanted; whoever listens thins it out. `total` is 0 while it is not known. */
  progress(what: string, done: number, total: number): void
  readonly skips: SkipList
}

export interface Example {
  /** As kept: bytes for uint8, else float32. */
  readonly values: Uint8Array | Float32Array
  /** Index of the class; null where there are none. */
  readonly label: number | null
  /** Null where nothing says it. */
  readonly part: Part | null
}

export type Outline = Pick<StoredFacts, 'kind' | 'shape' | 'storage' | 'range' | 'classes'>

export interface Examples {
  readonly outline: Outline
  /** Lines on what was done, for the manifest. */
  readonly made: readonly string[]
  /** In the order they are kept within each part. */
  read(): AsyncIterable<Example>
}

export interface ImportFormat {
  readonly kind: ImportReport['kind']
  takes(entry: Entry): boolean
  scan(entries: readonly Entry[], tools: ImportTools): Promise<Omit<ImportReport, 'kind' | 'files' | 'bytes' | 'skipped'>>
  /** @throws StudioError where the settings do not fit the files, or a file that cannot be left out is at fault. */
  examples(entries: readonly Entry[], settings: ImportSettings, tools: ImportTools): Promise<Examples>
}
