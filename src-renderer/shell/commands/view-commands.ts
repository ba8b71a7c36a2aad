// View: stages, theme, what the canvas shows, the log.
import { stageEntries } from '../stages'
import type { Command } from '../command'
import type { CommandContext } from '../command-context'

export function viewCommands({ ui, document, canvas }: CommandContext): readonly Command[] {
  const onCanvas = (): string | null => {
    if (document.experiment === null) return 'no experiment is open'
    return ui.stage === 'design' ? null : 'on the Design stage'
  }
  /** Design and Train have panels beside their middle, which one switch each puts away. */
  const besidePanels = (): string | null => {
    if (ui.stage === 'train') return null
    return onCanvas() === null ? null : 'on the Design and Train stages'
  }
  const stages = stageEntries.map(
    (entry): Command => ({
      id: `view.${entry.id}`,
      title: entry.title,
      paletteTitle: `Go to ${entry.title}`,
      group: 'View',
      icon: entry.icon,
      keys: [entry.keys],
      whileTyping: true,
      keywords: 'stage',
      checked: () => ui.stage === entry.id,
      run: () => ui.show(entry.id),
    }),
  )
  return [
    ...stages,
    { id: 'view.fit', title: 'Fit the canvas', group: 'View', icon: 'fit', keys: ['.', 'Shift+1'], startsSection: true, disabled: onCanvas, run: () => canvas.view?.fit() },
    { id: 'view.fit-selection', title: 'Zoom to selection', group: 'View', keys: ['Shift+2'], disabled: onCanvas, run: () => canvas.view?.fitSelection() },
    { id: 'view.actual-size', title: 'Zoom to 100 %', group: 'View', keys: ['Shift+0'], disabled: onCanvas, run: () => canvas.view?.zoomTo(1) },
    { id: 'view.zoom-in', title: 'Zoom in', group: 'View', icon: 'plus', disabled: onCanvas, run: () => canvas.view?.zoomIn() },
    { id: 'view.zoom-out', title: 'Zoom out', group: 'View', icon: 'min', disabled: onCanvas, run: () => canvas.view?.zoomOut() },
    {
      id: 'view.minimap',
      title: 'Minimap',
      group: 'View',
      keywords: 'overview hide show',
      disabled: onCanvas,
      checked: () => canvas.showMinimap,
      run: () => {
        canvas.showMinimap = !canvas.showMinimap
      },
    },
    {
      id: 'view.left-panel',
      get title() {
        return ui.stage === 'train' ? 'Runs panel' : 'Layers panel'
      },
      group: 'View',
      startsSection: true,
      keywords: 'left palette queue hide show',
      disabled: besidePanels,
      checked: () => ui.leftPanelOpen,
      run: () => {
        ui.leftPanelOpen = !ui.leftPanelOpen
      },
    },
    {
      id: 'view.right-panel',
      title: 'Inspector',
      group: 'View',
      keywords: 'right panel run hide show',
      disabled: besidePanels,
      checked: () => ui.rightPanelOpen,
      run: () => {
        ui.rightPanelOpen = !ui.rightPanelOpen
      },
    },
    {
      id: 'view.log',
      title: 'Log',
      group: 'View',
      icon: 'log',
      keywords: 'drawer messages',
      checked: () => ui.logOpen,
      run: () => {
        ui.logOpen = !ui.logOpen
      },
    },
    {
      id: 'view.theme',
      get title() {
        return ui.theme === 'dark' ? 'Light theme' : 'Dark theme'
      },
      group: 'View',
      icon: 'theme',
      keywords: 'dark light colours appearance',
      startsSection: true,
      run: () => ui.toggleTheme(),
    },
  ]
}
