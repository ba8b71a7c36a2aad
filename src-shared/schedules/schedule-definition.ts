// What a schedule is: the share of an optimizer's learning rate that a step takes, a pure function of the step alone, so that a
// resumed run goes on with the rate it would have had. One file each, one line in catalogue.ts.
import type { z } from 'zod'

export interface ScheduleMoment {
  /** Steps finished before this one: 0 at the first. */
  readonly step: number
  /** Steps of the whole run. */
  readonly totalSteps: number
}

export interface ScheduleDefinition<Schema extends z.ZodObject = z.ZodObject> {
  readonly id: string
  readonly title: string
  readonly help: { readonly text: string; readonly formula: string; readonly source: string }
  /** zod object; every field has a default and `.meta({ title, description?, unit? })`. */
  readonly parameters: Schema
  /** From 0 to 1: what the learning rate is multiplied by. */
  factor(parameters: z.output<Schema>, moment: ScheduleMoment): number
}

export function defineSchedule<Schema extends z.ZodObject>(definition: ScheduleDefinition<Schema>): ScheduleDefinition<Schema> {
  return definition
}
