// Bytes as people read them: `1.9 MB`, `12.4 GB`, powers of 1000, three digits that count.

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const

export function formatBytes(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000
    unit += 1
  }
  const digits = unit === 0 || value >= 100 ? String(Math.round(value)) : value >= 10 ? value.toFixed(1) : value.toFixed(2).replace(/0$/, '')
  return `${digits} ${UNITS[unit] ?? ''}`
}
