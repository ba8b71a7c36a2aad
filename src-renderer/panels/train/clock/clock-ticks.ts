// What stands along the clock's track: round numbers, the live edge and the clock's own place, none over another.
import { linearTicks } from '../../../charts/axis-ticks'
import { formatEpoch, formatTick } from '../../../charts/format-value'

export interface TrackLabel {
  readonly text: string
  /** Share of the track, 0 to 1. */
  readonly at: number
  readonly kind: 'tick' | 'end' | 'position' | 'live' | 'event'
  readonly variable: string | null
}

export interface TrackMarks {
  readonly length: number
  readonly position: number
  readonly live: { readonly epoch: number; readonly text: string } | null
  readonly events: readonly { readonly epoch: number; readonly text: string; readonly variable: string }[]
  /** Pixels. */
  readonly width: number
}

/** About the width of a label at 10.5 px. */
const LETTER = 5.8
const AIR = 10

export function trackLabels(marks: TrackMarks): TrackLabel[] {
  const placed: (TrackLabel & { from: number; to: number })[] = []
  const put = (epoch: number, text: string, kind: TrackLabel['kind'], variable: string | null): void => {
    const at = Math.min(1, Math.max(0, epoch / marks.length))
    const width = text.length * LETTER
    const x = at * marks.width
    const first = kind === 'end' && at === 0
    const last = kind === 'end' && at === 1
    const from = first ? x : last ? x - width : x - width / 2
    if (placed.some((other) => from < other.to + AIR && from + width > other.from - AIR)) return
    placed.push({ text, at, kind, variable, from, to: from + width })
  }
  put(marks.position, formatEpoch(marks.position), 'position', null)
  if (marks.live) put(marks.live.epoch, marks.live.text, 'live', null)
  for (const event of marks.events) put(event.epoch, event.text, 'event', event.variable)
  const epochs = formatEpoch(marks.length)
  put(marks.length, `${epochs} ${epochs === '1' ? 'epoch' : 'epochs'}`, 'end', null)
  put(0, '0', 'end', null)
  for (const tick of linearTicks(0, marks.length, Math.max(2, marks.width / 110))) put(tick, formatTick(tick), 'tick', null)
  return placed.map(({ text, at, kind, variable }) => ({ text, at, kind, variable }))
}

/** Marks at least `gap` pixels apart; wanted ones (`keep`) always stay. */
export function thinMarks<Mark extends { readonly epoch: number }>(marks: readonly Mark[], length: number, width: number, keep: (mark: Mark) => boolean, gap = 9): Mark[] {
  const kept: Mark[] = []
  const x = (mark: Mark): number => (mark.epoch / length) * width
  for (const mark of marks) {
    const before = kept.at(-1)
    if (!before || x(mark) - x(before) >= gap) kept.push(mark)
    else if (keep(mark) && !keep(before)) kept[kept.length - 1] = mark
  }
  const last = marks.at(-1)
  if (last && kept.at(-1) !== last && !keep(kept.at(-1) ?? last)) kept[kept.length - 1] = last
  return kept
}
