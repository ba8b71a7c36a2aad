// `queue cancel`: takes a waiting run out of the queue.
import type { Command } from '../command'
import { withStudio } from '../connect'
import { exitCodes } from '../exit-codes'
import { findRun } from '../find-run'
import { printQueue } from '../print-queue'

export const queueCancelCommand: Command = {
  words: ['queue', 'cancel'],
  summary: 'take a waiting run out of the queue',
  synopsis: '<run> [--json]',
  operands: [1, 1],
  help: 'A run that never began stops at its beginning, one that was to go on is as it was; both can be resumed. Prints the queue as it is then.',
  run: (context) =>
    withStudio(context, async ({ client, host }) => {
      const { id } = findRun(await client.runs.list(), context.operands[0] ?? '')
      printQueue(await client.queue.cancel({ id }), host, context)
      return exitCodes.ok
    }),
}
