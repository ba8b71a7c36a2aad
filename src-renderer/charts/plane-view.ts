// The plane a scatter is drawn in: equal units on both axes, the data inside with a margin, y upwards.

export interface PlaneView {
  /** Pixels a unit. */
  readonly scale: number
  /** Data coordinates in the middle of the picture. */
  readonly centreX: number
  readonly centreY: number
  readonly width: number
  readonly height: number
}

/**
 * Fits every finite point; the outermost 0.2 % on each side may lie outside, so that one stray code does not shrink the rest.
 * @param sets arrays of `[x0, y0, x1, y1, ...]`
 * @param around points in the same form that lie inside whatever the others do.
 */
export function fitPlane(sets: readonly ArrayLike<number>[], width: number, height: number, { margin = 14, around = [] }: { readonly margin?: number; readonly around?: ArrayLike<number> } = {}): PlaneView {
  const [left, right] = widen(spread(sets, 0), around, 0)
  const [bottom, top] = widen(spread(sets, 1), around, 1)
  const spanX = Math.max(right - left, 1e-9)
  const spanY = Math.max(top - bottom, 1e-9)
  const scale = Math.min(Math.max(1, width - 2 * margin) / spanX, Math.max(1, height - 2 * margin) / spanY)
  return { scale: Math.min(scale, 1e9), centreX: (left + right) / 2, centreY: (bottom + top) / 2, width, height }
}

export function toPixelX(view: PlaneView, x: number): number {
  return view.width / 2 + (x - view.centreX) * view.scale
}

export function toPixelY(view: PlaneView, y: number): number {
  return view.height / 2 - (y - view.centreY) * view.scale
}

export function toPlane(view: PlaneView, pixelX: number, pixelY: number): [number, number] {
  return [view.centreX + (pixelX - view.width / 2) / view.scale, view.centreY - (pixelY - view.height / 2) / view.scale]
}

function widen([low, high]: [number, number], around: ArrayLike<number>, axis: 0 | 1): [number, number] {
  let [from, to] = [low, high]
  for (let index = axis; index < around.length; index += 2) {
    from = Math.min(from, around[index] ?? from)
    to = Math.max(to, around[index] ?? to)
  }
  return [from, to]
}

/** The ends of what `fitPlane` has to show of a set, as its two corners `[left, bottom, right, top]`. */
export function planeCorners(set: ArrayLike<number>): readonly [number, number, number, number] {
  const [left, right] = spread([set], 0)
  const [bottom, top] = spread([set], 1)
  return [left, bottom, right, top]
}

function spread(sets: readonly ArrayLike<number>[], axis: 0 | 1): [number, number] {
  let count = 0
  for (const set of sets) count += set.length >> 1
  const values = new Float64Array(count)
  let used = 0
  for (const set of sets) {
    for (let index = axis; index < set.length; index += 2) {
      const value = set[index]
      if (value === undefined || !Number.isFinite(value)) continue
      values[used] = value
      used += 1
    }
  }
  if (used === 0) return [-1, 1]
  const sorted = values.subarray(0, used).sort()
  const skip = Math.floor(used * 0.002)
  const low = sorted[skip] ?? -1
  const high = sorted[used - 1 - skip] ?? 1
  return high > low ? [low, high] : [low - 1, high + 1]
}
