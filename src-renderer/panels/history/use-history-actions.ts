// What can be done to runs from History.
import type { RunId } from '@shared/run/run-events'
import type { RunSummary } from '@shared/run/run-record'
import { useDocumentActions } from '../../shell/document-actions'
import { useRunsStore } from '../../stores/runs-store'
import { useUiStore } from '../../stores/ui-store'
import { describeDeletion, whyNotDeleted } from './describe-deletion'

export function useHistoryActions() {
  const ui = useUiStore()
  const runs = useRunsStore()
  const actions = useDocumentActions()

  /** Puts exactly these runs on show, side by side. */
  function compare(ids: readonly RunId[]): void {
    runs.showOnly(ids)
    ui.show('compare')
  }

  /** Asks, naming what is lost; true when the runs are gone. A run under way has to be stopped first. */
  async function remove(chosen: readonly RunSummary[]): Promise<boolean> {
    const reason = chosen.map(whyNotDeleted).find((why) => why !== null) ?? null
    if (reason !== null) {
      ui.note(reason)
      return false
    }
    if (!(await ui.confirm(describeDeletion(chosen)))) return false
    let gone = true
    for (const run of chosen) gone = (await actions.attempt(() => runs.delete(run.id))) && gone
    return gone
  }

  const rename = (run: RunSummary, name: string): Promise<boolean> => actions.attempt(() => runs.update(run.id, { name }))
  const setTags = (run: RunSummary, tags: readonly string[]): Promise<boolean> => actions.attempt(() => runs.update(run.id, { tags: [...tags] }))
  const setNotes = (id: RunId, notes: string): Promise<boolean> => actions.attempt(() => runs.update(id, { notes }))

  return { compare, remove, rename, setTags, setNotes, show: actions.showRun, openExperiment: actions.openRunExperiment, openClassifier: actions.openClassifier }
}
