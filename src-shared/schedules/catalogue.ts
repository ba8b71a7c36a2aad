// Every schedule the studio knows, in the order the chooser lists them. The first is what an optimizer without one has.
import { constant } from './constant'
import { cosine } from './cosine'
import { exponential } from './exponential'
import type { ScheduleDefinition } from './schedule-definition'
import { step } from './step'

export const scheduleCatalogue: readonly ScheduleDefinition[] = [constant, step, exponential, cosine]

export function findSchedule(id: string): ScheduleDefinition | undefined {
  return scheduleCatalogue.find((schedule) => schedule.id === id)
}
