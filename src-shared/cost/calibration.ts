// What calibration measured on a machine, as it is kept: how long the steps of a few known experiments took, and what the engine takes
// before it holds anything. The speeds follow from it (fit-speed.ts), so a better fit needs no new measurement.
import { z } from 'zod'
import { engineInfoSchema } from '../run/run-events'
import { workKinds } from './work'

/** Raised when workloads or the counting of work change: what was measured before then no longer means the same. */
export const CALIBRATION_VERSION = 1

const workSchema = z.record(z.enum(workKinds), z.number().min(0))

export const measuredStepSchema = z.object({
  /** Which experiment. */
  id: z.string(),
  work: workSchema,
  ms: z.number().positive(),
})

export const calibrationSchema = z.object({
  version: z.literal(CALIBRATION_VERSION),
  /** Milliseconds since 1970. */
  takenAt: z.number().int(),
  engine: engineInfoSchema,
  /** Processor, threads and system: another machine's figures are not this one's. */
  machine: z.string(),
  /** Resident memory of a process that has loaded the engine and holds nothing. */
  engineBytes: z.number().positive(),
  steps: z.array(measuredStepSchema).min(1),
})
export type Calibration = z.infer<typeof calibrationSchema>
