// Figures as the Design stage prints them: counts in full, large ones with a unit, sizes in bytes.

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

/** `1.9 MB`, powers of 1000. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  if (bytes < 1e6) return `${significant(bytes / 1e3)} kB`
  return bytes < 1e9 ? `${significant(bytes / 1e6)} MB` : `${significant(bytes / 1e9)} GB`
}

/** Three digits that count, no trailing zeros past two. */
function significant(value: number): string {
  return value >= 100 ? String(Math.round(value)) : value >= 10 ? value.toFixed(1) : value.toFixed(2).replace(/0$/, '')
}
