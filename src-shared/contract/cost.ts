// What is known of this machine's speed, as pages ask for it: estimates are worked out in the page, at each edit.
import { z } from 'zod'
import { calibrationSchema, measuredStepSchema } from '../cost/calibration'
import { studioErrorDetailSchema } from '../studio-error'

export const costStateSchema = z.object({
  /** `waiting`: a run trains; it is measured once none does. */
  state: z.enum(['unmeasured', 'waiting', 'measuring', 'measured', 'failed']),
  /** Share that is done while measuring, 0 to 1. */
  progress: z.number().min(0).max(1),
  /** Of this machine and its engine; kept while it is measured again. */
  calibration: calibrationSchema.nullable(),
  /** Steps of finished runs on it, which refine the estimate. */
  runs: z.array(measuredStepSchema.pick({ work: true, ms: true })),
  /** Why the last try failed. */
  problem: studioErrorDetailSchema.nullable(),
})
export type CostState = z.infer<typeof costStateSchema>

export const machineMemorySchema = z.object({
  total: z.number(),
  free: z.number(),
  /** The graphics card that trains; null where none does. */
  card: z.object({ name: z.string(), total: z.number() }).nullable(),
})
