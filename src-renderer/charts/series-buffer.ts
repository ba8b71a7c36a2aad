// The metric series of one run as the page holds them: fetched downsampled from the studio, then grown by live points.
// Steps stay ascending and no point is there twice, whatever order answers and events arrive in.
import type { Series } from '@shared/contract/contract'
import type { MetricPoint } from '@shared/run/run-events'

export interface MetricSeries {
  readonly name: string
  readonly steps: readonly number[]
  readonly epochs: readonly number[]
  readonly elapsedMs: readonly number[]
  /** null where the value is not a number. */
  readonly values: readonly (number | null)[]
}

interface GrowingSeries extends MetricSeries {
  readonly steps: number[]
  readonly epochs: number[]
  readonly elapsedMs: number[]
  readonly values: (number | null)[]
}

export class SeriesBuffer {
  readonly #series = new Map<string, GrowingSeries>()
  #appended = 0

  /** Live points taken since the last fetch: a long tail asks for a fresh downsampling. */
  get appended(): number {
    return this.#appended
  }

  names(): string[] {
    return [...this.#series.keys()]
  }

  get(name: string): MetricSeries | undefined {
    return this.#series.get(name)
  }

  /** Takes a fetched answer; live points newer than its end are kept behind it. */
  replace(fetched: readonly Series[]): void {
    let kept = 0
    for (const one of fetched) {
      const grown = this.#series.get(one.name)
      const next: GrowingSeries = {
        name: one.name,
        steps: [...one.steps],
        epochs: [...one.epochs],
        elapsedMs: [...one.elapsedMs],
        values: [...one.values],
      }
      const end = next.steps.at(-1) ?? -1
      grown?.steps.forEach((step, index) => {
        if (step > end && pushPoint(next, step, grown.epochs[index], grown.elapsedMs[index], grown.values[index])) kept += 1
      })
      this.#series.set(one.name, next)
    }
    this.#appended = kept
  }

  /** Forgets points after a step: a run that goes on from a checkpoint records them again. */
  cutAfter(step: number): void {
    for (const series of this.#series.values()) {
      const kept = series.steps.findIndex((each) => each > step)
      if (kept < 0) continue
      for (const column of [series.steps, series.epochs, series.elapsedMs, series.values]) column.length = kept
    }
  }

  /** Adds live points; one at or before the end of its series is there already and is dropped. Returns how many were new. */
  append(points: readonly MetricPoint[]): number {
    let added = 0
    for (const point of points) {
      let series = this.#series.get(point.name)
      if (!series) {
        series = { name: point.name, steps: [], epochs: [], elapsedMs: [], values: [] }
        this.#series.set(point.name, series)
      }
      if (point.step <= (series.steps.at(-1) ?? -1)) continue
      if (pushPoint(series, point.step, point.epoch, point.elapsedMs, point.value)) added += 1
    }
    this.#appended += added
    return added
  }
}

function pushPoint(
  series: GrowingSeries,
  step: number,
  epoch: number | undefined,
  elapsedMs: number | undefined,
  value: number | null | undefined,
): boolean {
  if (epoch === undefined || elapsedMs === undefined || value === undefined) return false
  series.steps.push(step)
  series.epochs.push(epoch)
  series.elapsedMs.push(elapsedMs)
  series.values.push(value)
  return true
}
