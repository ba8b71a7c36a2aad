// The import process: opens whatever people bring, so that a file that crashes a decoder costs that import and nothing else.
// One job over the channel, events back, then it ends.
import { constants, setPriority } from 'node:os'
import type { ImportEvent } from '@shared/contract/own-data'
import { importJobSchema } from './protocol'
import { runImport } from './run-import'

/** Messages on their way: a busy parent takes them late. */
const sending = new Set<Promise<void>>()

function tell(event: ImportEvent): void {
  const sent = new Promise<void>((resolve) => process.send?.(event, undefined, undefined, () => resolve())).finally(() => sending.delete(sent))
  sending.add(sent)
}

/** The channel is emptied before the process goes. */
async function leave(code: number): Promise<void> {
  process.exitCode = code
  await Promise.all(sending)
  if (process.connected) process.disconnect()
}

if (process.send === undefined) {
  process.stderr.write('The import process is started by the studio. Try: npm run studio -- datasets import FOLDER\n')
  process.exitCode = 2
} else {
  // What a person looks at meanwhile goes first.
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
  process.once('message', (message) => {
    void runImport(importJobSchema.parse(message), tell).then(
      () => leave(0),
      (error: unknown) => {
        process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
        void leave(1)
      },
    )
  })
  process.on('SIGINT', () => {})
  // Nobody is left to hear.
  process.on('disconnect', () => process.exit(process.exitCode ?? 0))
}
