// `runs list`: the history, newest first.
import { withStudio } from '../connect'
import type { Command } from '../command'
import { exitCodes } from '../exit-codes'
import { formatTable, formatTime, formatValue } from '../table'

export const runsListCommand: Command = {
  words: ['runs', 'list'],
  summary: 'the runs there are, newest first',
  synopsis: '[--json]',
  operands: [0, 0],
  help: 'With --json: an array of summaries.',
  run: (context) =>
    withStudio(context, async ({ client }) => {
      const runs = await client.runs.list()
      if (context.json) context.terminal.print(JSON.stringify(runs, null, 2))
      else if (runs.length === 0) context.terminal.print('No runs yet. `train vae-mnist` makes the first.')
      else {
        const rows = runs.map((run) => {
          const value = run.metrics[run.primaryMetric]
          return [String(run.number), run.name, run.id, run.status, run.experimentName, String(run.step), value === undefined ? '' : `${run.primaryMetric} ${formatValue(value)}`, formatTime(run.createdAt)]
        })
        for (const line of formatTable(['#', 'name', 'id', 'status', 'experiment', 'steps', 'result', 'started'], rows, [0, 5])) context.terminal.print(line)
      }
      return exitCodes.ok
    }),
}
