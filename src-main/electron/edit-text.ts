// Edit commands chosen in the menu while a text field has the focus act on its text, as in every other application.
import type { IpcMain, WebContents } from 'electron'
import { EDIT_TEXT_CHANNEL } from './channels'
import { isOwnFrame } from './own-page'

type TextActions = Pick<WebContents, 'undo' | 'redo' | 'cut' | 'copy' | 'paste' | 'delete' | 'selectAll'>

const actions: Readonly<Record<string, (contents: TextActions) => void>> = {
  'edit.undo': (contents) => contents.undo(),
  'edit.redo': (contents) => contents.redo(),
  'edit.cut': (contents) => contents.cut(),
  'edit.copy': (contents) => contents.copy(),
  'edit.paste': (contents) => contents.paste(),
  'edit.delete': (contents) => contents.delete(),
  'edit.select-all': (contents) => contents.selectAll(),
}

export function serveTextEditing(ipcMain: Pick<IpcMain, 'on'>): void {
  ipcMain.on(EDIT_TEXT_CHANNEL, (event, command: unknown) => {
    if (!isOwnFrame(event.senderFrame) || typeof command !== 'string' || !Object.hasOwn(actions, command)) return
    actions[command]?.(event.sender)
  })
}
