// Stays with a run until it ends: draws as it goes, stops it cleanly at Ctrl+C, and tells how it ended.
import { emptyRunView, openRunView, reduceRun, type RunView } from '@shared/run/reduce-run'
import type { RunRecord } from '@shared/run/run-record'
import { describeStudioError } from '@shared/studio-error'
import type { StudioClient } from '../api/create-studio'
import { onInterrupt } from '../on-interrupt'
import type { CommandContext } from './command'
import { exitCodeOf, exitCodes } from './exit-codes'
import { formatProgress } from './progress-line'
import { reportRun } from './report-run'

/** A line every so often where nobody watches live. */
const QUIET_LINE_MS = 10_000

function describeWaiting(record: RunRecord): string {
  const ahead = (record.queuePlace ?? 1) - 1
  return `${record.name} waits for a place${ahead === 0 ? '' : `, behind ${ahead} other${ahead === 1 ? '' : 's'}`}. Ctrl+C takes it out of the queue.`
}

/** @param after the last event that is known: only what comes after it is followed. */
async function follow(client: StudioClient, record: RunRecord, before: RunView, after: number, { terminal }: CommandContext): Promise<RunView> {
  let view = before
  let drawnAt = 0
  for await (const event of await client.runs.watch({ id: record.id, after })) {
    view = reduceRun(view, event)
    if (event.event.kind === 'log' && event.event.level !== 'info') terminal.tell(event.event.message)
    const now = performance.now()
    if (now - drawnAt < (terminal.interactive ? 100 : QUIET_LINE_MS)) continue
    drawnAt = now
    if (terminal.interactive) terminal.redraw(formatProgress(view, terminal.columns))
    else terminal.tell(formatProgress(view, 200))
  }
  return view
}

/** A run as it was before it goes on; nothing of a new one. */
export interface RunBefore {
  readonly view: RunView
  readonly after: number
}

export const nothingBefore: RunBefore = { view: emptyRunView, after: 0 }

/** To be asked before a run is told to go on, so that nothing it tells then is missed. */
export async function readRunBefore(client: StudioClient, record: RunRecord): Promise<RunBefore> {
  const events = await client.runs.events({ id: record.id })
  return { view: openRunView(record, events), after: events.at(-1)?.sequence ?? 0 }
}

export interface RunEnd {
  readonly run: RunRecord
  readonly view: RunView
  /** Of the command, by how the run ended. */
  readonly exitCode: number
}

/** Waits until the run has ended, and says what hinders it; what it came to is for the caller to tell. */
export async function followToEnd(client: StudioClient, record: RunRecord, before: RunBefore, context: CommandContext): Promise<RunEnd> {
  const { terminal } = context
  const { id } = record
  if (record.status === 'queued') terminal.tell(describeWaiting(record))
  let interrupted = false
  const stop = (): void => {
    interrupted = true
    terminal.tell('Stopping with a checkpoint; Ctrl+C again ends at once.')
    client.runs.stop({ id }).catch(() => {})
  }
  const letGo = onInterrupt(['SIGINT', 'SIGTERM'], stop, () => process.exit(exitCodes.interrupted))
  try {
    const view = await follow(client, record, before.view, before.after, context)
    const run = await client.runs.get({ id })
    return { run, view, exitCode: interrupted ? exitCodes.interrupted : exitCodeOfEnd(run) }
  } finally {
    letGo()
  }
}

function exitCodeOfEnd({ status, error }: RunRecord): number {
  if (status === 'finished' || (status === 'stopped' && error === null)) return exitCodes.ok
  return error !== null && error.code.startsWith('engine-') ? exitCodeOf(error.code) : exitCodes.failed
}

/** Returns the exit code. */
export async function stayWithRun(client: StudioClient, record: RunRecord, before: RunBefore, context: CommandContext): Promise<number> {
  const { run, view, exitCode } = await followToEnd(client, record, before, context)
  reportRun(run, view, context)
  if (exitCode === exitCodes.failed && run.error === null) context.terminal.tell(describeStudioError({ code: 'run-interrupted', message: `${run.name} is ${run.status}.` }))
  return exitCode
}
