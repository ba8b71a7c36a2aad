// What the calibration process says, one line of JSON each.
import { z } from 'zod'
import { calibrationSchema } from '@shared/cost/calibration'

export const calibrationOutputSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('progress'), done: z.number().int(), total: z.number().int() }),
  z.object({ kind: z.literal('measured'), ...calibrationSchema.pick({ engine: true, engineBytes: true, steps: true }).shape }),
])
export type CalibrationOutput = z.infer<typeof calibrationOutputSchema>
