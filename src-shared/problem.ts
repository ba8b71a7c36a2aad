// A problem a person can mend: who is at fault, what was expected, what was found, and how to put it right.
import { z } from 'zod'
import { graphEditSchema } from './graph/edit-schema'

/** Where a problem sits in an experiment. The narrowest known place is filled in. */
export const problemPlaceSchema = z.object({
  network: z.string().optional(),
  node: z.string().optional(),
  wire: z.string().optional(),
  /** Dotted path of the setting at fault, e.g. `parameters.units` or `training.batchSize`. */
  path: z.string().optional(),
})

export const problemSchema = z.object({
  /** Stable, kebab-case, e.g. `shape-mismatch`; tests and help refer to it. */
  code: z.string(),
  severity: z.enum(['error', 'warning']),
  place: problemPlaceSchema,
  /** One line naming the culprit: "Reshape cannot fill 7 × 7 × 64". */
  title: z.string(),
  expected: z.string(),
  got: z.string(),
  fix: z.string(),
  /** Ready-made mends, each one undoable step, offered as buttons. */
  fixes: z.array(z.object({ label: z.string(), edits: z.array(graphEditSchema) })).optional(),
})

export type ProblemPlace = z.infer<typeof problemPlaceSchema>
export type Problem = z.infer<typeof problemSchema>

/** True when any of the problems blocks training. */
export function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some((problem) => problem.severity === 'error')
}
