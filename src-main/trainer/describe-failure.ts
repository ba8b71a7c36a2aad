// Puts whatever stopped a run into words a person can use.
import { StudioError, type StudioErrorDetail } from '@shared/studio-error'

/** TensorFlow names the tensor it had no room for. */
function whatFor(message: string): string {
  const found = /OOM when allocating tensor with shape ?\[([\d,]+)\]/i.exec(message)?.[1]
  if (found === undefined) return ''
  const shape = found.split(',').map(Number)
  const mebibytes = Math.ceil((shape.reduce((product, size) => product * size, 1) * 4) / 2 ** 20)
  return `: there was no room for a tensor of shape [${shape.join(', ')}], ${mebibytes.toLocaleString('en-US')} MiB`
}

/** @param fault what is said of a fault of the studio's own. */
export function describeFailure(error: unknown, fault = { code: 'trainer-fault', message: 'Training stopped' }): StudioErrorDetail {
  if (error instanceof StudioError) return error.detail
  const message = error instanceof Error ? error.message : String(error)
  if (/OOM when allocating|RESOURCE_EXHAUSTED|Array buffer allocation failed|out of memory|Cannot allocate memory|std::bad_alloc/i.test(message)) {
    const fix = 'Use a smaller batch or smaller layers, or close other programs that use the device. What was recorded and the last checkpoint are kept'
    return { code: 'out-of-memory', message: `The device ran out of memory${whatFor(message)}`, got: message, fix }
  }
  return { code: fault.code, message: `${fault.message}: ${message}`, got: error instanceof Error ? error.stack : undefined, fix: 'This is a fault of the studio: please report it with the run’s log' }
}
