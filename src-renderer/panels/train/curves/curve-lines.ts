// From recorded series to lines of a chart: which metrics go in which pane, and how each line looks. One run shows its
// training and test values side by side; several runs each keep their own colour and dash.
import type { MetricDefinition, MetricSplit } from '@shared/recipes/recipe-definition'
import { positionsOf } from '../../../charts/horizontal-axis'
import type { HorizontalKind } from '../../../charts/horizontal-axis'
import type { ChartLine, ChartPane } from '../../../charts/line-chart-model'
import { runStyle } from '../../../charts/run-style'
import type { MetricSeries } from '../../../charts/series-buffer'
import { smoothSeries } from '../../../charts/smooth-series'

export interface CurveRun {
  readonly id: string
  readonly name: string
  readonly number: number
  /** Still training, or paused. */
  readonly live: boolean
  series(name: string): MetricSeries | undefined
}

export interface CurveOptions {
  readonly horizontal: HorizontalKind
  readonly smoothing: number
}

interface Look {
  readonly variable: string
  readonly dash: readonly number[]
  readonly width: number
}

/** How a single run's lines tell the parts apart. */
const dashes: Readonly<Record<MetricSplit, readonly number[]>> = { train: [], validation: [2, 3], test: [6, 3] }
/** At the end of a line there is room for a short word. */
const endWords: Readonly<Record<MetricSplit, string>> = { train: 'train', validation: 'val.', test: 'test' }
/** How several runs' do, whose dashes are their own. */
const widths: Readonly<Record<MetricSplit, number>> = { train: 0.9, validation: 1.3, test: 1.8 }
/** The first pane's further lines; the training line has the run's colour. */
const splitColours: Readonly<Record<Exclude<MetricSplit, 'train'>, string>> = { validation: '--role-latent', test: '--role-encoder' }
/** Colours of a single run's further groups: the part of the model a metric speaks of. */
const groupColours: Readonly<Record<string, string>> = { KL: '--role-latent', Reconstruction: '--role-generator', 'Squared error': '--role-generator', ELBO: '--role-discriminator' }

/** One line, smoothed; a test series is an average over the whole test set already, a validation series over the whole validation set, and is drawn as measured. */
function curveLine(series: MetricSeries, line: { id: string; name: string; label: string; live: boolean } & Look, split: MetricSplit, options: CurveOptions): ChartLine {
  const smoothed = split === 'train' && options.smoothing > 0
  return {
    ...line,
    xs: positionsOf(series, options.horizontal),
    values: smoothed ? smoothSeries(series.values, options.smoothing) : series.values,
    raw: smoothed ? series.values : null,
  }
}

/** Titles and units of a pane: `Loss, nats`. */
function paneTitle(metric: MetricDefinition): string {
  return metric.title.toLowerCase() === metric.unit ? metric.title : `${metric.title}, ${metric.unit}`
}

/** A pane of one metric bears its name, a pane of several that of their group. */
function groupTitle(group: string, members: readonly MetricDefinition[], first: MetricDefinition): string {
  return members.length === 1 ? paneTitle(first) : paneTitle({ ...first, title: group })
}

/** Panes of one run: a pane a group, train solid, validation dotted, test dashed. Groups without a recorded value are left out. */
export function singleRunPanes(run: CurveRun, metrics: readonly MetricDefinition[], options: CurveOptions): ChartPane[] {
  return groupsOf(metrics).flatMap(({ group, members }, index) => {
    const lines = members.flatMap((metric) =>
      metric.splits.flatMap((split) => {
        const series = run.series(`${split}/${metric.name}`)
        if (!series || series.steps.length === 0) return []
        const label = members.length > 1 ? (metric.short ?? `${metric.title} ${endWords[split]}`) : endWords[split]
        return [curveLine(series, { id: `${split}/${metric.name}`, name: `${metric.title}, ${split}`, label, live: run.live, ...singleRunLook(run, metric, split, index === 0) }, split, options)]
      }),
    )
    const [first] = members
    return lines.length === 0 || !first ? [] : [{ id: group, title: groupTitle(group, members, first), lines, weight: index === 0 ? 3 : 2 }]
  })
}

/** Panes of several runs: a pane a metric; all in the run's own look, training lines the thinnest, test lines the widest. */
export function manyRunPanes(runs: readonly CurveRun[], metrics: readonly MetricDefinition[], splits: readonly MetricSplit[], options: CurveOptions): ChartPane[] {
  return metrics.flatMap((metric) => {
    const shown = metric.splits.filter((split) => splits.includes(split))
    const lines = runs.flatMap((run) =>
      shown.flatMap((split) => {
        const series = run.series(`${split}/${metric.name}`)
        if (!series || series.steps.length === 0) return []
        const style = runStyle(run.number)
        const label = shown.length > 1 ? `${run.number} ${endWords[split]}` : String(run.number)
        const look = { variable: style.variable, dash: style.dash, width: shown.length > 1 ? widths[split] : widths.test }
        return [curveLine(series, { id: `${run.id}/${split}`, name: shown.length > 1 ? `${run.name}, ${split}` : run.name, label, live: run.live, ...look }, split, options)]
      }),
    )
    return lines.length === 0 ? [] : [{ id: metric.name, title: paneTitle(metric), lines, weight: 1 }]
  })
}

/** The overview's two panes: what is minimised, and the first group that says something else. */
export function overviewPanes(panes: readonly ChartPane[]): ChartPane[] {
  const [first, ...rest] = panes
  if (!first) return []
  const second = rest.find((pane) => pane.id === 'KL') ?? rest.find((pane) => !sameValues(first, pane))
  return second ? [first, second] : [first]
}

/** Every metric of any of the recipes, once. */
export function unionMetrics(recipes: readonly (readonly MetricDefinition[])[]): MetricDefinition[] {
  const all = new Map<string, MetricDefinition>()
  for (const metrics of recipes) {
    for (const metric of metrics) {
      const known = all.get(metric.name)
      all.set(metric.name, known ? { ...known, splits: [...new Set([...known.splits, ...metric.splits])], unit: known.unit.split(' or ').includes(metric.unit) ? known.unit : `${known.unit} or ${metric.unit}` } : metric)
    }
  }
  return [...all.values()]
}

function groupsOf(metrics: readonly MetricDefinition[]): { group: string; members: MetricDefinition[] }[] {
  const groups = new Map<string, MetricDefinition[]>()
  for (const metric of metrics) groups.set(metric.group, [...(groups.get(metric.group) ?? []), metric])
  return [...groups].map(([group, members]) => ({ group, members }))
}

/** Train takes the run's colour in the first pane; validation is dotted and test dashed everywhere, so that colour alone tells nothing. */
function singleRunLook(run: CurveRun, { group, colour }: MetricDefinition, split: MetricSplit, first: boolean): Look {
  const own = runStyle(run.number).variable
  if (colour !== undefined) return { variable: `--role-${colour}`, dash: dashes[split], width: 1.6 }
  if (first) return { variable: split === 'train' ? own : splitColours[split], dash: dashes[split], width: 1.6 }
  return { variable: groupColours[group] ?? own, dash: dashes[split], width: 1.6 }
}

function sameValues(a: ChartPane, b: ChartPane): boolean {
  return a.lines.length === b.lines.length && a.lines.every((line, index) => String(line.values.at(-1)) === String(b.lines[index]?.values.at(-1)))
}
