// Undo and redo: an immutable history of whole documents. Documents share what edits leave alone, so a step costs little,
// and undo gives back the very same object that was there before.
import type { Experiment } from '../experiment/experiment'
import { applyEdits } from './apply-edit'
import type { GraphEdit } from './edit-schema'

export interface HistoryStep {
  readonly experiment: Experiment
  /** What was done between this document and the one after it: `Delete 2 layers`. */
  readonly label: string
}

export interface EditHistory {
  readonly present: Experiment
  /** Oldest first. The last one is what undo brings back. */
  readonly past: readonly HistoryStep[]
  /** Next first. The first one is what redo brings back. */
  readonly future: readonly HistoryStep[]
}

/** Steps that can be undone; the oldest are forgotten. */
export const MOST_STEPS = 500

export function createHistory(experiment: Experiment): EditHistory {
  return { present: experiment, past: [], future: [] }
}

/**
 * Makes the edits as one step, which ends what could have been redone. Edits that change nothing leave no step.
 * @throws StudioError where an edit cannot be made; then none is.
 */
export function commit(history: EditHistory, edits: readonly GraphEdit[], label: string): EditHistory {
  const present = applyEdits(history.present, edits)
  if (present === history.present) return history
  return { present, past: [...history.past, { experiment: history.present, label }].slice(-MOST_STEPS), future: [] }
}

/** Puts a whole document in the present's place, as one step: the one before comes back with undo. */
export function commitDocument(history: EditHistory, experiment: Experiment, label: string): EditHistory {
  return { present: experiment, past: [...history.past, { experiment: history.present, label }].slice(-MOST_STEPS), future: [] }
}

/** The same history where there is nothing to undo. */
export function undo(history: EditHistory): EditHistory {
  const last = history.past.at(-1)
  if (last === undefined) return history
  return { present: last.experiment, past: history.past.slice(0, -1), future: [{ experiment: history.present, label: last.label }, ...history.future] }
}

/** The same history where there is nothing to redo. */
export function redo(history: EditHistory): EditHistory {
  const next = history.future[0]
  if (next === undefined) return history
  return { present: next.experiment, past: [...history.past, { experiment: history.present, label: next.label }], future: history.future.slice(1) }
}
