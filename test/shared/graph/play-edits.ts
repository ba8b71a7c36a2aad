// Carries out edits as a person's steps, passing over those the studio refuses.
import type { Experiment } from '@shared/experiment/experiment'
import { commit, createHistory, type EditHistory } from '@shared/graph/edit-history'
import type { GraphEdit } from '@shared/graph/edit-schema'
import { StudioError } from '@shared/studio-error'

/** The history after the step, the very same where it is refused. Faults that are no StudioError are thrown. */
export function tryStep(history: EditHistory, edits: readonly GraphEdit[]): EditHistory {
  try {
    return commit(history, edits, edits[0]?.kind ?? 'nothing')
  } catch (error) {
    if (error instanceof StudioError) return history
    throw error
  }
}

/** Each edit as a step of its own. */
export function play(start: Experiment, edits: readonly GraphEdit[]): EditHistory {
  return edits.reduce((history, edit) => tryStep(history, [edit]), createHistory(start))
}
