// What was measured of a run's health: each finding with its evidence in numbers, a warning with one thing to try.
import type { MetricDefinition } from '@shared/recipes/recipe-definition'
import type { RunView } from '@shared/run/reduce-run'
import type { MetricSeries } from '../../../charts/series-buffer'
import { formatEpoch, formatMetric } from '../../../charts/format-value'

export interface HealthFact {
  readonly state: 'ok' | 'warn' | 'danger'
  readonly title: string
  readonly figure: string
  /** What it means and what to try; empty for good news. */
  readonly detail: string
}

/** One batch says little: training is judged by this many recorded values. */
const RECENT = 50
/** A gap between training and test loss above this share is worth a word. */
const WIDE_GAP = 0.1

export function healthFacts(view: RunView, metrics: readonly MetricDefinition[], series: readonly MetricSeries[]): HealthFact[] {
  return [finiteness(view, series), gap(view, metrics, series), collapse(view, metrics)].filter((fact) => fact !== null)
}

function finiteness(view: RunView, series: readonly MetricSeries[]): HealthFact | null {
  const known = series.some((one) => one.values.length > 0) || Object.keys(view.metrics).length > 0
  if (!known) return null
  const faults = series.flatMap((one) => {
    const index = one.values.indexOf(null)
    return index < 0 ? [] : [{ name: one.name, epoch: one.epochs[index] ?? 0, step: one.steps[index] ?? 0 }]
  })
  const first = faults.sort((a, b) => a.step - b.step)[0]
  const last = Object.values(view.metrics).find((point) => point.value === null)
  if (!first && !last) return { state: 'ok', title: 'Every recorded value is a finite number', figure: '', detail: '' }
  const where = first ? `${first.name} from step ${first.step}, epoch ${formatEpoch(first.epoch)}` : `${last?.name ?? 'a metric'} at step ${last?.step ?? view.step}`
  return { state: 'danger', title: 'Not a number', figure: '', detail: `${where}. A smaller learning rate is the first thing to try.` }
}

/** Settings are changed on a warning, so test data is looked at only where nothing else is there. */
function checkedOn(metrics: readonly MetricDefinition[]): { readonly split: 'validation' | 'test'; readonly title: string } {
  return metrics.some((metric) => metric.splits.includes('validation')) ? { split: 'validation', title: 'Validation' } : { split: 'test', title: 'Test' }
}

function gap(view: RunView, metrics: readonly MetricDefinition[], series: readonly MetricSeries[]): HealthFact | null {
  // Losses of players against each other tell nothing of learning by heart.
  const loss = metrics.find((metric) => metric.name === 'loss')
  if (!loss) return null
  const train = recentMean(series.find((one) => one.name === `train/${loss.name}`))
  const { split, title } = checkedOn(metrics)
  const test = view.metrics[`${split}/${loss.name}`]?.value
  if (train === null || test === undefined || test === null || train === 0) return null
  const share = (test - train) / Math.abs(train)
  const figure = train > 0 && share >= 9 ? `${Math.round(share + 1)} times` : `${share >= 0 ? '+' : '−'}${(Math.abs(share) * 100).toFixed(1)} %`
  if (share < -WIDE_GAP) return { state: 'ok', title: `${title} lies below train`, figure, detail: '' }
  if (share <= WIDE_GAP) return { state: 'ok', title: `Train and ${split} agree`, figure, detail: '' }
  return {
    state: 'warn',
    title: `${title} lies above train`,
    figure,
    detail: `${loss.title} ${formatMetric(test)} on ${split} data, ${formatMetric(train)} on the last training batches: the model may learn them by heart. Fewer epochs or dropout would tell.`,
  }
}

/** Below this KL a code tells an example apart from hardly any other, in nats. */
const IDLE_KL = 0.5

/** A variational model that no longer looks at its code: every code is the prior. */
function collapse(view: RunView, metrics: readonly MetricDefinition[]): HealthFact | null {
  if (!metrics.some((metric) => metric.name === 'activeUnits' && metric.unit === 'dimensions')) return null
  const { split } = checkedOn(metrics)
  const active = view.metrics[`${split}/activeUnits`]?.value
  const kl = view.metrics[`${split}/kl`]?.value
  if (active === undefined || active === null || kl === undefined || kl === null) return null
  const figure = `KL ${formatMetric(kl)}`
  if (active > 0 && kl >= IDLE_KL) return { state: 'ok', title: `${active} code dimensions active`, figure, detail: '' }
  return {
    state: 'warn',
    title: 'Posterior collapse',
    figure,
    detail: `${active === 0 ? 'No dimension of the code varies' : `${active} of the code’s dimensions vary`} from one ${split} example to another, and a code says ${formatMetric(kl)} nats of its example: the decoder does without it. A smaller β, or a warm-up of some epochs, is the first thing to try.`,
  }
}

/** Mean of the last recorded values; null where there is none, or the last is not a number. */
function recentMean(series: MetricSeries | undefined): number | null {
  if (!series || series.values.at(-1) === null) return null
  const recent = series.values.slice(-RECENT).filter((value) => value !== null)
  return recent.length === 0 ? null : recent.reduce((sum, value) => sum + value, 0) / recent.length
}
