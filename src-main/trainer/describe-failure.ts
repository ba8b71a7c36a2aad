// Puts whatever stopped a run into words a person can use.
import { StudioError, type StudioErrorDetail } from '@shared/studio-error'

/** @param fault what is said of a fault of the studio's own. */
export function describeFailure(error: unknown, fault = { code: 'trainer-fault', message: 'Training stopped' }): StudioErrorDetail {
  if (error instanceof StudioError) return error.detail
  const message = error instanceof Error ? error.message : String(error)
  if (/OOM when allocating|RESOURCE_EXHAUSTED|Array buffer allocation failed|out of memory/i.test(message)) {
    const fix = 'Use a smaller batch or smaller layers, or close other programs that use the device'
    return { code: 'out-of-memory', message: 'The device ran out of memory', got: message, fix }
  }
  return { code: fault.code, message: `${fault.message}: ${message}`, got: error instanceof Error ? error.stack : undefined, fix: 'This is a fault of the studio: please report it with the run’s log' }
}
