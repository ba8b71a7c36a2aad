// What commands act on: the stores, and the actions of canvas and document.
import { useCanvasActions } from '../canvas/use-canvas-actions'
import { useCanvasStore } from '../canvas/canvas-store'
import { useExperimentStore } from '../stores/experiment-store'
import { useRunsStore } from '../stores/runs-store'
import { useStudioStore } from '../stores/studio-store'
import { useUiStore } from '../stores/ui-store'
import { useDocumentActions } from './document-actions'
import { useModelImport } from './use-model-import'
import { useOpenFiles } from './use-open-files'
import { useResume } from './use-resume'

export function useCommandContext() {
  return {
    ui: useUiStore(),
    document: useExperimentStore(),
    runs: useRunsStore(),
    studio: useStudioStore(),
    canvas: useCanvasStore(),
    canvasActions: useCanvasActions(),
    actions: useDocumentActions(),
    resume: useResume(),
    models: useModelImport(),
    files: useOpenFiles(),
  }
}

export type CommandContext = ReturnType<typeof useCommandContext>
