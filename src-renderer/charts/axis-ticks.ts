// Ranges and ticks of axes: round numbers, a few of them, and a vertical range that shows where a curve is going
// rather than how high it began.

/** Round numbers inside [low, high], about `count` of them. */
export function linearTicks(low: number, high: number, count: number): number[] {
  if (!(high > low) || count < 1) return [low]
  const rough = (high - low) / count
  const power = 10 ** Math.floor(Math.log10(rough))
  const off = (factor: number): number => Math.abs(Math.log((factor * power) / rough))
  const factor = [1, 2, 2.5, 5, 10].reduce((best, candidate) => (off(candidate) < off(best) ? candidate : best))
  const step = factor * power
  const ticks: number[] = []
  for (let index = Math.ceil(low / step - 1e-9); index * step <= high + step * 1e-9; index += 1) ticks.push(Number((index * step).toPrecision(12)))
  return ticks
}

/** Round numbers on a logarithmic axis: decades when the range spans several, linear ones when it spans little. */
export function logTicks(low: number, high: number, count: number): number[] {
  if (!(low > 0) || !(high > low)) return [low]
  const decades = Math.log10(high / low)
  if (decades < 1) return linearTicks(low, high, count).filter((tick) => tick > 0)
  const multiples = decades > 4 ? [1] : decades > 2 ? [1, 3] : [1, 2, 5]
  const ticks: number[] = []
  for (let exponent = Math.floor(Math.log10(low)); exponent <= Math.ceil(Math.log10(high)); exponent += 1) {
    for (const multiple of multiples) {
      const tick = Number((multiple * 10 ** exponent).toPrecision(6))
      if (tick >= low * 0.999 && tick <= high * 1.001) ticks.push(tick)
    }
  }
  return ticks
}

export interface RangeLine {
  /** Ascending. */
  readonly xs: readonly number[]
  readonly values: readonly (number | null)[]
}

/**
 * Vertical range of a pane: everything in view but the first 4 % of the way, where a loss falls from far above.
 * What lies outside is drawn to the pane's edge and beyond, so the cut shows.
 */
export function valueRange(lines: readonly RangeLine[], view: readonly [number, number], log: boolean): [number, number] {
  const end = Math.min(view[1], Math.max(...lines.map((line) => line.xs.at(-1) ?? view[0]), view[0]))
  const start = view[0] + (end - view[0]) * 0.04
  const settled = extremes(lines, start, view[1], log, 6)
  const all = settled ?? extremes(lines, view[0], view[1], log, 1)
  if (!all) return log ? [1, 10] : [0, 1]
  const [low, high] = all
  if (log) {
    const pad = Math.max(1.02, (high / low) ** 0.06)
    return [low / pad, high * pad]
  }
  const pad = high > low ? (high - low) * 0.07 : Math.max(Math.abs(high) * 0.05, 1e-6)
  return [low - pad, high + pad]
}

function extremes(lines: readonly RangeLine[], from: number, to: number, log: boolean, enough: number): [number, number] | null {
  let low = Infinity
  let high = -Infinity
  let most = 0
  for (const line of lines) {
    let seen = 0
    line.xs.forEach((x, index) => {
      const value = line.values[index]
      if (x < from || x > to || value === null || value === undefined || !Number.isFinite(value) || (log && value <= 0)) return
      seen += 1
      low = Math.min(low, value)
      high = Math.max(high, value)
    })
    most = Math.max(most, seen)
  }
  return most >= enough && Number.isFinite(low) ? [low, high] : null
}
