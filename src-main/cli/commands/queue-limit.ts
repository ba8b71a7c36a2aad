// `queue limit`: how many runs may train at once.
import { StudioError } from '@shared/studio-error'
import type { Command } from '../command'
import { withStudio } from '../connect'
import { exitCodes } from '../exit-codes'
import { printQueue } from '../print-queue'

const MOST = 16

export const queueLimitCommand: Command = {
  words: ['queue', 'limit'],
  summary: 'set how many runs may train at once',
  synopsis: '<count> [--json]',
  operands: [1, 1],
  help: `From 1 to ${MOST}. Runs share the processor: two at once take about twice as long each. Those that train already go on.`,
  run: (context) =>
    withStudio(context, async ({ client, host }) => {
      const text = context.operands[0] ?? ''
      const limit = /^\d{1,2}$/.test(text) ? Number(text) : 0
      if (limit < 1 || limit > MOST) throw new StudioError({ code: 'option-invalid', message: `So many runs cannot train at once: ${text}.`, path: 'count', expected: `a whole number from 1 to ${MOST}`, got: text })
      printQueue(await client.queue.setLimit({ limit }), host, context)
      return exitCodes.ok
    }),
}
