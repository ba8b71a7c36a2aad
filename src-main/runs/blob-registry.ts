// Files of runs by opaque id: a page can name only what a run recorded, never a path.
import { blobIdSchema, type BlobId } from '@shared/run/run-events'
import type { ReadableDatabase } from '../store/database'
import { findBlob } from '../store/queries/read-blobs'
import { randomId } from '../store/random-id'
import type { RunFolders } from '../store/run-folders'

export interface BlobFile {
  /** Real path, inside the run's folder at the moment of asking. */
  readonly path: string
  readonly mediaType: string
}

export interface BlobRegistry {
  /** Undefined for an id nobody recorded, and for a file that is gone or has become something else. */
  find(id: string): BlobFile | undefined
}

export function newBlobId(): BlobId {
  return blobIdSchema.parse(randomId(32))
}

export function createBlobRegistry(database: ReadableDatabase, folders: RunFolders): BlobRegistry {
  return {
    find(id) {
      const parsed = blobIdSchema.safeParse(id)
      if (!parsed.success) return undefined
      const row = findBlob(database, parsed.data)
      if (row === undefined) return undefined
      const path = folders.resolveFile(row.run, row.file)
      return path === undefined ? undefined : { path, mediaType: row.mediaType }
    },
  }
}
