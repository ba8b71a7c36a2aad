// Takes data up in the open experiment: one undoable step.
import type { Choice } from '@shared/experiment/experiment'
import { useCanvasActions } from '../../canvas/use-canvas-actions'

export function useData(): (choice: Choice, title: string) => void {
  const { carryOut } = useCanvasActions()
  return (choice, title) => void carryOut([{ kind: 'set-value', path: 'dataset', value: choice }], `Use ${title}`)
}
