// Direct labels at the ends of lines must not cover each other: they move apart by the least it takes.

/**
 * Positions at least `gap` apart, in the order of the wanted ones, kept inside [low, high] while there is room.
 * @returns one position for each wanted one, in the order given
 */
export function spreadLabels(wanted: readonly number[], gap: number, low: number, high: number): number[] {
  const order = wanted.map((position, index) => ({ position, index })).sort((a, b) => a.position - b.position || a.index - b.index)
  const room = (order.length - 1) * gap <= high - low ? gap : order.length > 1 ? Math.max(0, (high - low) / (order.length - 1)) : gap
  const placed: number[] = []
  order.forEach(({ position }, rank) => {
    const previous = placed[rank - 1]
    const clamped = Math.min(Math.max(position, low), high)
    placed.push(previous === undefined ? clamped : Math.max(clamped, previous + room))
  })
  let ceiling = high
  for (let rank = placed.length - 1; rank >= 0; rank -= 1) {
    placed[rank] = Math.min(placed[rank] ?? ceiling, ceiling)
    ceiling = (placed[rank] ?? ceiling) - room
  }
  const result = new Array<number>(wanted.length).fill(low)
  order.forEach(({ index }, rank) => {
    result[index] = placed[rank] ?? low
  })
  return result
}

/** Groups of items whose neighbours lie closer than `gap`, each group and the items within it ascending. */
export function groupNear<Item>(items: readonly Item[], at: (item: Item) => number, gap: number): Item[][] {
  const groups: Item[][] = []
  for (const item of items.toSorted((a, b) => at(a) - at(b))) {
    const last = groups.at(-1)
    const before = last?.at(-1)
    if (last && before !== undefined && at(item) - at(before) < gap) last.push(item)
    else groups.push([item])
  }
  return groups
}
