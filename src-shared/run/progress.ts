// How fast a run goes and how long it still takes: one smoothed rate, fed by progress reports, from which samples a
// second and the time left derive. Times left are never negative, and unknown (null) rather than guessed.

/** Training time over which older speed fades: long enough to be calm, short enough to notice a slow-down. */
const SMOOTHING_MS = 8_000
/** Reports closer together than this say more about timers than about training. */
const SHORTEST_REPORT_MS = 1

export interface StepRate {
  /** Where the last report stood. */
  readonly step: number
  readonly elapsedMs: number
  /** Smoothed milliseconds a step; null until two reports have been seen. */
  readonly msPerStep: number | null
}

export const unknownRate: StepRate = { step: 0, elapsedMs: 0, msPerStep: null }

/** Takes in that `step` steps were finished after `elapsedMs` of training time. Reports that do not move forward change nothing. */
export function observeRate(rate: StepRate, step: number, elapsedMs: number): StepRate {
  const steps = step - rate.step
  const duration = elapsedMs - rate.elapsedMs
  if (!Number.isFinite(steps) || !Number.isFinite(duration) || steps <= 0 || duration < SHORTEST_REPORT_MS) return rate
  // What passed before the first report holds the engine's warm-up and the first pictures: it says nothing of the speed.
  if (rate === unknownRate) return { step, elapsedMs, msPerStep: null }
  const observed = duration / steps
  // Weighted by the time it covers, so that reports may come at any pace.
  const weight = rate.msPerStep === null ? 1 : 1 - Math.exp(-duration / SMOOTHING_MS)
  const msPerStep = rate.msPerStep === null ? observed : rate.msPerStep + weight * (observed - rate.msPerStep)
  return { step, elapsedMs, msPerStep }
}

/** Milliseconds of training left, 0 when done, null when it cannot be known. Never negative, never infinite. */
export function timeLeftMs(rate: StepRate, step: number, totalSteps: number | null): number | null {
  if (totalSteps === null) return null
  const left = totalSteps - step
  if (left <= 0) return 0
  if (rate.msPerStep === null) return null
  const ms = left * rate.msPerStep
  return Number.isFinite(ms) ? Math.max(0, ms) : null
}

/** Smoothed examples a second; null while unknown. */
export function samplesPerSecond(rate: StepRate, batchSize: number): number | null {
  if (rate.msPerStep === null || rate.msPerStep <= 0) return null
  return (batchSize * 1000) / rate.msPerStep
}

/** `0:07`, `12:40`, `3:05:00`, `2 d 4 h`; a dash where unknown. */
export function formatDuration(milliseconds: number | null): string {
  if (milliseconds === null || !Number.isFinite(milliseconds)) return '–'
  const seconds = Math.max(0, Math.round(milliseconds / 1000))
  const days = Math.floor(seconds / 86_400)
  const hours = Math.floor((seconds % 86_400) / 3600)
  const minutes = Math.floor((seconds % 3600) / 60)
  if (days > 0) return `${days} d ${hours} h`
  const two = (value: number): string => String(value).padStart(2, '0')
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`
}

/** `850`, `12.4k`, `1.2M`: examples a second as the run bar prints them; a dash where unknown. */
export function formatRate(perSecond: number | null): string {
  if (perSecond === null || !Number.isFinite(perSecond)) return '–'
  if (perSecond >= 1e6) return `${(perSecond / 1e6).toFixed(1)}M`
  if (perSecond >= 1e4) return `${(perSecond / 1e3).toFixed(1)}k`
  return perSecond >= 10 ? String(Math.round(perSecond)) : perSecond.toFixed(1)
}
