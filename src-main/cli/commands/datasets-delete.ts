// `datasets delete`: imported data goes; what was imported can be imported again.
import { formatBytes } from '@shared/cost/format-bytes'
import { StudioError } from '@shared/studio-error'
import type { Command } from '../command'
import { withStudio } from '../connect'
import { exitCodes } from '../exit-codes'
import { findStored } from '../find-stored'

export const datasetsDeleteCommand: Command = {
  words: ['datasets', 'delete'],
  summary: 'delete imported data',
  synopsis: '<name | beginning of its hash> [--yes] [--json]',
  operands: [1, 1],
  options: { yes: { type: 'boolean' } },
  help: '--yes   do not ask. Runs made with it stay, but cannot go on until the same files are imported again.',
  run: (context) =>
    withStudio(context, async ({ client }) => {
      const { name, facts, bytes } = await findStored(client, context.operands[0] ?? '')
      if (context.options['yes'] !== true && !(await context.terminal.confirm(`Delete ${name} (${formatBytes(bytes)})?`))) {
        throw new StudioError({ code: 'usage', message: `${name} was not deleted.`, fix: 'Give --yes to delete it without a question.' })
      }
      await client.ownData.delete({ id: facts.id })
      if (context.json) context.terminal.print(JSON.stringify({ deleted: facts.id, name, freedBytes: bytes }))
      else context.terminal.print(`Deleted ${name}, ${formatBytes(bytes)} freed`)
      return exitCodes.ok
    }),
}
