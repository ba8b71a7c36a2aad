// `runs resume`: goes on with a run from its newest good checkpoint, and stays with it until it ends.
import { StudioError } from '@shared/studio-error'
import { textOption, type Command } from '../command'
import { withStudio } from '../connect'
import { findRun } from '../find-run'
import { readRunBefore, stayWithRun } from '../follow-run'

function readEpochs(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (value >= 1 && value <= 100_000) return value
  throw new StudioError({ code: 'option-invalid', message: `--epochs cannot be ${text}.`, path: '--epochs', expected: 'a whole number from 1 up', got: text })
}

export const runsResumeCommand: Command = {
  words: ['runs', 'resume'],
  summary: 'go on with a stopped, interrupted, failed or paused run, exactly where it was',
  synopsis: '<run> [--epochs N] [--json]',
  operands: [1, 1],
  options: { epochs: { type: 'string' } },
  help: `--epochs N   trains N more epochs than it was to; a finished run needs this
Weights, optimizer state, place in the epoch and random numbers go on from the newest checkpoint that is whole: the run
ends as if nothing had happened. What was recorded after that checkpoint is replaced. Ctrl+C stops it with a checkpoint.`,
  run: (context) =>
    withStudio(context, async ({ client }) => {
      const { terminal } = context
      const epochs = readEpochs(textOption(context.options, 'epochs'))
      const { id } = findRun(await client.runs.list(), context.operands[0] ?? '')
      const before = await readRunBefore(client, await client.runs.get({ id }))
      await client.runs.resume({ id, ...(epochs === undefined ? {} : { epochs }) })
      const record = await client.runs.get({ id })
      const from = record.checkpointStep === null ? 'begins again: it has no checkpoint' : `goes on from step ${record.checkpointStep}`
      if (record.status !== 'queued') terminal.tell(`${record.name} ${before.view.status === 'paused' ? 'goes on' : from}`)
      return stayWithRun(client, record, before, context)
    }),
}
