// What Home shows of a run without following it: its latest samples and the course of its primary metric. Asked for
// once, and again as the run moves on, never more often than every few seconds.
import { shallowReactive } from 'vue'
import { isEnded } from '@shared/run/reduce-run'
import type { Artefact, RunId } from '@shared/run/run-events'
import type { RunSummary } from '@shared/run/run-record'
import { studio } from '../../client/studio-client'

export interface RunPreview {
  /** The latest picture or point set there is; null where the run kept none yet. */
  readonly artefact: Artefact | null
  /** Primary metric over time; null where not a number. */
  readonly values: readonly (number | null)[]
}

interface Entry {
  /** Where the run stood when it was asked for. */
  readonly stamp: string
  readonly askedAt: number
  readonly preview: RunPreview
}

const AGAIN_MS = 5000
const POINTS = 48
/** What stands for a run in small, best first. */
const kinds: readonly Artefact['kind'][] = ['samples', 'manifold', 'reconstructions', 'filters']

const entries = shallowReactive(new Map<RunId, Entry>())
const underWay = new Set<RunId>()

export function runPreview(id: RunId): RunPreview | null {
  return entries.get(id)?.preview ?? null
}

/** Asks for the run's preview where it is not known or has moved on. */
export async function refreshRunPreview(run: RunSummary): Promise<void> {
  const stamp = isEnded(run.status) ? `${run.status} ${run.step}` : String(run.step)
  const known = entries.get(run.id)
  if (underWay.has(run.id) || known?.stamp === stamp) return
  if (known !== undefined && !isEnded(run.status) && Date.now() - known.askedAt < AGAIN_MS) return
  underWay.add(run.id)
  try {
    const [events, series] = await Promise.all([
      studio.runs.events({ id: run.id }),
      studio.runs.series({ id: run.id, names: [run.primaryMetric], maxPoints: POINTS }),
    ])
    const artefacts = events.flatMap(({ event }) => (event.kind === 'snapshot' ? event.artefacts : []))
    const artefact = kinds.map((kind) => artefacts.findLast((candidate) => candidate.kind === kind && candidate.blob !== undefined)).find((found) => found !== undefined)
    entries.set(run.id, { stamp, askedAt: Date.now(), preview: { artefact: artefact ?? null, values: series[0]?.values ?? [] } })
  } catch {
    // A preview is a courtesy: the row stands without it, and the next change of the run asks again.
  } finally {
    underWay.delete(run.id)
  }
}
