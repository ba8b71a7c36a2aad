// The linear warm-up that every schedule may begin with. Goyal et al. 2017, arXiv:1706.02677, section 2.2.
import { z } from 'zod'
import type { ScheduleMoment } from '../schedule-definition'

/** Settings of every schedule; one adds its own with `extend`. */
export const warmUpParameters = z.object({
  warmUpSteps: z.number().int().min(0).max(1_000_000_000).default(0).meta({
    title: 'Warm-up',
    unit: 'steps',
    description: 'The learning rate rises in a straight line over this many steps before the schedule begins.',
  }),
})

/** Step w of a warm-up of W takes (w + 1) / W of the rate, so none takes nothing; then the schedule counts from 0. */
export function afterWarmUp(warmUpSteps: number, { step, totalSteps }: ScheduleMoment, schedule: (step: number, totalSteps: number) => number): number {
  if (step < warmUpSteps) return ((step + 1) / warmUpSteps) * schedule(0, Math.max(0, totalSteps - warmUpSteps))
  return schedule(step - warmUpSteps, Math.max(0, totalSteps - warmUpSteps))
}
