// The one window: sandboxed, isolated, with no Node in it, showing our page.
import type { BrowserWindow, BrowserWindowConstructorOptions } from 'electron'
import type { ElectronApi } from './electron-api'
import { COMMAND_CHANNEL } from './channels'
import { APP_PAGE } from './own-page'
import { keepWindowState, readWindowState, type WindowState } from './window-state'

export interface StudioWindowFiles {
  readonly preload: string
  readonly icon: string
  readonly state: string
}

/** Every setting that keeps a page apart from the machine is written out, also where it is Electron's default. */
export function windowOptions(files: StudioWindowFiles, state: WindowState): BrowserWindowConstructorOptions {
  return {
    title: 'Latent Studio',
    width: 1440,
    height: 900,
    ...(state.bounds ?? {}),
    minWidth: 1024,
    minHeight: 640,
    show: false,
    backgroundColor: '#0e1013',
    autoHideMenuBar: true,
    icon: files.icon,
    webPreferences: {
      preload: files.preload,
      sandbox: true,
      contextIsolation: true,
      webSecurity: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      navigateOnDragDrop: false,
      // Dictionaries are downloaded.
      spellcheck: false,
    },
  }
}

export function openStudioWindow(electron: Pick<ElectronApi, 'BrowserWindow' | 'screen'>, files: StudioWindowFiles): BrowserWindow {
  const screens = electron.screen.getAllDisplays().map((display) => display.workArea)
  const state = readWindowState(files.state, screens)
  const window = new electron.BrowserWindow(windowOptions(files, state))
  if (state.maximised) window.maximize()
  window.once('ready-to-show', () => window.show())
  window.on('close', () => keepWindowState(files.state, { bounds: window.getNormalBounds(), maximised: window.isMaximized() }))
  // A page that died is opened again; runs are other processes and go on. One that dies at once again stays closed.
  let diedAt = 0
  window.webContents.on('render-process-gone', (_event, details) => {
    if (details.reason === 'clean-exit' || window.isDestroyed()) return
    if (Date.now() - diedAt < 10_000) return
    diedAt = Date.now()
    window.webContents.reload()
  })
  void window.loadURL(APP_PAGE)
  return window
}

/** Hands a command chosen in the menu to the page. */
export function sendCommand(window: BrowserWindow | undefined, command: string): void {
  if (window === undefined || window.isDestroyed()) return
  window.webContents.send(COMMAND_CHANNEL, command)
}
