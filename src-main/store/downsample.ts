// Thins a series for drawing: of every bucket of neighbouring points it keeps the first, the last, the lowest, the
// highest and the first that was not a number, so that no spike and no fault is ever smoothed away.

export interface SeriesPoint {
  readonly step: number
  readonly epoch: number
  readonly elapsedMs: number
  /** Null where it was no number. */
  readonly value: number | null
}

/** The most points one bucket keeps. */
const KEPT_PER_BUCKET = 5

export interface Downsampler {
  /** Points in the order of their steps. */
  add(point: SeriesPoint): void
  /** What is kept, in order. */
  finish(): SeriesPoint[]
}

interface Bucket {
  first: SeriesPoint
  last: SeriesPoint
  lowest: SeriesPoint | null
  highest: SeriesPoint | null
  notANumber: SeriesPoint | null
}

function pick(bucket: Bucket, atMost: number): SeriesPoint[] {
  // In the order of what is worst to lose, for budgets smaller than a whole bucket.
  const wanted = [bucket.first, bucket.last, bucket.notANumber, bucket.highest, bucket.lowest]
  const kept = new Set<SeriesPoint>()
  for (const point of wanted) if (point !== null && kept.size < atMost) kept.add(point)
  return [...kept].sort((a, b) => a.step - b.step)
}

/** Everything while `count` is at most `maxPoints`; else never more than `maxPoints` (at least 2). */
export function createDownsampler(count: number, maxPoints: number): Downsampler {
  const whole = count <= maxPoints
  const buckets = Math.max(1, Math.floor(maxPoints / KEPT_PER_BUCKET))
  const perBucket = Math.min(KEPT_PER_BUCKET, maxPoints)
  const kept: SeriesPoint[] = []
  let bucket: Bucket | null = null
  let bucketIndex = 0
  let index = 0

  function close(): void {
    if (bucket !== null) kept.push(...pick(bucket, perBucket))
    bucket = null
  }

  return {
    add(point) {
      if (whole) {
        kept.push(point)
        return
      }
      const belongsTo = Math.min(buckets - 1, Math.floor((index * buckets) / count))
      index += 1
      if (belongsTo !== bucketIndex) close()
      bucketIndex = belongsTo
      bucket ??= { first: point, last: point, lowest: null, highest: null, notANumber: null }
      bucket.last = point
      if (point.value === null) bucket.notANumber ??= point
      else {
        if (bucket.lowest === null || point.value < (bucket.lowest.value ?? Infinity)) bucket.lowest = point
        if (bucket.highest === null || point.value > (bucket.highest.value ?? -Infinity)) bucket.highest = point
      }
    },
    finish() {
      close()
      return kept
    },
  }
}
