// What main and an import process say to each other: one job in, events out. Files and arrays never travel here.
import { z } from 'zod'
import { importKinds, importSettingsSchema } from '@shared/contract/own-data'

export const spooledFileSchema = z.object({ name: z.string(), offset: z.number().int().min(0), size: z.number().int().min(0) })

export const importJobSchema = z.object({
  /** All uploaded bytes one after the other, absolute. */
  spool: z.string(),
  /** One spooled file as JSON a line. */
  index: z.string(),
  /** Null: look the files over. Else: make a dataset of them. */
  store: z
    .object({
      kind: z.enum(importKinds),
      settings: importSettingsSchema,
      /** Folder of all stored datasets. */
      root: z.string(),
      importedAt: z.number().int(),
    })
    .nullable(),
})
export type ImportJob = z.infer<typeof importJobSchema>
