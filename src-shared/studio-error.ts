// The one error class that may cross a process or host boundary: a fault a person can mend, in words.
import { z } from 'zod'

export const studioErrorDetailSchema = z.object({
  /** Stable, kebab-case, e.g. `dataset-file-truncated`. */
  code: z.string(),
  /** What went wrong, naming the culprit. */
  message: z.string(),
  /** File, setting or address at fault. */
  path: z.string().optional(),
  expected: z.string().optional(),
  got: z.string().optional(),
  /** What to do about it. */
  fix: z.string().optional(),
})

export type StudioErrorDetail = z.infer<typeof studioErrorDetailSchema>

/** An expected fault. Bugs throw plain errors; cancellation has its own class. */
export class StudioError extends Error {
  readonly detail: StudioErrorDetail

  constructor(detail: StudioErrorDetail, options?: ErrorOptions) {
    super(detail.message, options)
    this.name = 'StudioError'
    this.detail = detail
  }
}

/** Every line a person should see of an error, in reading order. */
export function describeStudioError(detail: StudioErrorDetail): string {
  const lines = [detail.message]
  if (detail.path !== undefined) lines.push(`  at:       ${detail.path}`)
  if (detail.expected !== undefined) lines.push(`  expected: ${detail.expected}`)
  if (detail.got !== undefined) lines.push(`  found:    ${detail.got}`)
  if (detail.fix !== undefined) lines.push(`  to mend:  ${detail.fix}`)
  return lines.join('\n')
}
