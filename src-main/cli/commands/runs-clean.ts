// `runs clean`: deletes checkpoints of a run that nobody needs any more.
import { formatBytes } from '@shared/cost/format-bytes'
import { bestBy, NONE_IS_BEST } from '@shared/experiment/best-by'
import { StudioError } from '@shared/studio-error'
import { textOption, type Command } from '../command'
import { withStudio } from '../connect'
import { exitCodes } from '../exit-codes'
import { findRun } from '../find-run'

function readCount(text: string | undefined): number {
  if (text === undefined) return 1
  if (/^\d{1,5}$/.test(text)) return Number(text)
  throw new StudioError({ code: 'option-invalid', message: `--keep-last cannot be ${text}.`, path: '--keep-last', expected: 'a whole number', got: text })
}

export const runsCleanCommand: Command = {
  words: ['runs', 'clean'],
  summary: 'delete checkpoints of a run but the newest and the best',
  synopsis: '<run> [--keep-last N] [--no-best] [--json]',
  operands: [1, 1],
  options: { 'keep-last': { type: 'string' }, 'no-best': { type: 'boolean' } },
  help: `--keep-last N   how many of the newest stay (default 1). With 0 and --no-best none does: the run can then not go on
--no-best       the one with the best primary metric does not stay for that; of a GAN's none is the best
Curves, snapshots and the log stay. A run that trains or waits is refused.`,
  run: (context) =>
    withStudio(context, async ({ client }) => {
      const keepLast = readCount(textOption(context.options, 'keep-last'))
      const keepBest = context.options['no-best'] !== true
      const { id, name } = findRun(await client.runs.list(), context.operands[0] ?? '')
      const { deleted, freedBytes } = await client.runs.clean({ id, keepLast, keepBest })
      const { experiment, primaryMetric } = await client.runs.get({ id })
      const best = bestBy(experiment.recipe, primaryMetric)
      const { checkpoints, storage } = await client.runs.files({ id })
      const kept = checkpoints.filter((checkpoint) => checkpoint.exists)
      if (context.json) {
        context.terminal.print(JSON.stringify({ runId: id, name, deleted, freedBytes, bestBy: best?.metric ?? null, kept: kept.map(({ step, best, file }) => ({ step, best, file })), storage }, null, 2))
        return exitCodes.ok
      }
      const left = kept.map(({ step, best }) => `step ${step}${best ? ' (best)' : ''}`).join(', ')
      context.terminal.print(`${name}: deleted ${deleted} file${deleted === 1 ? '' : 's'}, ${formatBytes(freedBytes)}. Checkpoints left: ${left === '' ? 'none' : left}.`)
      if (keepBest && best === null) context.terminal.tell(NONE_IS_BEST)
      return exitCodes.ok
    }),
}
