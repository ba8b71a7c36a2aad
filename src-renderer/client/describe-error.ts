// Anything thrown, as the words a person gets: what happened, where, expected, found, and what to do.
import { ORPCError } from '@orpc/client'
import { StudioError, studioErrorDetailSchema, type StudioErrorDetail } from '@shared/studio-error'

function fromCall(error: ORPCError<string, unknown>): StudioErrorDetail {
  const detail = studioErrorDetailSchema.safeParse(error.data)
  if (detail.success) return detail.data
  if (error.code === 'BAD_REQUEST') {
    return { code: 'request-refused', message: 'The studio refused a request of this page.', got: error.message, fix: 'Reload the page; it may be older than the studio.' }
  }
  return { code: 'unexpected-fault', message: 'The studio met a fault it did not expect.', got: error.message, fix: 'Do it again. The studio’s own output says more.' }
}

/** True where a call or stream was ended on purpose. */
export function isCancellation(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError'
}

export function toDetail(error: unknown): StudioErrorDetail {
  if (error instanceof StudioError) return error.detail
  if (error instanceof ORPCError) return fromCall(error)
  const message = error instanceof Error ? error.message : String(error)
  return { code: 'unexpected-fault', message: 'The page met a fault it did not expect.', got: message, fix: 'Do it again; reload the page if it stays.' }
}
