// Files dropped or chosen anywhere on the window go where they belong: an experiment is opened, a block brought into the experiment, a
// model imported, data taken to the Data stage.
import { useCanvasActions } from '../canvas/use-canvas-actions'
import { studio } from '../client/studio-client'
import { droppedFiles, type ChosenFile } from '../panels/data/gather-files'
import { useImportStore } from '../panels/data/import-store'
import { useExperimentStore } from '../stores/experiment-store'
import { useUiStore } from '../stores/ui-store'
import { useDocumentActions } from './document-actions'
import { fileKind } from './file-kind'
import { useModelImport } from './use-model-import'

export function useOpenFiles() {
  const ui = useUiStore()
  const document = useExperimentStore()
  const importing = useImportStore()
  const actions = useDocumentActions()
  const canvasActions = useCanvasActions()
  const models = useModelImport()

  /** True when what was asked for has begun, or is done. */
  async function open(files: readonly ChosenFile[]): Promise<boolean> {
    const [first, another] = files
    if (first === undefined) {
      ui.note('There are no files in it')
      return false
    }
    const kinds = new Set<string>()
    if (!(await actions.attempt(async () => (await Promise.all(files.map(({ name, file }) => fileKind(name, file)))).forEach((kind) => kinds.add(kind))))) return false
    if (kinds.has('data')) return importData(files)
    if (kinds.has('model')) return models.importFiles(files.map(({ file }) => file))
    if (kinds.has('block') && kinds.size === 1) return openBlocks(files)
    if (another === undefined) return actions.openFile(first.file)
    ui.reportError({
      code: 'files-several',
      message: 'Several experiments cannot be opened at once',
      path: files.map(({ name }) => name).join(', ').slice(0, 200),
      expected: 'one experiment, one or more blocks, a model with its weights, or data',
      got: `${files.length} files`,
      fix: 'open one of them',
    })
    return false
  }

  /** To be called while the drop is handled: afterwards the browser forgets what was dropped. */
  function openDropped(transfer: DataTransfer): Promise<boolean> {
    const gathered = droppedFiles(transfer)
    return actions.attempt(async () => void (await open(await gathered)))
  }

  /** An import that is under way stays: what it was told would be lost. */
  async function importData(files: readonly ChosenFile[]): Promise<boolean> {
    ui.show('data')
    if (importing.active && importing.phase !== 'failed' && importing.phase !== 'done') {
      ui.reportError({ code: 'import-under-way', message: 'Another import is under way', expected: 'one import of data at a time', got: `${files[0]?.name ?? 'files'} beside it`, fix: 'store or cancel that one, then drop these again' })
      return false
    }
    await importing.begin(files)
    return true
  }

  /** All are read before the first is brought in, so that a broken one changes nothing. */
  function openBlocks(files: readonly ChosenFile[]): Promise<boolean> {
    return actions.attempt(async () => {
      const blocks = await Promise.all(files.map(async ({ name, file }) => studio.blocks.parse({ text: await file.text(), fileName: name })))
      if (document.experiment === null) document.newBlank()
      ui.show('design')
      for (const block of blocks) canvasActions.bringIn(block)
    })
  }

  return { open, openDropped }
}
