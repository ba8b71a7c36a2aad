// Resumes a run from wherever it is named, and says so where it has to wait.
import { readonly, ref } from 'vue'
import type { RunId } from '@shared/run/run-events'
import { useRunsStore } from '../stores/runs-store'
import { useUiStore } from '../stores/ui-store'
import { useDocumentActions } from './document-actions'
import { describeWait } from './describe-queue'

/** True between pressing Resume and the studio's answer. */
const resuming = ref(false)

export function useResume() {
  const runs = useRunsStore()
  const ui = useUiStore()
  const actions = useDocumentActions()

  /** True when it goes on, or waits for its turn to. */
  async function resume(id: RunId, epochs?: number): Promise<boolean> {
    if (resuming.value) return false
    resuming.value = true
    const done = await actions.attempt(async () => {
      const run = await runs.resume(id, epochs)
      if (run.status === 'queued') ui.note(describeWait(run.name, run.queuePlace, runs.active?.name ?? null))
    })
    resuming.value = false
    return done
  }

  return { resuming: readonly(resuming), resume }
}
