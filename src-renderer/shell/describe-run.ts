// A run's figures as the window prints them, from its summary and, where it is followed, its live view.
import { formatDuration } from '@shared/run/progress'
import type { RunView } from '@shared/run/reduce-run'
import type { RunSummary } from '@shared/run/run-record'
import { formatCount } from '../charts/format-value'

export interface RunFigures {
  /** `3 / 10`; the epoch under way, counted from 1 while it runs. */
  readonly epoch: string
  readonly step: string
  readonly samplesPerSecond: string
  readonly elapsed: string
  /** A dash where unknown, never negative. */
  readonly left: string
  /** 0 to 1; null where the end is unknown. */
  readonly fraction: number | null
}

const UNKNOWN = '–'

export function describeRun(summary: RunSummary, view: RunView | null): RunFigures {
  const step = Math.max(summary.step, view?.step ?? 0)
  const totalSteps = view?.totalSteps ?? summary.totalSteps
  const stepsPerEpoch = view?.stepsPerEpoch ?? summary.stepsPerEpoch
  const rate = view?.samplesPerSecond ?? summary.samplesPerSecond
  const running = summary.status === 'running'
  return {
    epoch: describeEpoch(step, totalSteps, stepsPerEpoch),
    step: totalSteps === null ? formatCount(step) : `${formatCount(step)} / ${formatCount(totalSteps)}`,
    samplesPerSecond: rate === null ? UNKNOWN : formatCount(rate),
    elapsed: formatDuration(Math.max(summary.elapsedMs, view?.elapsedMs ?? 0)),
    left: running ? formatDuration(view === null ? leftOf(summary) : view.etaMs) : UNKNOWN,
    fraction: totalSteps === null || totalSteps === 0 ? null : Math.min(1, step / totalSteps),
  }
}

function describeEpoch(step: number, totalSteps: number | null, stepsPerEpoch: number | null): string {
  if (stepsPerEpoch === null) return UNKNOWN
  const done = Math.floor(step / stepsPerEpoch)
  return totalSteps === null ? String(done) : `${done} / ${Math.ceil(totalSteps / stepsPerEpoch)}`
}

/** From the whole run's mean pace, where no live view knows the present one. */
function leftOf({ step, totalSteps, elapsedMs }: RunSummary): number | null {
  if (totalSteps === null || step === 0) return null
  return Math.max(0, ((totalSteps - step) * elapsedMs) / step)
}

/** `test/loss` as a person reads it: `test loss`; `squaredError` in words, `dFake` as D(fake). */
export function describeMetric(name: string): string {
  return name
    .replace('/', ' ')
    .replace(/\bd(Real|Fake)\b/, (_, of: string) => `D(${of.toLowerCase()})`)
    .replace(/([a-z])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`)
    .replace(/\b(kl|elbo|psnr|ssim)\b/g, (word) => word.toUpperCase())
    .replace('wasserstein', 'Wasserstein')
}
