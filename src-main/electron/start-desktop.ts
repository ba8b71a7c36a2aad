// Composes the desktop host from the studio's services and Electron. Everything with a decision in it is in the files
// this one calls; what is here is the order.
import { join } from 'node:path'
import type { BrowserWindow } from 'electron'
import { describeStudioError, StudioError } from '@shared/studio-error'
import { createStudio, type Studio } from '../api/create-studio'
import { standardErrorLogger, type Logger } from '../logger'
import { createAppResponder } from './app-protocol'
import { desktopLocations } from './desktop-locations'
import { parseDesktopOptions } from './desktop-options'
import { serveTextEditing } from './edit-text'
import type { ElectronApi } from './electron-api'
import { guardContents } from './guard-contents'
import { guardSession } from './guard-session'
import { menuTemplate } from './menu'
import { APP_SCHEME } from './own-page'
import { serveMessagePorts } from './port-bridge'
import { openStudioWindow, sendCommand } from './studio-window'

export interface DesktopParts {
  readonly electron: ElectronApi
  readonly parameters: readonly string[]
  readonly platform: NodeJS.Platform
  readonly resourcesPath: string
  readonly logger?: Logger
}

function explainFault(electron: ElectronApi, error: unknown, logger: Logger): void {
  logger.error('The studio could not start', error)
  const words = error instanceof StudioError ? describeStudioError(error.detail) : error instanceof Error ? error.message : String(error)
  electron.dialog.showErrorBox('Latent Studio cannot start', words)
}

/**
 * Call it before Electron is ready: the sandbox and the scheme must be set first.
 * @returns when the window is open, or when another studio of this person was brought to the front instead
 */
export async function startDesktop(parts: DesktopParts): Promise<void> {
  const { electron, platform } = parts
  const { app } = electron
  const logger = parts.logger ?? standardErrorLogger
  const options = parseDesktopOptions(parts.parameters)

  app.enableSandbox()
  electron.protocol.registerSchemesAsPrivileged([{ scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } }])
  // Another data folder is another studio: it gets its own window, storage and lock.
  if (!options.isDefaultData) app.setPath('userData', join(options.dataDirectory, 'desktop'))
  for (const name of ['disable-background-networking', 'disable-component-update', 'disable-domain-reliability']) app.commandLine.appendSwitch(name)

  if (!app.requestSingleInstanceLock()) {
    app.quit()
    return
  }

  let window: BrowserWindow | undefined
  app.on('second-instance', () => {
    if (window === undefined) return
    if (window.isMinimized()) window.restore()
    window.focus()
  })
  app.on('web-contents-created', (_event, contents) => {
    guardContents(contents, (address) => void electron.shell.openExternal(address))
  })

  await app.whenReady()

  let studio: Studio
  const locations = desktopLocations({ isPackaged: app.isPackaged, appPath: app.getAppPath(), resourcesPath: parts.resourcesPath, platform })
  try {
    studio = createStudio({ dataDirectory: options.dataDirectory, locations, host: 'desktop', ...(parts.logger === undefined ? {} : { logger }) })
  } catch (error) {
    explainFault(electron, error, logger)
    app.exit(1)
    return
  }

  const { blobs, templates, information } = studio.services
  guardSession(electron.session.defaultSession)
  electron.protocol.handle(
    APP_SCHEME,
    createAppResponder({ renderer: locations.renderer, blob: (id) => blobs.find(id), templatePicture: (id) => templates.picture(id) }),
  )
  serveMessagePorts(electron.ipcMain, studio.router, studio.logger)
  serveTextEditing(electron.ipcMain)
  electron.Menu.setApplicationMenu(electron.Menu.buildFromTemplate(menuTemplate(platform, (command) => sendCommand(window, command))))

  const open = (): void => {
    window = openStudioWindow(electron, {
      preload: join(app.getAppPath(), 'out', 'preload', 'preload.cjs'),
      icon: app.isPackaged ? join(parts.resourcesPath, 'icon.png') : join(app.getAppPath(), 'resources', 'icons', 'icon.png'),
      state: join(app.getPath('userData'), 'window.json'),
    })
    window.on('closed', () => {
      window = undefined
    })
  }
  open()
  app.on('activate', () => {
    if (window === undefined) open()
  })
  app.on('window-all-closed', () => {
    if (platform !== 'darwin') app.quit()
  })

  // Runs stop with a checkpoint before the application ends; quitting waits for that once.
  let closed = false
  app.on('before-quit', (event) => {
    if (closed) return
    event.preventDefault()
    studio
      .close()
      .catch((error: unknown) => logger.error('Fault while closing', error))
      .finally(() => {
        closed = true
        app.quit()
      })
  })
  void information.engine()
}
