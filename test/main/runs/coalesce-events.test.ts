// Joining queued events: shorter, and nothing lost.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { emptyRunView, reduceRunEvents, type RunView } from '@shared/run/reduce-run'
import type { MetricPoint, RunEvent, TrainerEvent } from '@shared/run/run-events'
import { appendCoalesced } from '../../../src-main/runs/coalesce-events'
import { record, trainerEvents } from '../../shared/run/run-event-arbitraries'

function coalesce(events: readonly RunEvent[]): RunEvent[] {
  const queue: RunEvent[] = []
  for (const event of events) appendCoalesced(queue, event, (item) => item.event, (item, joined) => ({ ...item, event: joined }))
  return queue
}

function pointsOf(events: readonly { readonly event: TrainerEvent }[]): MetricPoint[] {
  return events.flatMap(({ event }) => (event.kind === 'metrics' ? event.points : []))
}

/** Smoothing of the speed depends on how often progress is told; all else must not. */
function settled({ rate: _rate, etaMs: _eta, ...view }: RunView): unknown {
  return view
}

test('a coalesced history shows the same run, holds every metric point in order, and its numbers ascend', () => {
  fc.assert(
    fc.property(trainerEvents, (told) => {
      const events = record(told)
      const joined = coalesce(events)
      expect(pointsOf(joined)).toEqual(pointsOf(events))
      expect(settled(reduceRunEvents(emptyRunView, joined))).toEqual(settled(reduceRunEvents(emptyRunView, events)))
      const numbers = joined.map((event) => event.sequence)
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b))
      expect(joined.filter(({ event }) => event.kind !== 'metrics' && event.kind !== 'progress')).toEqual(events.filter(({ event }) => event.kind !== 'metrics' && event.kind !== 'progress'))
    }),
  )
})

test('a flood of metrics and progress becomes one event of each', () => {
  const at = { step: 1, epoch: 1, elapsedMs: 1 }
  const flood = Array.from({ length: 200 }, (_, index): TrainerEvent[] => [
    { kind: 'metrics', points: [{ name: 'train/loss', ...at, step: index, value: index }] },
    { kind: 'progress', ...at, step: index, samplesPerSecond: 1 },
  ]).flat()
  const joined = coalesce(record(flood))
  expect(joined.map(({ event }) => event.kind)).toEqual(['metrics', 'progress'])
  expect(pointsOf(joined)).toHaveLength(200)
})
