// What pages ask of baselines: which ones a run can have, which of them were trained, and to train one.
import { z } from 'zod'
import { runIdSchema } from '../run/run-events'
import { runRecordSchema, runSummarySchema } from '../run/run-record'
import { studioErrorDetailSchema } from '../studio-error'

export const baselineKindSchema = z.enum(['pca', 'logistic'])

export const baselineStateSchema = z.object({
  kind: baselineKindSchema,
  /** The run that is this baseline, whoever trained it: finished, else waiting or under way. Null where there is none. */
  run: runSummarySchema.nullable(),
  /** Why this run can have none of this kind. */
  problem: studioErrorDetailSchema.nullable(),
})
export type BaselineState = z.infer<typeof baselineStateSchema>

export const baselineRequestSchema = z.object({ id: runIdSchema, kind: baselineKindSchema })
/** `reused`: it was there already, or is under way. */
export const baselineAnswerSchema = z.object({ run: runRecordSchema, reused: z.boolean() })
