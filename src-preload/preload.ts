// The bridge between the page and the desktop application: the page asks for the contract's port and hears which command
// was chosen in the menu. It gets no Electron object and no channel name.
import { contextBridge, ipcRenderer } from 'electron'

// The same names as src-main/electron/channels.ts; a test holds the two together.
const CONNECT_CHANNEL = 'latent-studio:connect'
const COMMAND_CHANNEL = 'latent-studio:command'
const EDIT_TEXT_CHANNEL = 'latent-studio:edit-text'

/** The page waits for this message, which brings the port into its own world. */
const PORT_MESSAGE = 'latent-studio-port'

function isTyping(element: Element | null): boolean {
  return element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement || (element instanceof HTMLElement && element.isContentEditable)
}

contextBridge.exposeInMainWorld('latentStudioPort', {
  connect(): void {
    const { port1, port2 } = new MessageChannel()
    ipcRenderer.postMessage(CONNECT_CHANNEL, null, [port1])
    window.postMessage(PORT_MESSAGE, window.location.origin, [port2])
  },
  onCommand(listener: (command: string) => void): void {
    ipcRenderer.on(COMMAND_CHANNEL, (_event, command: unknown) => {
      if (typeof command !== 'string') return
      // Cut, copy, paste and undo mean the text while someone types.
      if (command.startsWith('edit.') && isTyping(document.activeElement)) ipcRenderer.send(EDIT_TEXT_CHANNEL, command)
      else listener(command)
    })
  },
})
