// The application menu: the page's own commands by their ids, so that menu, palette and shortcuts mean the same thing.
// The page acts on the keys itself; here they are only shown (macOS hands them to the page first).
import type { MenuItemConstructorOptions } from 'electron'

interface MenuCommand {
  readonly id: string
  readonly label: string
  readonly keys?: string
}

const line = null

/** Commands as the page's catalogue names them (src-renderer/shell/commands); a test holds the two together. */
export const menuCommands: Readonly<Record<'File' | 'Edit' | 'Arrange' | 'Network' | 'View' | 'Run' | 'Help', readonly (MenuCommand | null)[]>> = {
  File: [
    { id: 'file.new', label: 'New blank canvas' },
    { id: 'file.template', label: 'New from a template…' },
    line,
    { id: 'file.open', label: 'Open file…', keys: 'CmdOrCtrl+O' },
    { id: 'file.library', label: 'Open from the library…' },
    line,
    { id: 'file.save', label: 'Save', keys: 'CmdOrCtrl+S' },
    { id: 'file.template-save', label: 'Save as template…' },
    line,
    { id: 'file.versions', label: 'Version history' },
    { id: 'file.diff', label: 'Compare two experiments…' },
    { id: 'file.revert', label: 'Go back to what was saved' },
    line,
    { id: 'file.template-import', label: 'Import a template…' },
    { id: 'file.download', label: 'Save as file…', keys: 'CmdOrCtrl+Shift+S' },
  ],
  Edit: [
    { id: 'edit.undo', label: 'Undo', keys: 'CmdOrCtrl+Z' },
    { id: 'edit.redo', label: 'Redo', keys: 'CmdOrCtrl+Shift+Z' },
    line,
    { id: 'edit.cut', label: 'Cut', keys: 'CmdOrCtrl+X' },
    { id: 'edit.copy', label: 'Copy', keys: 'CmdOrCtrl+C' },
    { id: 'edit.paste', label: 'Paste', keys: 'CmdOrCtrl+V' },
    { id: 'edit.duplicate', label: 'Duplicate', keys: 'CmdOrCtrl+D' },
    { id: 'edit.delete', label: 'Delete' },
    line,
    { id: 'edit.select-all', label: 'Select all', keys: 'CmdOrCtrl+A' },
    { id: 'edit.rename', label: 'Rename layer', keys: 'F2' },
  ],
  Arrange: [
    { id: 'arrange.layout', label: 'Arrange layers', keys: 'L' },
    { id: 'arrange.frame', label: 'Frame selection', keys: 'CmdOrCtrl+G' },
    { id: 'arrange.unframe', label: 'Remove frame', keys: 'CmdOrCtrl+Shift+G' },
  ],
  Network: [
    { id: 'network.add', label: 'Add a network' },
    line,
    { id: 'network.rename', label: 'Rename network' },
    { id: 'network.duplicate', label: 'Duplicate network' },
    { id: 'network.freeze', label: 'Freeze or let learn' },
    { id: 'network.up', label: 'Move up' },
    { id: 'network.down', label: 'Move down' },
    line,
    { id: 'network.delete', label: 'Delete network' },
  ],
  View: [
    { id: 'view.home', label: 'Home' },
    { id: 'view.design', label: 'Design' },
    { id: 'view.train', label: 'Train' },
    { id: 'view.compare', label: 'Compare' },
    { id: 'view.history', label: 'History' },
    line,
    { id: 'view.fit', label: 'Fit the canvas' },
    { id: 'view.log', label: 'Log' },
    { id: 'view.theme', label: 'Dark or light theme' },
  ],
  Run: [
    { id: 'run.train', label: 'Train', keys: 'CmdOrCtrl+Enter' },
    { id: 'run.pause', label: 'Pause' },
    { id: 'run.resume', label: 'Resume' },
    { id: 'run.stop', label: 'Stop', keys: 'CmdOrCtrl+Alt+Enter' },
    line,
    { id: 'run.problem', label: 'Show the next problem', keys: 'F8' },
  ],
  Help: [
    { id: 'help.commands', label: 'All commands…', keys: 'CmdOrCtrl+K' },
    { id: 'help.shortcuts', label: 'Keyboard shortcuts' },
    { id: 'help.about', label: 'About Latent Studio' },
  ],
}

/** What Electron itself does, beside the page's commands. */
const ownItems: Readonly<Record<string, readonly MenuItemConstructorOptions[]>> = {
  File: [{ type: 'separator' }, { role: 'quit' }],
  View: [
    { type: 'separator' },
    { role: 'resetZoom', label: 'Text at its usual size' },
    { role: 'zoomIn', label: 'Larger text' },
    { role: 'zoomOut', label: 'Smaller text' },
    { type: 'separator' },
    { role: 'togglefullscreen' },
    { role: 'toggleDevTools' },
  ],
}

/** @param send hands a command's id to the page */
export function menuTemplate(platform: NodeJS.Platform, send: (command: string) => void): MenuItemConstructorOptions[] {
  const menus = Object.entries(menuCommands).map(
    ([label, commands]): MenuItemConstructorOptions => ({
      label,
      submenu: [
        ...commands.map(
          (command): MenuItemConstructorOptions =>
            command === null
              ? { type: 'separator' }
              : { id: command.id, label: command.label, accelerator: command.keys, registerAccelerator: false, click: () => send(command.id) },
        ),
        ...(ownItems[label] ?? []),
      ],
    }),
  )
  return platform === 'darwin' ? [{ role: 'appMenu' }, ...menus, { role: 'windowMenu' }] : menus
}
