// Arrange: where things stand on the canvas.
import type { Alignment, Direction } from '../../canvas/arrange/align-boxes'
import type { Command } from '../command'
import type { CommandContext } from '../command-context'

const alignments: readonly { readonly id: Alignment; readonly title: string; readonly keys: string }[] = [
  { id: 'left', title: 'Align left edges', keys: 'Alt+A' },
  { id: 'centre', title: 'Align middles in a column', keys: 'Alt+H' },
  { id: 'right', title: 'Align right edges', keys: 'Alt+D' },
  { id: 'top', title: 'Align top edges', keys: 'Alt+W' },
  { id: 'middle', title: 'Align middles in a row', keys: 'Alt+V' },
  { id: 'bottom', title: 'Align bottom edges', keys: 'Alt+S' },
]

const directions: readonly { readonly id: Direction; readonly title: string; readonly keys: string }[] = [
  { id: 'across', title: 'Even gaps across', keys: 'Alt+Shift+H' },
  { id: 'down', title: 'Even gaps down', keys: 'Alt+Shift+V' },
]

export function arrangeCommands({ ui, document, canvas, canvasActions }: CommandContext): readonly Command[] {
  const onCanvas = (): string | null => {
    if (document.experiment === null) return 'no experiment is open'
    return ui.stage === 'design' ? null : 'on the Design stage'
  }
  const selected = (): number => document.selectedNodes.size + canvas.selectedNotes.size
  const atLeast = (count: number, words: string) => (): string | null => onCanvas() ?? (selected() >= count ? null : `${words} are to be selected`)

  return [
    { id: 'arrange.layout', title: 'Arrange layers', group: 'Arrange', icon: 'layout', keys: ['L'], keywords: 'auto layout tidy', disabled: onCanvas, run: () => canvasActions.layout() },
    ...alignments.map(
      ({ id, title, keys }, index): Command => ({
        id: `arrange.${id}`,
        title,
        group: 'Arrange',
        keys: [keys],
        startsSection: index === 0,
        disabled: atLeast(2, 'two or more'),
        run: () => canvasActions.align(id),
      }),
    ),
    ...directions.map(
      ({ id, title, keys }, index): Command => ({
        id: `arrange.${id}`,
        title,
        group: 'Arrange',
        keys: [keys],
        keywords: 'distribute spacing',
        startsSection: index === 0,
        disabled: atLeast(3, 'three or more'),
        run: () => canvasActions.distribute(id),
      }),
    ),
    {
      id: 'arrange.frame',
      title: 'Frame selection',
      group: 'Arrange',
      icon: 'group',
      keys: ['Ctrl+G'],
      keywords: 'group box',
      startsSection: true,
      disabled: () => onCanvas() ?? (selected() === 0 ? 'nothing is selected' : null),
      run: () => void canvasActions.frameSelection(),
    },
    {
      id: 'arrange.unframe',
      title: 'Remove frame',
      group: 'Arrange',
      keys: ['Ctrl+Shift+G'],
      keywords: 'ungroup',
      disabled: () => onCanvas() ?? (selected() === 0 ? 'nothing is selected' : null),
      run: () => canvasActions.unframeSelection(),
    },
    {
      id: 'block.make',
      title: 'Make block…',
      group: 'Arrange',
      icon: 'c-block',
      keys: ['Ctrl+Alt+K'],
      keywords: 'module component subgraph group reuse resnet',
      startsSection: true,
      disabled: () => onCanvas() ?? canvasActions.makeBlockObstacle(),
      run: () => canvasActions.askForBlock(),
    },
    {
      id: 'block.open',
      title: 'Open block',
      group: 'Arrange',
      icon: 'edit',
      keywords: 'edit inside enter',
      disabled: () => onCanvas() ?? (canvasActions.selectedUse() === null ? 'one block is to be selected' : null),
      run() {
        const use = canvasActions.selectedUse()
        if (use) canvasActions.openBlock(use.block)
      },
    },
    {
      id: 'block.leave',
      title: 'Leave block',
      group: 'Arrange',
      keywords: 'back close up',
      disabled: () => onCanvas() ?? (canvas.openBlock === null ? 'no block is open' : null),
      run: () => canvasActions.closeBlocks(),
    },
    {
      id: 'block.unpack',
      title: 'Unpack block',
      group: 'Arrange',
      icon: 'expand',
      keys: ['Ctrl+Alt+B'],
      keywords: 'ungroup detach expand explode',
      disabled: () => onCanvas() ?? (canvasActions.selectedUse() === null ? 'one block is to be selected' : null),
      run: () => canvasActions.unpackBlock(),
    },
    {
      id: 'block.import',
      title: 'Import block…',
      group: 'Arrange',
      icon: 'upload',
      keywords: 'open file library',
      disabled: onCanvas,
      run: () => canvasActions.importBlock(),
    },
    {
      id: 'arrange.snap',
      title: 'Snap while dragging',
      group: 'Arrange',
      keywords: 'guides align magnet',
      startsSection: true,
      disabled: onCanvas,
      checked: () => canvas.snapping,
      run: () => {
        canvas.snapping = !canvas.snapping
      },
    },
  ]
}
