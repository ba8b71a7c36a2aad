// Where a label is printed among its points: at the group's centre, found so that a few stray points do not pull it away.

export interface LabelCentre {
  readonly label: number
  readonly x: number
  readonly y: number
  readonly count: number
}

/**
 * Median of each label's points, coordinate by coordinate. Labels below 0 (none given) have no centre.
 * @param points `[x0, y0, x1, y1, ...]`
 */
export function labelCentres(points: ArrayLike<number>, labels: ArrayLike<number>): LabelCentre[] {
  const groups = new Map<number, { xs: number[]; ys: number[] }>()
  for (let index = 0; index < labels.length; index += 1) {
    const label = labels[index] ?? -1
    const x = points[2 * index]
    const y = points[2 * index + 1]
    if (label < 0 || x === undefined || y === undefined || !Number.isFinite(x) || !Number.isFinite(y)) continue
    let group = groups.get(label)
    if (!group) groups.set(label, (group = { xs: [], ys: [] }))
    group.xs.push(x)
    group.ys.push(y)
  }
  return [...groups]
    .map(([label, { xs, ys }]) => ({ label, x: median(xs), y: median(ys), count: xs.length }))
    .sort((a, b) => a.label - b.label)
}

function median(values: number[]): number {
  const sorted = Float64Array.from(values).sort()
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2
}
