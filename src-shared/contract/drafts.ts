// The draft of a window: the document on its canvas with undo and redo, kept in the data folder while one works.
import { z } from 'zod'
import { experimentSchema } from '../experiment/experiment'
import { packedHistorySchema } from '../graph/pack-history'
import { runIdSchema } from '../run/run-events'
import { studioErrorDetailSchema } from '../studio-error'
import { draftIdSchema } from './versions'

/** What an experiment was forked from: training it begins with the weights of that checkpoint. */
const forkSourceSchema = z.object({
  id: runIdSchema,
  /** As it was when forked; the run may be renamed since. */
  name: z.string(),
  /** Of the checkpoint. */
  step: z.number().int().min(0),
  epoch: z.number().min(0),
})
export type ForkSource = z.infer<typeof forkSourceSchema>

export const draftSchema = z.object({
  id: draftIdSchema,
  /** When the page wrote it. */
  at: z.number().int(),
  experiment: experimentSchema,
  libraryId: z.string().nullable(),
  /** Of the library's file when it was last opened or saved here; null where it is in no library. */
  revision: z.string().nullable().default(null),
  templateId: z.string().nullable(),
  savedAt: z.number().nullable(),
  dirty: z.boolean(),
  forkOf: forkSourceSchema.nullable().default(null),
  /** Text in fields that is no value yet, by the setting's place. */
  unfinished: z.record(z.string(), z.object({ text: z.string(), title: z.string(), expected: z.string() })),
  /** Undo and redo; null where it was too much to keep. */
  history: packedHistorySchema.nullable().default(null),
})
export type Draft = z.infer<typeof draftSchema>

export const draftSummarySchema = z.object({
  id: draftIdSchema,
  name: z.string(),
  at: z.number().int(),
  libraryId: z.string().nullable(),
  /** False where nothing in it is unsaved. */
  dirty: z.boolean(),
  /** True while a window works on it. */
  held: z.boolean(),
  /** Why it cannot be read; null where it can. */
  problem: studioErrorDetailSchema.nullable(),
})
export type DraftSummary = z.infer<typeof draftSummarySchema>
