// A small Electron: records what the desktop host registers and asks for, and lets a test play the system's part.
// Only what src-main/electron uses is here; its types are Electron's own.
import { EventEmitter } from 'node:events'
import type { BrowserWindowConstructorOptions, MenuItemConstructorOptions, MessagePortMain, Privileges } from 'electron'
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import type { ElectronApi } from '../../src-main/electron/electron-api'

type Handler = (...parameters: never[]) => unknown

export class FakeWebContents extends EventEmitter {
  windowOpenHandler: ((details: { url: string }) => { action: string }) | undefined
  readonly sent: { channel: string; message: unknown }[] = []
  readonly edits: string[] = []
  reloads = 0

  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.windowOpenHandler = handler
  }
  send(channel: string, message: unknown): void {
    this.sent.push({ channel, message })
  }
  reload(): void {
    this.reloads += 1
  }
  copy(): void {
    this.edits.push('copy')
  }
  undo(): void {
    this.edits.push('undo')
  }
}

export class FakeWindow extends EventEmitter {
  readonly options: BrowserWindowConstructorOptions
  readonly webContents = new FakeWebContents()
  address = ''
  focused = 0
  maximised = false
  bounds = { x: 40, y: 50, width: 1200, height: 800 }

  constructor(options: BrowserWindowConstructorOptions) {
    super()
    this.options = options
  }
  loadURL(address: string): Promise<void> {
    this.address = address
    return Promise.resolve()
  }
  show(): void {}
  focus(): void {
    this.focused += 1
  }
  maximize(): void {
    this.maximised = true
  }
  isMaximized(): boolean {
    return this.maximised
  }
  isMinimized(): boolean {
    return false
  }
  isDestroyed(): boolean {
    return false
  }
  restore(): void {}
  getNormalBounds(): { x: number; y: number; width: number; height: number } {
    return this.bounds
  }
}

/** A port of worker_threads with the surface of Electron's MessagePortMain. */
export function asMainPort(port: MessagePort): MessagePortMain {
  const emitter = new EventEmitter()
  port.on('message', (data: unknown) => emitter.emit('message', { data, ports: [] }))
  port.on('close', () => emitter.emit('close'))
  const main = Object.assign(emitter, { postMessage: (data: unknown) => port.postMessage(data), start: () => port.start(), close: () => port.close() })
  return main
}

/** What ipcMain listeners get: who sent, and the ports that came along. */
export interface FakeIpcEvent {
  readonly senderFrame: { readonly url: string; readonly parent: unknown } | null
  readonly ports: readonly MessagePortMain[]
  readonly sender: FakeWebContents
}

export interface FakeElectron {
  readonly api: ElectronApi
  readonly app: EventEmitter & { readonly quits: number; readonly exitCode: number | null }
  readonly windows: FakeWindow[]
  readonly switches: string[]
  readonly calls: string[]
  readonly schemes: { scheme: string; privileges?: Privileges }[]
  readonly protocols: Map<string, (request: Request) => Response | Promise<Response>>
  readonly opened: string[]
  readonly errorBoxes: { title: string; content: string }[]
  menu: MenuItemConstructorOptions[]
  /** What the session answers to a permission request, a permission check, a device, and a request for an address. */
  readonly session: {
    request(permission: string): boolean | undefined
    check(permission: string): boolean | undefined
    device(): boolean | undefined
    cancels(address: string): boolean | undefined
  }
  /** Plays a message of a page. */
  emitIpc(channel: string, event: FakeIpcEvent, ...parameters: unknown[]): void
  /** A message of a page with one end of a channel; the other end is given back. */
  connect(channel: string, frame: FakeIpcEvent['senderFrame']): MessagePort
}

export function createFakeElectron(options: { readonly appPath: string; readonly userData: string; readonly hasLock?: boolean }): FakeElectron {
  const calls: string[] = []
  const switches: string[] = []
  const windows: FakeWindow[] = []
  const schemes: FakeElectron['schemes'] = []
  const protocols: FakeElectron['protocols'] = new Map()
  const opened: string[] = []
  const errorBoxes: FakeElectron['errorBoxes'] = []
  const paths = new Map([['userData', options.userData]])
  const handlers: Record<string, Handler> = {}
  const ipcMain = new EventEmitter()

  class FakeApp extends EventEmitter {
    quits = 0
    exitCode: number | null = null
    readonly isPackaged = false
    readonly commandLine = { appendSwitch: (name: string) => void switches.push(name) }
    enableSandbox(): void {
      calls.push('enableSandbox')
    }
    requestSingleInstanceLock(): boolean {
      calls.push('requestSingleInstanceLock')
      return options.hasLock ?? true
    }
    whenReady(): Promise<void> {
      calls.push('whenReady')
      return Promise.resolve()
    }
    getAppPath(): string {
      return options.appPath
    }
    getPath(name: string): string {
      return paths.get(name) ?? ''
    }
    setPath(name: string, path: string): void {
      paths.set(name, path)
    }
    quit(): void {
      this.quits += 1
    }
    exit(code: number): void {
      this.exitCode = code
    }
  }
  const app = new FakeApp()

  const fake: FakeElectron = {
    app,
    windows,
    switches,
    calls,
    schemes,
    protocols,
    opened,
    errorBoxes,
    menu: [],
    session: {
      request(permission) {
        let answer: boolean | undefined
        ;(handlers['request'] as ((contents: unknown, permission: string, callback: (granted: boolean) => void) => void) | undefined)?.(null, permission, (granted) => {
          answer = granted
        })
        return answer
      },
      check: (permission) => (handlers['check'] as ((contents: unknown, permission: string) => boolean) | undefined)?.(null, permission),
      device: () => (handlers['device'] as (() => boolean) | undefined)?.(),
      cancels(address) {
        let cancelled: boolean | undefined
        ;(handlers['network'] as ((details: { url: string }, callback: (answer: { cancel: boolean }) => void) => void) | undefined)?.({ url: address }, ({ cancel }) => {
          cancelled = cancel
        })
        return cancelled
      },
    },
    emitIpc(channel, event, ...parameters) {
      ipcMain.emit(channel, event, ...parameters)
    },
    connect(channel, senderFrame) {
      const { port1, port2 } = new MessageChannel()
      fake.emitIpc(channel, { senderFrame, ports: [asMainPort(port1)], sender: new FakeWebContents() }, null)
      return port2
    },
    api: {
      app,
      BrowserWindow: class extends FakeWindow {
        constructor(windowOptions: BrowserWindowConstructorOptions) {
          super(windowOptions)
          windows.push(this)
          app.emit('web-contents-created', {}, this.webContents)
        }
      },
      dialog: { showErrorBox: (title: string, content: string) => void errorBoxes.push({ title, content }) },
      ipcMain,
      Menu: {
        buildFromTemplate: (template: MenuItemConstructorOptions[]) => template,
        setApplicationMenu: (template: MenuItemConstructorOptions[]) => {
          fake.menu = template
        },
      },
      protocol: {
        registerSchemesAsPrivileged(entries: { scheme: string; privileges?: Privileges }[]) {
          calls.push('registerSchemesAsPrivileged')
          schemes.push(...entries)
        },
        handle: (scheme: string, handler: (request: Request) => Response) => void protocols.set(scheme, handler),
      },
      screen: { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }] },
      session: {
        defaultSession: {
          setPermissionRequestHandler: (handler: Handler) => void (handlers['request'] = handler),
          setPermissionCheckHandler: (handler: Handler) => void (handlers['check'] = handler),
          setDevicePermissionHandler: (handler: Handler) => void (handlers['device'] = handler),
          webRequest: { onBeforeRequest: (handler: Handler) => void (handlers['network'] = handler) },
        },
      },
      shell: { openExternal: (address: string) => Promise.resolve(void opened.push(address)) },
    } as unknown as ElectronApi,
  }
  return fake
}
