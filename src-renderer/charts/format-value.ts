// Numbers as the studio prints them: enough digits to tell two values apart, never a false precision.

const grouped = new Intl.NumberFormat('en-US')

/** A metric's value: `99.6`, `0.0312`, `1.2e-7`, a count as `8`; a dash where there is none, words where it is not a number. */
export function formatMetric(value: number | null | undefined): string {
  if (value === undefined) return '–'
  if (value === null || !Number.isFinite(value)) return 'not a number'
  return `${value < 0 ? '−' : ''}${digits(Math.abs(value))}`
}

function digits(size: number): string {
  if (Number.isInteger(size) && size < 10_000_000) return grouped.format(size)
  if (size >= 10_000_000 || size < 0.0001) return size.toExponential(2)
  if (size >= 10_000) return grouped.format(Math.round(size))
  if (size >= 100) return size.toFixed(1)
  if (size >= 10) return size.toFixed(2)
  return size >= 1 ? size.toFixed(3) : size.toPrecision(3)
}

/** A tick's label, as short as its neighbours allow. */
export function formatTick(value: number): string {
  const size = Math.abs(value)
  if (size !== 0 && (size >= 1e6 || size < 1e-3)) return value.toExponential(0)
  return size >= 10_000 ? grouped.format(value) : String(Number(value.toPrecision(6)))
}

export function formatCount(value: number): string {
  return grouped.format(Math.round(value))
}

/** An epoch's position: `40`, or `40.25` inside one. Cut, not rounded: 0.999 of an epoch is not yet 1. */
export function formatEpoch(epoch: number): string {
  const cut = Math.floor(epoch * 100 + 1e-4) / 100
  return Number.isInteger(cut) ? String(cut) : cut.toFixed(2)
}

/** `13 MB`, `1.2 GB`. */
export function formatBytes(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB']
  let value = Math.max(0, bytes)
  let unit = 0
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${unit === 0 || value >= 10 ? Math.round(value) : value.toFixed(1)} ${units[unit] ?? 'bytes'}`
}

/** `2 s ago`, `3 min ago`, then the date. */
export function formatAgo(then: number, now: number): string {
  const seconds = Math.max(0, Math.round((now - then) / 1000))
  if (seconds < 60) return `${seconds} s ago`
  if (seconds < 3600) return `${Math.round(seconds / 60)} min ago`
  if (seconds < 86_400) return `${Math.round(seconds / 3600)} h ago`
  return new Date(then).toLocaleDateString(undefined, { day: 'numeric', month: 'short', year: 'numeric' })
}
