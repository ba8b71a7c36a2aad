// Whether a run holds one of the places of runs that train at once. A paused run does: it keeps its memory.
import type { RunStatus } from '@shared/run/run-record'

export function isGoing(status: RunStatus): boolean {
  return status === 'starting' || status === 'running' || status === 'paused'
}
