// What an experiment was forked from: training it begins with the weights of that checkpoint.
import { z } from 'zod'
import { runIdSchema } from '@shared/run/run-events'

export const forkSourceSchema = z.object({
  id: runIdSchema,
  /** As it was when forked; the run may be renamed since. */
  name: z.string(),
  /** Of the checkpoint. */
  step: z.number().int().min(0),
  epoch: z.number().min(0),
})
export type ForkSource = z.infer<typeof forkSourceSchema>
