// Where the points of a label sweep stand: labels along a logarithmic axis, accuracy in per cent upwards.

export interface PlotBox {
  readonly width: number
  readonly height: number
}

export interface SweepPlot {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
  x(labels: number): number
  y(percent: number): number
  readonly xTicks: readonly number[]
  readonly yTicks: readonly number[]
}

const MARGIN = { left: 40, right: 16, top: 12, bottom: 34 }
const STEPS: readonly number[] = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20]
/** Pixels between two ticks of the upright axis, at least. */
const TICK_ROOM = 34

/** @param labels and @param percents of everything that is drawn, spread included; neither may be empty. */
export function sweepPlot({ width, height }: PlotBox, labels: readonly number[], percents: readonly number[]): SweepPlot {
  const [left, right, top, bottom] = [MARGIN.left, Math.max(MARGIN.left + 1, width - MARGIN.right), MARGIN.top, Math.max(MARGIN.top + 1, height - MARGIN.bottom)]
  const [fewest, most] = [Math.min(...labels), Math.max(...labels)]
  // A single number of labels stands in the middle.
  const [from, to] = fewest === most ? [Math.log(fewest) - 1, Math.log(most) + 1] : [Math.log(fewest), Math.log(most)]
  const [least, greatest] = [Math.min(...percents), Math.max(...percents)]
  const span = Math.max(1, greatest - least)
  const step = STEPS.find((one) => (span / one + 1) * TICK_ROOM <= bottom - top) ?? 20
  const [low, high] = [Math.max(0, Math.floor(least / step) * step), Math.min(100, Math.ceil(greatest / step) * step)]
  const height100 = Math.max(step, high - low)
  return {
    left,
    right,
    top,
    bottom,
    x: (count) => left + 14 + ((Math.log(count) - from) / (to - from)) * (right - left - 28),
    y: (percent) => bottom - ((percent - low) / height100) * (bottom - top),
    xTicks: [...new Set(labels)].toSorted((a, b) => a - b),
    yTicks: Array.from({ length: Math.floor(height100 / step + 1e-9) + 1 }, (_, index) => Number((low + index * step).toFixed(1))),
  }
}
