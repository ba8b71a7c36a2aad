// A bar for each dimension of a code. A feature map has thousands: neighbours share a bar then, as high as the highest of them.
import type { ValueBar } from '../../../charts/value-bars.vue'

export const MOST_BARS = 512
const LEAST_HEIGHT = 4

export interface CodeBars {
  readonly bars: readonly ValueBar[]
  /** Dimensions that a bar stands for. */
  readonly perBar: number
}

/** @param values of the dimensions. @param inUse of each. @param quantity `KL` or `variance`. @param unit after a value: ` nats`, or nothing. */
export function codeBars(values: readonly number[], inUse: readonly boolean[], quantity: string, unit: string): CodeBars {
  const perBar = Math.max(1, Math.ceil(values.length / MOST_BARS))
  const highest = values.reduce((most, value) => Math.max(most, value), 1e-9)
  const bars = Array.from({ length: Math.ceil(values.length / perBar) }, (_, bar): ValueBar => {
    const first = bar * perBar
    const last = Math.min(values.length, first + perBar) - 1
    const value = Math.max(...values.slice(first, last + 1))
    const idle = !inUse.slice(first, last + 1).includes(true)
    const name = first === last ? `z${first}: ${quantity}` : `z${first} to z${last}: ${quantity} at most`
    return { height: Math.max(LEAST_HEIGHT, (value / highest) * 100), idle, words: `${name} ${value.toPrecision(3)}${unit}${idle ? ', idle' : ''}` }
  })
  return { bars, perBar }
}
