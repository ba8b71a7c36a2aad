// A run's state in words, for lists: what it does, how far it is, why it ended.
import type { RunSummary, RunStatus } from '@shared/run/run-record'
import { formatEpoch } from '../../charts/format-value'

export const statusWords: Readonly<Record<RunStatus, string>> = {
  queued: 'queued',
  starting: 'starting',
  running: 'running',
  paused: 'paused',
  finished: 'finished',
  stopped: 'stopped',
  failed: 'failed',
  interrupted: 'interrupted',
}

export const statusChips: Readonly<Record<RunStatus, { readonly kind: string; readonly icon: string }>> = {
  queued: { kind: '', icon: 'queue' },
  starting: { kind: 'acc', icon: 'clock' },
  running: { kind: 'acc', icon: 'play' },
  paused: { kind: 'warn', icon: 'pause' },
  finished: { kind: 'ok', icon: 'check' },
  stopped: { kind: '', icon: 'stop' },
  failed: { kind: 'err', icon: 'error' },
  interrupted: { kind: 'warn', icon: 'warn' },
}

/** Epochs finished; null before the first step told how long one is. */
export function epochOf(run: Pick<RunSummary, 'step' | 'stepsPerEpoch'>): number | null {
  return run.stepsPerEpoch ? run.step / run.stepsPerEpoch : null
}

/** `running, epoch 62`, `finished, 10 epochs`, `failed, not a number`. */
export function statusLine(run: RunSummary): string {
  const epoch = epochOf(run)
  const words = statusWords[run.status]
  if (run.status === 'failed') return run.error ? `failed, ${shortCause(run.error.code, run.error.message)}` : words
  if (epoch === null || run.step === 0) return words
  if (run.status === 'finished') return `${words}, ${formatEpoch(epoch)} epoch${formatEpoch(epoch) === '1' ? '' : 's'}`
  return `${words}, epoch ${run.status === 'running' ? String(Math.floor(epoch) + 1) : formatEpoch(epoch)}`
}

function shortCause(code: string, message: string): string {
  if (/not-a-number|nan|not-finite/.test(code)) return 'not a number'
  const words = code.replaceAll('-', ' ')
  return words.length > 0 ? words : message
}

/** The metric a list shows: its value, and its name for people who ask. */
export function primaryValue(run: Pick<RunSummary, 'metrics' | 'primaryMetric'>): number | null | undefined {
  return run.metrics[run.primaryMetric]
}
