// Expected faults on their way through the contract: a StudioError leaves the server as the oRPC error STUDIO with its
// detail as data, and becomes the same detail again at the client. Everything else is answered in plain words.
import { ORPCError } from '@orpc/client'
import { StudioError, studioErrorDetailSchema, type StudioErrorDetail } from '../studio-error'

interface Issue {
  readonly path?: readonly unknown[]
  readonly message: string
}

function issuesOf(data: unknown): readonly Issue[] {
  if (typeof data !== 'object' || data === null || !('issues' in data) || !Array.isArray(data.issues)) return []
  return data.issues.filter((issue): issue is Issue => typeof issue === 'object' && issue !== null && 'message' in issue && typeof issue.message === 'string')
}

/** `training.batchSize` from a zod or standard-schema path. */
function formatPath(path: readonly unknown[] | undefined): string {
  return (path ?? []).map((part) => String(typeof part === 'object' && part !== null && 'key' in part ? part.key : part)).join('.')
}

function fromIssues(issues: readonly Issue[]): StudioErrorDetail {
  const first = issues[0]
  const path = formatPath(first?.path)
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : ''
  return {
    code: 'input-invalid',
    message: `The request does not fit the studio's interface${path === '' ? '' : ` at ${path}`}: ${first?.message ?? 'unknown'}${more}`,
    ...(path === '' ? {} : { path }),
    fix: 'Correct the value named here. If the studio sent it by itself, reload the page: it may be of another version.',
  }
}

/** Server side: what leaves for a thrown value. `report` is called with faults nobody expected. */
export function toContractError(error: unknown, report: (error: unknown) => void): ORPCError<string, unknown> {
  if (error instanceof StudioError) return new ORPCError('STUDIO', { status: 422, message: error.detail.message, data: error.detail, cause: error })
  if (error instanceof ORPCError) {
    const issues = error.code === 'BAD_REQUEST' ? issuesOf(error.data) : []
    if (issues.length === 0) {
      if (error.status >= 500) report(error)
      return error
    }
    const detail = fromIssues(issues)
    return new ORPCError('STUDIO', { status: 422, message: detail.message, data: detail, cause: error })
  }
  report(error)
  return new ORPCError('INTERNAL_SERVER_ERROR', { message: 'The studio hit a fault of its own. What it was stands in the log of the studio.', cause: error })
}

/** Client side: the detail of an expected fault, or null where it is none. */
export function studioDetailOf(error: unknown): StudioErrorDetail | null {
  if (error instanceof StudioError) return error.detail
  if (!(error instanceof ORPCError) || error.code !== 'STUDIO') return null
  const parsed = studioErrorDetailSchema.safeParse(error.data)
  return parsed.success ? parsed.data : null
}

/** Client side: the StudioError again, or the error as it came. */
export function fromContractError(error: unknown): unknown {
  const detail = studioDetailOf(error)
  return detail === null || error instanceof StudioError ? error : new StudioError(detail, { cause: error })
}
