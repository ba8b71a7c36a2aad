// Edit: the canvas's own actions, on the Design stage.
import { NODE_HEIGHT, NODE_WIDTH } from '@shared/graph/lane-geometry'
import type { Command } from '../command'
import type { CommandContext } from '../command-context'

export function editCommands({ ui, document, canvas, canvasActions }: CommandContext): readonly Command[] {
  const onCanvas = (): string | null => {
    if (document.experiment === null) return 'no experiment is open'
    return ui.stage === 'design' ? null : 'on the Design stage'
  }
  const withSelection = (): string | null => onCanvas() ?? (document.selectedNodes.size === 0 ? 'no layer is selected' : null)
  const withAny = (): string | null => onCanvas() ?? (document.selectedNodes.size + canvas.selectedNotes.size === 0 ? 'nothing is selected' : null)
  const withCopy = (): string | null => onCanvas() ?? (canvas.clipping === null ? 'nothing was copied' : null)
  /** From a menu, copying to the system's clipboard may be refused; the copy in the studio is there all the same. */
  const toSystem = async (text: string | null): Promise<void> => {
    if (text === null) return
    try {
      await navigator.clipboard.writeText(text)
    } catch {
      ui.note('Copied inside the studio. The system’s clipboard was refused: use Ctrl+C to paste elsewhere.')
    }
  }
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
    { id: 'edit.cut', title: 'Cut', group: 'Edit', keys: ['Ctrl+X'], nativeKeys: true, startsSection: true, disabled: withAny, run: () => toSystem(canvasActions.cut()) },
    { id: 'edit.copy', title: 'Copy', group: 'Edit', icon: 'copy', keys: ['Ctrl+C'], nativeKeys: true, disabled: withAny, run: () => toSystem(canvasActions.copy()) },
    { id: 'edit.paste', title: 'Paste', group: 'Edit', keys: ['Ctrl+V'], nativeKeys: true, disabled: withCopy, run: () => canvasActions.paste() },
    {
      id: 'edit.paste-wired',
      title: 'Paste with its wires',
      group: 'Edit',
      keys: ['Ctrl+Shift+V'],
      nativeKeys: true,
      keywords: 'keep incoming connected',
      disabled: withCopy,
      run: () => canvasActions.paste({ keepIncoming: true }),
    },
    { id: 'edit.duplicate', title: 'Duplicate', group: 'Edit', keys: ['Ctrl+D'], disabled: withAny, run: () => canvasActions.duplicate() },
    {
      id: 'edit.delete',
      title: 'Delete',
      group: 'Edit',
      icon: 'trash',
      keys: ['Delete', 'Backspace'],
      disabled: () => onCanvas() ?? (document.selectedNodes.size + document.selectedWires.size + canvas.selectedNotes.size === 0 ? 'nothing is selected' : null),
      run: () => canvasActions.deleteSelection(),
    },
    {
      id: 'edit.dissolve',
      title: 'Delete and join',
      group: 'Edit',
      keys: ['Ctrl+Delete', 'Ctrl+Backspace'],
      keywords: 'dissolve remove heal wires',
      disabled: () => onCanvas() ?? (document.selectedNodes.size === 0 ? 'no layer is selected' : null),
      run: () => canvasActions.dissolveSelection(),
    },
    { id: 'edit.select-all', title: 'Select all', group: 'Edit', keys: ['Ctrl+A'], disabled: onCanvas, run: () => canvasActions.selectAll() },
    {
      id: 'edit.add',
      title: 'Add a layer…',
      group: 'Edit',
      icon: 'plus',
      keys: ['/'],
      keywords: 'search insert find node',
      startsSection: true,
      disabled: onCanvas,
      run: () => {
        const [wire] = document.selectedWires
        const at = canvas.view?.pointer()
        if (!at) return
        const [node] = document.selectedNodes
        const free = at.over && !canvas.nodes.some(({ x, y }) => Math.abs(at.flow.x - x - NODE_WIDTH / 2) < NODE_WIDTH && Math.abs(at.flow.y - y - NODE_HEIGHT / 2) < NODE_HEIGHT)
        const after = !free && node !== undefined && document.selectedNodes.size === 1 && wire === undefined ? node : null
        canvas.search = { page: at.page, flow: at.flow, from: null, wire: document.selectedWires.size === 1 ? (wire ?? null) : null, after }
      },
    },
    { id: 'edit.comment', title: 'Add a comment', group: 'Edit', icon: 'edit', keys: ['C'], keywords: 'note text annotate', disabled: onCanvas, run: () => void canvasActions.addComment() },
    {
      id: 'edit.rename',
      title: 'Rename',
      group: 'Edit',
      icon: 'edit',
      keys: ['F2'],
      keywords: 'layer name title',
      startsSection: true,
      disabled: () => onCanvas() ?? (document.selectedNodes.size + canvas.selectedNotes.size === 1 ? null : 'one layer, comment or frame is to be selected'),
      run: () => {
        canvas.renaming = [...document.selectedNodes, ...canvas.selectedNotes][0] ?? null
      },
    },
    {
      id: 'edit.bypass',
      get title() {
        return document.selectedNodes.size > 0 && canvas.nodes.every((node) => node.bypassed || !document.selectedNodes.has(node.id)) ? 'Switch on again' : 'Bypass'
      },
      group: 'Edit',
      icon: 'eyeoff',
      keys: ['Ctrl+B'],
      keywords: 'mute disable skip off',
      disabled: withSelection,
      run: () => canvasActions.toggleBypass(),
    },
    {
      id: 'edit.connect',
      title: 'Connect to…',
      group: 'Edit',
      icon: 'link',
      keys: ['W'],
      keywords: 'wire draw join',
      disabled: () => onCanvas() ?? (document.selectedNodes.size === 1 ? null : 'one layer is to be selected'),
      run: () => {
        canvas.portSearch = [...document.selectedNodes][0] ?? null
      },
    },
    { id: 'edit.disconnect', title: 'Disconnect', group: 'Edit', keywords: 'wires off remove', disabled: withSelection, run: () => canvasActions.disconnectSelection() },
  ]
}
