// Figures as the Design stage prints them: counts in full, large ones with a unit, sizes in bytes.

export { formatBytes } from '@shared/cost/format-bytes'

// Made once: a canvas prints hundreds of figures at every keystroke.
const grouped = new Intl.NumberFormat('en-US')

/** `469,889`. */
export function formatCount(value: number): string {
  return grouped.format(value)
}

/** `903,168`, `1.37 M`, `2.1 G`: for multiply-adds. */
export function formatMagnitude(value: number): string {
  if (value < 1e6) return formatCount(Math.round(value))
  return value < 1e9 ? `${significant(value / 1e6)} M` : `${significant(value / 1e9)} G`
}

/** Three digits that count, no trailing zeros past two. */
function significant(value: number): string {
  return value >= 100 ? String(Math.round(value)) : value >= 10 ? value.toFixed(1) : value.toFixed(2).replace(/0$/, '')
}
