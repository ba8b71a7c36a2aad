// Where the one clock can stand: between the beginning and the furthest run on show, stopping at what was recorded.
// Positions are epochs, fractional: the unit in which runs of different batch sizes can be laid side by side.

export interface ClockTrack {
  readonly id: string
  /** Epochs finished. */
  readonly reached: number
  /** Epochs planned; what was reached where the plan is unknown. */
  readonly planned: number
  readonly live: boolean
  /** Epochs at which something was recorded to look at, ascending. */
  readonly stops: readonly number[]
}

/** Two positions closer than this are one: epochs are quotients of step counts. */
export const SAME = 1e-6

/** The clock's right end: the longest plan on show. At least a sliver, so that a track can be drawn. */
export function clockLength(tracks: readonly ClockTrack[]): number {
  return Math.max(0.01, ...tracks.map((track) => Math.max(track.planned, track.reached)))
}

/** As far as anything on show has got. */
export function clockReached(tracks: readonly ClockTrack[]): number {
  return Math.max(0, ...tracks.map((track) => track.reached))
}

/** Where "live" is: the furthest run that still goes, or the end of the longest one when all have ended. */
export function liveEdge(tracks: readonly ClockTrack[]): number {
  const going = tracks.filter((track) => track.live)
  return clockReached(going.length > 0 ? going : tracks)
}

/** Every place worth stopping at, once, ascending. */
export function clockStops(tracks: readonly ClockTrack[]): number[] {
  const all = tracks.flatMap((track) => [...track.stops]).sort((a, b) => a - b)
  return all.filter((stop, index) => index === 0 || stop - (all[index - 1] ?? -Infinity) > SAME)
}

/** The stop before a position, or null at the first. */
export function stopBefore(stops: readonly number[], position: number): number | null {
  return stops.findLast((stop) => stop < position - SAME) ?? null
}

/** The stop after a position, or null past the last. */
export function stopAfter(stops: readonly number[], position: number): number | null {
  return stops.find((stop) => stop > position + SAME) ?? null
}

/** What was recorded at or before a position; undefined before the first. Entries ascend. */
export function atOrBefore<Entry extends { readonly epoch: number }>(entries: readonly Entry[], position: number): Entry | undefined {
  return entries.findLast((entry) => entry.epoch <= position + SAME)
}
