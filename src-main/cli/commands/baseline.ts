// `baseline`: PCA and logistic PCA of the same data and code size beside a run: trained where there are none yet, then laid side by side.
import { baselineCatalogue, type BaselineKind } from '@shared/baselines/catalogue'
import { baselineKindSchema } from '@shared/contract/baselines'
import { isEnded } from '@shared/run/reduce-run'
import type { RunRecord } from '@shared/run/run-record'
import { describeStudioError, StudioError, type StudioErrorDetail } from '@shared/studio-error'
import type { StudioClient } from '../../api/create-studio'
import { textOption, type Command, type CommandContext } from '../command'
import { withStudio } from '../connect'
import { exitCodes } from '../exit-codes'
import { findRun } from '../find-run'
import { followToEnd, nothingBefore } from '../follow-run'
import { formatTable, formatValue } from '../table'

const METRICS = ['validation/squaredError', 'validation/crossEntropy', 'test/squaredError', 'test/crossEntropy', 'test/psnr', 'test/ssim'] as const

interface Outcome {
  readonly kind: BaselineKind
  readonly title: string
  readonly run: RunRecord | null
  /** True where nothing had to be trained. */
  readonly reused: boolean
  readonly problem: StudioErrorDetail | null
  readonly exitCode: number
}

function wantedKinds(text: string | undefined): readonly BaselineKind[] {
  if (text === undefined) return baselineCatalogue.map(({ id }) => id)
  const parsed = baselineKindSchema.safeParse(text)
  if (parsed.success) return [parsed.data]
  throw new StudioError({ code: 'option-invalid', message: `--kind cannot be ${text}.`, path: '--kind', expected: baselineKindSchema.options.join(' or '), got: text })
}

/** @param alone whether the studio runs in this process: then nobody begins what waited before. */
async function obtain(client: StudioClient, of: RunRecord, kind: BaselineKind, alone: boolean, context: CommandContext): Promise<Outcome> {
  const { terminal } = context
  const title = baselineCatalogue.find(({ id }) => id === kind)?.title ?? kind
  const problem = (await client.baselines.list({ id: of.id })).find((each) => each.kind === kind)?.problem ?? null
  if (problem !== null) return { kind, title, run: null, reused: false, problem, exitCode: exitCodes.ok }
  const { run, reused } = await client.baselines.start({ id: of.id, kind })
  if (reused && isEnded(run.status)) {
    terminal.tell(`${title}: ${run.name} is one already`)
    return { kind, title, run, reused, problem: null, exitCode: exitCodes.ok }
  }
  if (reused && alone && run.status === 'queued') {
    throw new StudioError({ code: 'baseline-waits', message: `${run.name} is this ${title} and waits in the queue, which an open studio serves.`, path: run.id, fix: `Open the studio, or take it out with: queue cancel ${run.name}` })
  }
  terminal.tell(`${title}: training ${run.name} (${run.id})`)
  const { run: ended, exitCode } = await followToEnd(client, run, nothingBefore, context)
  return { kind, title, run: ended, reused, problem: null, exitCode }
}

function report(of: RunRecord, outcomes: readonly Outcome[], { json, terminal }: CommandContext): void {
  if (json) {
    const told = ({ id, name, status, metrics }: RunRecord): object => ({ runId: id, name, status, metrics })
    const baselines = outcomes.map(({ kind, run, reused, problem }) => ({ kind, reused, ...(run === null ? {} : told(run)), ...(problem === null ? {} : { problem }) }))
    terminal.print(JSON.stringify({ ...told(of), baselines }, null, 2))
    return
  }
  const lines = [{ title: of.experimentName, run: of }, ...outcomes.flatMap(({ title, run }) => (run === null ? [] : [{ title, run }]))]
  const shown = METRICS.filter((name) => lines.some(({ run }) => run.metrics[name] !== undefined))
  const rows = lines.map(({ title, run }) => [title, run.name, run.status, ...shown.map((name) => (run.metrics[name] === undefined ? '–' : formatValue(run.metrics[name] ?? null)))])
  for (const line of formatTable(['', 'run', 'status', ...shown], rows, shown.map((_, at) => at + 3))) terminal.print(line)
  for (const { title, problem } of outcomes) if (problem !== null) terminal.tell(`No ${title}: ${describeStudioError(problem)}`)
}

export const baselineCommand: Command = {
  words: ['baseline'],
  summary: 'PCA and logistic PCA of the same data and code size, beside a run',
  synopsis: '<run> [--kind pca|logistic] [--json]',
  operands: [1, 1],
  options: { kind: { type: 'string' } },
  help: `  --kind KIND         pca or logistic (PCA read through a sigmoid, for data in [0, 1]); both where it is left out

Trains what is not there yet, on the data of <run> with a code of as many values, and prints what each loses per test example. A run
of that data and size which is there already, whoever trained it, is taken as it is.
With --json: runId, name, status, metrics, and the same of each of the baselines, with kind and reused.`,
  run: (context) =>
    withStudio(context, async ({ client, host }) => {
      const kinds = wantedKinds(textOption(context.options, 'kind'))
      const { id } = findRun(await client.runs.list(), context.operands[0] ?? '')
      const of = await client.runs.get({ id })
      const outcomes: Outcome[] = []
      for (const kind of kinds) {
        const outcome = await obtain(client, of, kind, host === null, context)
        outcomes.push(outcome)
        if (outcome.exitCode !== exitCodes.ok) break
      }
      const [first] = outcomes
      if (first?.problem && outcomes.every(({ problem }) => problem !== null)) throw new StudioError(first.problem)
      report(await client.runs.get({ id }), outcomes, context)
      return outcomes.find(({ exitCode }) => exitCode !== exitCodes.ok)?.exitCode ?? exitCodes.ok
    }),
}
