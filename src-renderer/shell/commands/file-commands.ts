// File: documents in, documents out.
import type { Command } from '../command'
import type { CommandContext } from '../command-context'
import { pickFile, pickFiles } from '../pick-file'

export function fileCommands({ ui, document, studio, actions, models, files }: CommandContext): readonly Command[] {
  const needsDocument = (): string | null => (document.experiment === null ? 'no experiment is open' : null)
  const startingNetworks = () => (document.experiment?.networks ?? []).filter((network) => network.startingWeights !== undefined)
  return [
    { id: 'file.new', title: 'New blank canvas', group: 'File', icon: 'plus', keywords: 'empty create', run: async () => void (await actions.newBlank()) },
    {
      id: 'file.template',
      title: 'New from a template…',
      group: 'File',
      icon: 'grid',
      keywords: 'start gallery',
      run: () => ui.show('home'),
    },
    {
      id: 'file.open',
      title: 'Open file…',
      group: 'File',
      icon: 'open',
      keys: ['Ctrl+O'],
      whileTyping: true,
      startsSection: true,
      keywords: 'latent.json latent-block.json block import load',
      run: async () => {
        const file = await pickFile('.json,application/json')
        if (file !== null) await files.open([{ name: file.name, file }])
      },
    },
    {
      id: 'file.import',
      title: 'Import a model…',
      group: 'File',
      icon: 'download',
      keywords: 'onnx keras pytorch torch json safetensors network weights architecture',
      run: async () => {
        const chosen = await pickFiles('.onnx,.keras,.json,.safetensors')
        if (chosen.length > 0) await models.importFiles(chosen)
      },
    },
    {
      id: 'file.drop-weights',
      title: 'Drop starting weights',
      group: 'File',
      icon: 'trash',
      keywords: 'imported weights draw initialise fresh',
      disabled: () => (startingNetworks().length === 0 ? 'no network begins with imported weights' : null),
      run: () => {
        const refusal = document.edit(startingNetworks().map(({ id }) => ({ kind: 'drop-starting-weights', network: id })), 'Drop starting weights')
        if (refusal !== null) ui.reportError(refusal)
      },
    },
    {
      id: 'file.library',
      title: 'Open from the library…',
      group: 'File',
      icon: 'data',
      keywords: 'saved experiments',
      disabled: () => (studio.library.length === 0 ? 'nothing saved yet' : null),
      run: () => {
        ui.sheet = 'library'
      },
    },
    {
      id: 'file.save',
      title: 'Save',
      group: 'File',
      icon: 'save',
      keys: ['Ctrl+S'],
      whileTyping: true,
      startsSection: true,
      disabled: needsDocument,
      run: async () => {
        if (await actions.save()) ui.note(`Saved “${document.experiment?.name ?? ''}” in the library.`, 'done')
      },
    },
    {
      id: 'file.template-save',
      title: 'Save as template…',
      group: 'File',
      icon: 'star',
      keywords: 'gallery own keep',
      disabled: needsDocument,
      run: () => {
        ui.sheet = 'template'
      },
    },
    {
      id: 'file.versions',
      title: 'Version history',
      group: 'File',
      icon: 'history',
      keywords: 'versions earlier restore name',
      startsSection: true,
      disabled: needsDocument,
      run: () => {
        ui.leftPanelOpen = true
        ui.show('design')
        ui.versionsAsked += 1
      },
    },
    { id: 'file.diff', title: 'Compare two experiments…', group: 'File', icon: 'compare', keywords: 'architecture diff difference side by side', run: () => ui.show('diff') },
    {
      id: 'file.revert',
      title: 'Go back to what was saved',
      group: 'File',
      icon: 'restore',
      keywords: 'revert discard',
      disabled: () => (document.experiment === null ? 'no experiment is open' : !document.dirty ? 'nothing is unsaved' : document.libraryId === null && document.templateId === null ? 'it was never saved' : null),
      run: () => void actions.attempt(async () => {
        if (await document.revertToSaved(studio.templates)) ui.note('Back to what was saved. Undo returns to your changes.')
      }),
    },
    {
      id: 'file.template-import',
      title: 'Import a template…',
      group: 'File',
      icon: 'upload',
      startsSection: true,
      keywords: 'latent-template.json',
      run: async () => {
        const file = await pickFile('.json,application/json')
        if (file !== null) await files.open([{ name: file.name, file }])
      },
    },
    {
      id: 'file.download',
      title: 'Save as file…',
      group: 'File',
      icon: 'download',
      keys: ['Ctrl+Shift+S'],
      whileTyping: true,
      keywords: 'download export latent.json',
      disabled: needsDocument,
      run: () => document.downloadFile(),
    },
    {
      id: 'file.export',
      title: 'Export…',
      group: 'File',
      icon: 'download',
      keys: ['Ctrl+Shift+E'],
      whileTyping: true,
      keywords: 'pytorch keras python code safetensors weights svg png picture',
      disabled: needsDocument,
      run: () => ui.openExport(null),
    },
  ]
}
