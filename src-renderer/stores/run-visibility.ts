// Which runs are on show: an eye for each, Shift+click for a range, remembered on this machine.

/**
 * The ids shown after a click on a run's eye. With Shift, every run between the last one clicked and this one takes the
 * state this one gets.
 * @param order ids as listed
 */
export function toggleVisibility<Id>(
  shown: ReadonlySet<Id>,
  order: readonly Id[],
  clicked: Id,
  anchor: Id | null,
  range: boolean,
): Set<Id> {
  const next = new Set(shown)
  const show = !shown.has(clicked)
  const from = anchor === null ? -1 : order.indexOf(anchor)
  const to = order.indexOf(clicked)
  const touched = range && from >= 0 && to >= 0 ? order.slice(Math.min(from, to), Math.max(from, to) + 1) : [clicked]
  for (const id of touched) {
    if (show) next.add(id)
    else next.delete(id)
  }
  return next
}
