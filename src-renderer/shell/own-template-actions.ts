// What can be done with a template of one's own: describe it anew, hand it on as a file, delete it.
import { shallowRef } from 'vue'
import type { Template } from '@shared/contract/contract'
import { studio } from '../client/studio-client'
import type { MenuEntry } from '../design-system/menu-entry'
import { downloadText } from '../stores/download-text'
import { useStudioStore } from '../stores/studio-store'
import { useUiStore } from '../stores/ui-store'
import { useDocumentActions } from './document-actions'

/** The template whose words are being changed; null while a new one is made. */
export const describedTemplate = shallowRef<Template | null>(null)

export function useOwnTemplateActions(): (template: Template) => readonly MenuEntry[] {
  const ui = useUiStore()
  const library = useStudioStore()
  const actions = useDocumentActions()

  async function remove(template: Template): Promise<void> {
    const agreed = await ui.confirm({ title: `Delete the template “${template.title}”?`, text: 'This cannot be undone. Experiments and runs made from it stay. Export it first to keep it as a file.', lost: [`${template.title}, with its picture and description`], confirmLabel: 'Delete' })
    if (!agreed) return
    await actions.attempt(async () => {
      await studio.templates.delete({ id: template.id })
      await library.refreshTemplates()
    })
  }

  async function hand(template: Template): Promise<void> {
    await actions.attempt(async () => {
      const { text, fileName } = await studio.templates.file({ id: template.id })
      downloadText(fileName, text)
    })
  }

  return (template) => [
    {
      kind: 'item', id: 'describe', title: 'Rename and describe…', icon: 'edit', run: () => {
        describedTemplate.value = template
        ui.sheet = 'template'
      },
    },
    { kind: 'item', id: 'export', title: 'Export as a file…', icon: 'download', run: () => void hand(template) },
    { kind: 'line', id: 'line' },
    { kind: 'item', id: 'delete', title: 'Delete…', icon: 'trash', danger: true, run: () => void remove(template) },
  ]
}
