// `runs delete`: asks first, unless told not to.
import { formatBytes } from '@shared/cost/format-bytes'
import { StudioError } from '@shared/studio-error'
import type { Command } from '../command'
import { withStudio } from '../connect'
import { exitCodes } from '../exit-codes'
import { findRun } from '../find-run'

export const runsDeleteCommand: Command = {
  words: ['runs', 'delete'],
  summary: 'delete a run with all its files',
  synopsis: '<run> [--yes] [--json]',
  operands: [1, 1],
  options: { yes: { type: 'boolean', short: 'y' } },
  help: '--yes deletes without asking; needed where nobody can answer.',
  run: (context) =>
    withStudio(context, async ({ client }) => {
      const { terminal } = context
      const run = findRun(await client.runs.list(), context.operands[0] ?? '')
      const agreed = context.options['yes'] === true || (await terminal.confirm(`Delete ${run.name} (${run.experimentName}, ${run.step} steps, ${formatBytes(run.bytes)}) with all its files?`))
      if (!agreed) throw new StudioError({ code: 'usage', message: `${run.name} was not deleted.`, fix: 'Give --yes to delete it without a question.' })
      await client.runs.delete({ id: run.id })
      terminal.print(context.json ? JSON.stringify({ deleted: run.id, name: run.name }, null, 2) : `Deleted ${run.name} (${run.id}).`)
      return exitCodes.ok
    }),
}
