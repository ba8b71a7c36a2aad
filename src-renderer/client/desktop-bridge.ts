// What the desktop application's preload script puts on the window, and whether it is there.

/** One function an operation; see src-preload. */
export interface DesktopBridge {
  /** Asks for the contract's port; it arrives as a message of this window named below. */
  connect(): void
  /** Ids of commands chosen in the application's own menu. */
  onCommand?(listener: (command: string) => void): void
}

declare global {
  interface Window {
    readonly latentStudioPort?: DesktopBridge
  }
}

const PORT_MESSAGE = 'latent-studio-port'

/** The contract's port in the desktop application, null in a browser. */
export function desktopPort(): Promise<MessagePort> | null {
  const bridge = window.latentStudioPort
  if (bridge === undefined) return null
  return new Promise((resolve) => {
    const listener = (message: MessageEvent<unknown>): void => {
      const port = message.ports[0]
      if (message.source !== window || message.data !== PORT_MESSAGE || port === undefined) return
      window.removeEventListener('message', listener)
      resolve(port)
    }
    window.addEventListener('message', listener)
    bridge.connect()
  })
}

/** Hears commands that were chosen outside the page; does nothing in a browser. */
export function onDesktopCommand(listener: (command: string) => void): void {
  window.latentStudioPort?.onCommand?.(listener)
}
