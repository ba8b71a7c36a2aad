// `queue move`: gives a waiting run another place.
import { StudioError } from '@shared/studio-error'
import type { Command } from '../command'
import { withStudio } from '../connect'
import { exitCodes } from '../exit-codes'
import { findRun } from '../find-run'
import { printQueue } from '../print-queue'

function readPlace(text: string, count: number): number {
  const place = /^\d{1,6}$/.test(text) ? Number(text) : 0
  if (place >= 1) return Math.min(place, count)
  throw new StudioError({ code: 'option-invalid', message: `A place in the queue cannot be ${text}.`, path: 'place', expected: 'a whole number from 1, the next to begin', got: text })
}

export const queueMoveCommand: Command = {
  words: ['queue', 'move'],
  summary: 'give a waiting run another place in the queue',
  synopsis: '<run> <place> [--json]',
  operands: [2, 2],
  help: 'Place 1 is the next to begin; one past the end is the last. Prints the queue as it is then.',
  run: (context) =>
    withStudio(context, async ({ client, host }) => {
      const { waiting } = await client.queue.list()
      const { id, name, status } = findRun(await client.runs.list(), context.operands[0] ?? '')
      const place = readPlace(context.operands[1] ?? '', waiting.length)
      const others = waiting.map((run) => run.id).filter((other) => other !== id)
      if (others.length === waiting.length) {
        const expected = waiting.length === 0 ? 'a run that is queued; none is' : `one of ${waiting.map((run) => run.name).join(', ')}`
        throw new StudioError({ code: 'run-not-queued', message: `${name} does not wait for a place; it is ${status}.`, path: id, expected, got: status })
      }
      printQueue(await client.queue.reorder({ ids: others.toSpliced(place - 1, 0, id) }), host, context)
      return exitCodes.ok
    }),
}
