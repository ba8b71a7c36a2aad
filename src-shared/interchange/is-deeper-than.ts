// A bound for JSON of files: a real document has few levels.

/** Whether lists and objects lie inside one another more than `limit` levels deep. Walks level by level: no depth overflows it. */
export function isDeeperThan(value: unknown, limit: number): boolean {
  let level: readonly unknown[] = [value]
  for (let depth = 0; depth <= limit; depth += 1) {
    const next: unknown[] = []
    for (const each of level) if (typeof each === 'object' && each !== null) for (const member of Object.values(each)) next.push(member)
    if (next.length === 0) return false
    level = next
  }
  return true
}
