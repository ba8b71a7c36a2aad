// Keeps a queue of events short without losing any: metric points are joined into one event, of progress reports only
// the last counts. Everything else stays as it is, in order.
import type { TrainerEvent } from '@shared/run/run-events'

/** Points one joined event may hold, so that a single write or message stays small. */
const MOST_POINTS = 4000

type MetricsEvent = Extract<TrainerEvent, { kind: 'metrics' }>

/** Index of an event of this kind at the queue's end, looking back over nothing but metrics and progress; -1 if none. */
function findJoinable<Item>(queue: readonly Item[], eventOf: (item: Item) => TrainerEvent, kind: 'metrics' | 'progress'): number {
  for (let index = queue.length - 1; index >= 0; index -= 1) {
    const item = queue[index]
    if (item === undefined) return -1
    const found = eventOf(item).kind
    if (found === kind) return index
    if (found !== 'metrics' && found !== 'progress') return -1
  }
  return -1
}

/**
 * Appends an item to the queue, joining it with what is there where that loses nothing. The joined item takes the new
 * item's place (and number), so numbers stay ascending.
 */
export function appendCoalesced<Item>(queue: Item[], item: Item, eventOf: (item: Item) => TrainerEvent, withEvent: (item: Item, event: MetricsEvent) => Item): void {
  const event = eventOf(item)
  if (event.kind === 'progress') {
    const earlier = findJoinable(queue, eventOf, 'progress')
    if (earlier >= 0) queue.splice(earlier, 1)
  }
  if (event.kind === 'metrics') {
    const index = findJoinable(queue, eventOf, 'metrics')
    const earlier = index < 0 ? undefined : queue[index]
    const before = earlier === undefined ? undefined : eventOf(earlier)
    if (before?.kind === 'metrics' && before.points.length + event.points.length <= MOST_POINTS) {
      queue.splice(index, 1)
      queue.push(withEvent(item, { kind: 'metrics', points: [...before.points, ...event.points] }))
      return
    }
  }
  queue.push(item)
}
