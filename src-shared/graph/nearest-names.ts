// Finds the known names that a mistyped one probably meant.

/** Levenshtein distance: single letters added, dropped or changed, and neighbours swapped. */
export function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_unused, column) => column)]
  const cell = (row: number, column: number): number => rows[row]?.[column] ?? 0
  for (let row = 1; row <= a.length; row += 1) {
    const current: number[] = [row]
    rows.push(current)
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1]
      let best = Math.min(cell(row - 1, column) + 1, cell(row, column - 1) + 1, cell(row - 1, column - 1) + (same ? 0 : 1))
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) best = Math.min(best, cell(row - 2, column - 2) + 1)
      current.push(best)
    }
  }
  return cell(a.length, b.length)
}

/** The known names nearest to the given one, nearest first, at most `count`. */
export function nearestNames(name: string, known: readonly string[], count = 3): readonly string[] {
  const wanted = name.slice(0, 200).toLowerCase()
  return known
    .map((candidate, index) => ({ candidate, index, distance: editDistance(wanted, candidate.toLowerCase()) }))
    .toSorted((a, b) => a.distance - b.distance || a.index - b.index)
    .slice(0, count)
    .map(({ candidate }) => candidate)
}
