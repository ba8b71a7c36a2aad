// `queue list`: the runs that wait for a place, first to last.
import type { Command } from '../command'
import { withStudio } from '../connect'
import { exitCodes } from '../exit-codes'
import { printQueue } from '../print-queue'

export const queueListCommand: Command = {
  words: ['queue', 'list'],
  summary: 'the runs that wait for a place, first to last',
  synopsis: '[--json]',
  operands: [0, 0],
  help: 'With --json: limit, how many train at once, and waiting, summaries of the runs in their order.',
  run: (context) =>
    withStudio(context, async ({ client, host }) => {
      printQueue(await client.queue.list(), host, context)
      return exitCodes.ok
    }),
}
