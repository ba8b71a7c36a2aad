// Blocks that any experiment may take: those the studio ships and those a person saved.
import { z } from 'zod'
import { blockFileSchema } from '../graph/block-file'
import { studioErrorDetailSchema } from '../studio-error'

export const libraryBlockSchema = z.object({
  /** Name of its file without its ending. */
  id: z.string(),
  name: z.string(),
  /** Shipped with the studio: it cannot be removed. */
  builtIn: z.boolean(),
  /** Null where the file cannot be read; `problem` says why. */
  file: blockFileSchema.nullable(),
  problem: studioErrorDetailSchema.nullable(),
})

export type LibraryBlock = z.infer<typeof libraryBlockSchema>
