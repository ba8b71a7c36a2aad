// Which file of which run an opaque blob id stands for.
import { runIdSchema, type RunId } from '@shared/run/run-events'
import type { ReadableDatabase } from '../database'

export interface BlobRow {
  readonly run: RunId
  readonly file: string
  readonly mediaType: string
}

export function findBlob(database: ReadableDatabase, id: string): BlobRow | undefined {
  const row = database.row('SELECT run.id AS run, file, media_type FROM blob JOIN run ON run.number = blob.run WHERE blob.id = ? AND run.deleted_at IS NULL', id)
  return row === undefined ? undefined : { run: runIdSchema.parse(row['run']), file: String(row['file']), mediaType: String(row['media_type']) }
}
