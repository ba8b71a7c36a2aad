// Deletes a saved experiment after asking.
import type { SavedExperiment } from '@shared/contract/contract'
import { useStudioStore } from '../stores/studio-store'
import { useUiStore } from '../stores/ui-store'
import { useDocumentActions } from './document-actions'

export function useDeleteSaved(): (saved: SavedExperiment) => Promise<void> {
  const ui = useUiStore()
  const studio = useStudioStore()
  const actions = useDocumentActions()
  return async (saved) => {
    const agreed = await ui.confirm({
      title: `Delete “${saved.name}”?`,
      text: 'This cannot be undone. Runs keep their own copy of the experiment they trained.',
      lost: [`The saved experiment ${saved.id}.latent.json`],
      confirmLabel: 'Delete',
    })
    if (agreed) await actions.attempt(() => studio.removeSaved(saved.id))
  }
}
