// Loops of a directed graph: its strongly connected parts of more than one node, and nodes that lead to themselves.
// Tarjan 1972, without recursion, so that a long chain cannot overflow the stack.

/** Groups of nodes that reach each other, each in the order of `ids`. Time grows with nodes plus wires. */
export function findLoops<Id>(ids: readonly Id[], next: (id: Id) => readonly Id[]): Id[][] {
  const position = new Map(ids.map((id, index) => [id, index]))
  const found = new Map<Id, number>()
  const low = new Map<Id, number>()
  const open: Id[] = []
  const isOpen = new Set<Id>()
  const loops: Id[][] = []

  const visit = (start: Id): void => {
    const path: { id: Id; followers: readonly Id[]; at: number }[] = []
    const enter = (id: Id): void => {
      found.set(id, found.size)
      low.set(id, found.get(id) ?? 0)
      open.push(id)
      isOpen.add(id)
      path.push({ id, followers: next(id).filter((each) => position.has(each)), at: 0 })
    }
    const lower = (id: Id, value: number): void => {
      low.set(id, Math.min(low.get(id) ?? value, value))
    }
    enter(start)
    for (let frame = path.at(-1); frame !== undefined; frame = path.at(-1)) {
      const follower = frame.followers[frame.at]
      if (frame.at < frame.followers.length && follower !== undefined) {
        frame.at += 1
        if (!found.has(follower)) enter(follower)
        else if (isOpen.has(follower)) lower(frame.id, found.get(follower) ?? 0)
        continue
      }
      path.pop()
      const parent = path.at(-1)
      if (parent !== undefined) lower(parent.id, low.get(frame.id) ?? 0)
      if (low.get(frame.id) !== found.get(frame.id)) continue
      const part: Id[] = []
      for (let id = open.pop(); id !== undefined; id = open.pop()) {
        isOpen.delete(id)
        part.push(id)
        if (id === frame.id) break
      }
      if (part.length > 1 || frame.followers.includes(frame.id)) {
        loops.push(part.sort((a, b) => (position.get(a) ?? 0) - (position.get(b) ?? 0)))
      }
    }
  }

  for (const id of ids) if (!found.has(id)) visit(id)
  return loops
}
