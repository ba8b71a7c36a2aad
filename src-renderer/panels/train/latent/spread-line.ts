// A code of one dimension has no height of its own. To be seen, its points are parted by class and spread a little, always
// in the same way; only the place along the line is the code.

/** @param points `[z0, 0, z1, 0, ...]` @returns `[z0, height0, ...]` */
export function spreadLine(points: ArrayLike<number>, labels: ArrayLike<number> | null): Float32Array {
  let low = Infinity
  let high = -Infinity
  for (let index = 0; index < points.length; index += 2) {
    const value = points[index] ?? NaN
    if (value < low) low = value
    if (value > high) high = value
  }
  const band = (high > low ? high - low : 1) * 0.12
  const spread = new Float32Array(points.length)
  for (let index = 0; index < points.length >> 1; index += 1) {
    spread[2 * index] = points[2 * index] ?? NaN
    spread[2 * index + 1] = -Math.max(0, labels?.[index] ?? 0) * band + (fraction(index * 0.618034) - 0.5) * band * 0.6
  }
  return spread
}

function fraction(value: number): number {
  return value - Math.floor(value)
}
