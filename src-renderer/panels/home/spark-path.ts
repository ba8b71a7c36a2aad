// The path of a sparkline: values from left to right, the range filling the height, gaps where a value is no number.

/** An SVG path in a box of the given size; empty where fewer than two values are numbers. */
export function sparkPath(values: readonly (number | null)[], width: number, height: number): string {
  const finite = values.filter((value): value is number => value !== null && Number.isFinite(value))
  if (finite.length < 2) return ''
  const low = Math.min(...finite)
  const range = Math.max(...finite) - low || 1
  let path = ''
  let pen = 'M'
  values.forEach((value, index) => {
    if (value === null || !Number.isFinite(value)) {
      pen = 'M'
      return
    }
    const x = 1 + (index / (values.length - 1)) * (width - 2)
    const y = height - 2 - ((value - low) / range) * (height - 4)
    path += `${pen}${x.toFixed(1)} ${y.toFixed(1)}`
    pen = 'L'
  })
  return path
}
