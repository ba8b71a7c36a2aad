// Edit: the canvas's own actions, on the Design stage.
import type { Command } from '../command'
import type { CommandContext } from '../command-context'

export function editCommands({ ui, document, canvas, canvasActions }: CommandContext): readonly Command[] {
  const onCanvas = (): string | null => {
    if (document.experiment === null) return 'no experiment is open'
    return ui.stage === 'design' ? null : 'on the Design stage'
  }
  const withSelection = (): string | null => onCanvas() ?? (document.selectedNodes.size === 0 ? 'no layer is selected' : null)
  const past = (): string => document.history?.past.at(-1)?.label ?? ''
  const future = (): string => document.history?.future[0]?.label ?? ''

  return [
    {
      id: 'edit.undo',
      get title() {
        return past() === '' ? 'Undo' : `Undo: ${past()}`
      },
      group: 'Edit',
      icon: 'undo',
      keys: ['Ctrl+Z'],
      disabled: () => onCanvas() ?? (document.canUndo ? null : 'nothing to undo'),
      run: () => document.undo(),
    },
    {
      id: 'edit.redo',
      get title() {
        return future() === '' ? 'Redo' : `Redo: ${future()}`
      },
      group: 'Edit',
      icon: 'redo',
      keys: ['Ctrl+Shift+Z', 'Ctrl+Y'],
      disabled: () => onCanvas() ?? (document.canRedo ? null : 'nothing to redo'),
      run: () => document.redo(),
    },
    { id: 'edit.cut', title: 'Cut', group: 'Edit', keys: ['Ctrl+X'], startsSection: true, disabled: withSelection, run: () => canvasActions.cut() },
    { id: 'edit.copy', title: 'Copy', group: 'Edit', icon: 'copy', keys: ['Ctrl+C'], disabled: withSelection, run: () => canvasActions.copy() },
    {
      id: 'edit.paste',
      title: 'Paste',
      group: 'Edit',
      keys: ['Ctrl+V'],
      disabled: () => onCanvas() ?? (canvas.clipping === null ? 'nothing was copied' : null),
      run: () => canvasActions.paste(),
    },
    { id: 'edit.duplicate', title: 'Duplicate', group: 'Edit', keys: ['Ctrl+D'], disabled: withSelection, run: () => canvasActions.duplicate() },
    {
      id: 'edit.delete',
      title: 'Delete',
      group: 'Edit',
      icon: 'trash',
      keys: ['Delete', 'Backspace'],
      disabled: () => onCanvas() ?? (document.selectedNodes.size + document.selectedWires.size === 0 ? 'nothing is selected' : null),
      run: () => canvasActions.deleteSelection(),
    },
    { id: 'edit.select-all', title: 'Select all', group: 'Edit', keys: ['Ctrl+A'], startsSection: true, disabled: onCanvas, run: () => canvasActions.selectAll() },
    {
      id: 'edit.rename',
      title: 'Rename layer',
      group: 'Edit',
      icon: 'edit',
      keys: ['F2'],
      disabled: withSelection,
      run: () => {
        canvas.renameRequests += 1
      },
    },
    { id: 'edit.layout', title: 'Arrange layers', group: 'Edit', icon: 'layout', keywords: 'auto layout tidy', disabled: onCanvas, run: () => canvasActions.layout() },
  ]
}
