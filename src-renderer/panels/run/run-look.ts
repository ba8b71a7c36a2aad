// What a chart needs to know of a run besides its points. A summary changes several times a second while a run goes on;
// this changes only when the look does, so that charts are redrawn for new points alone.
import { isEnded } from '@shared/run/reduce-run'
import type { RunSummary } from '@shared/run/run-record'

export interface RunLook {
  readonly id: RunSummary['id']
  readonly name: string
  readonly number: number
  /** Still training, or paused. */
  readonly live: boolean
}

type Seen = Pick<RunSummary, 'id' | 'name' | 'number' | 'status'>

/** The look before when it still holds, else a new one: for computed values that must not change in vain. */
export function keepLook(before: RunLook | null | undefined, run: Seen | null): RunLook | null {
  if (!run) return null
  const live = !isEnded(run.status)
  if (before && before.id === run.id && before.name === run.name && before.number === run.number && before.live === live) return before
  return { id: run.id, name: run.name, number: run.number, live }
}

/** As `keepLook`, for a list: the same list when nothing in it changed. */
export function keepLooks(before: readonly RunLook[] | undefined, runs: readonly Seen[]): readonly RunLook[] {
  const looks = runs.flatMap((run) => keepLook(before?.find((look) => look.id === run.id), run) ?? [])
  return before && before.length === looks.length && looks.every((look, index) => look === before[index]) ? before : looks
}
