// Columns of text that line up, and numbers as people read them.

/** Cells in columns two spaces apart; columns named in `right` are flush right. */
export function formatTable(head: readonly string[], rows: readonly (readonly string[])[], right: readonly number[] = []): string[] {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)))
  const line = (cells: readonly string[]): string =>
    widths
      .map((width, column) => {
        const cell = cells[column] ?? ''
        return right.includes(column) ? cell.padStart(width) : cell.padEnd(width)
      })
      .join('  ')
      .trimEnd()
  return [line(head), ...rows.map(line)]
}

/** Five significant digits; `not a number` where it is none. */
export function formatValue(value: number | null): string {
  if (value === null) return 'not a number'
  if (value !== 0 && (Math.abs(value) >= 1e6 || Math.abs(value) < 1e-3)) return value.toExponential(3)
  return Number(value.toPrecision(5)).toString()
}

/** `2026-11-21 07:22`, local time. */
export function formatTime(milliseconds: number): string {
  const date = new Date(milliseconds)
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}`
}
