// The whole desktop host over a fake Electron and real services: database, templates, contract.
import { mkdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { MessagePort } from 'node:worker_threads'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { StudioContract } from '@shared/contract/contract'
import { COMMAND_CHANNEL, CONNECT_CHANNEL, EDIT_TEXT_CHANNEL } from '../../../src-main/electron/channels'
import { APP_PAGE } from '../../../src-main/electron/own-page'
import { startDesktop } from '../../../src-main/electron/start-desktop'
import { silentLogger } from '../../../src-main/logger'
import { createFakeElectron, FakeWebContents, type FakeElectron } from '../../support/fake-electron'
import { temporaryFolder, type TemporaryFolder } from '../../support/temporary-folder'

const root = resolve(import.meta.dirname, '../../..')
const ownFrame = { url: APP_PAGE, parent: null }
const strangers = [
  null,
  { url: 'https://evil.example/', parent: null },
  { url: 'app://elsewhere/index.html', parent: null },
  { url: 'app://studio@evil.example/', parent: null },
  { url: 'file:///index.html', parent: null },
  { url: 'about:blank', parent: null },
  { url: APP_PAGE, parent: { url: APP_PAGE } },
]

function clientOver(port: MessagePort): ContractRouterClient<StudioContract> {
  port.start()
  return createORPCClient(new RPCLink({ port: port }))
}

function hasAnswer(port: MessagePort): Promise<boolean> {
  return Promise.race([new Promise<boolean>((done) => port.once('message', () => done(true))), delay(150, false)])
}

describe('desktop host', () => {
  let folder: TemporaryFolder
  let electron: FakeElectron
  const start = (parameters: readonly string[] = []): Promise<void> =>
    startDesktop({ electron: electron.api, parameters: ['--data-dir', folder.path, ...parameters], platform: 'linux', resourcesPath: folder.path, logger: silentLogger })

  beforeEach(async () => {
    folder = await temporaryFolder()
    electron = createFakeElectron({ appPath: root, userData: resolve(folder.path, 'user-data') })
  })
  afterEach(async () => {
    electron.app.emit('before-quit', { preventDefault() {} })
    if (electron.windows.length > 0) await expect.poll(() => electron.app.quits).toBeGreaterThan(0)
    await folder[Symbol.asyncDispose]()
  })

  test('sandbox, scheme and lock come before Electron is ready', async () => {
    await start()
    expect(electron.calls).toEqual(['enableSandbox', 'registerSchemesAsPrivileged', 'requestSingleInstanceLock', 'whenReady'])
    expect(electron.schemes).toEqual([{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } }])
    expect([...electron.protocols.keys()]).toEqual(['app'])
  })

  test('the window is sandboxed and isolated, without Node, and shows our page', async () => {
    await start()
    expect(electron.windows).toHaveLength(1)
    expect(electron.windows[0]?.address).toBe('app://studio/index.html')
    expect(electron.windows[0]?.options.webPreferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      webSecurity: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      allowRunningInsecureContent: false,
      spellcheck: false,
    })
  })

  test('the built preload script needs nothing but Electron, as the sandbox demands', () => {
    const text = readFileSync(resolve(root, 'out/preload/preload.cjs'), 'utf8')
    expect(Array.from(text.matchAll(/require\(["']([^"']+)["']\)/g), ([, name]) => name)).toEqual(['electron'])
  })

  test('permissions, devices and every address outside the studio are denied', async () => {
    await start()
    const { session } = electron
    expect(['media', 'geolocation', 'notifications', 'clipboard-read', 'openExternal'].map((name) => [session.request(name), session.check(name)])).toEqual(
      Array.from({ length: 5 }, () => [false, false]),
    )
    expect(session.device()).toBe(false)
    expect(['https://example.org/', 'http://127.0.0.1/', 'ws://127.0.0.1/', 'file:///etc/passwd', 'ftp://x/'].map((address) => session.cancels(address))).toEqual([true, true, true, true, true])
    expect(['app://studio/index.html', 'blob:app://studio/1', 'data:text/plain,x'].map((address) => session.cancels(address))).toEqual([false, false, false])
  })

  test('navigation, redirects, frames, webviews and new windows are denied; named https links open outside', async () => {
    await start()
    const contents = electron.windows[0]?.webContents ?? new FakeWebContents()
    const isPrevented = (event: string, details: object): boolean => {
      let prevented = false
      contents.emit(event, { ...details, preventDefault: () => void (prevented = true) })
      return prevented
    }
    expect(isPrevented('will-navigate', { url: 'https://example.org/' })).toBe(true)
    expect(isPrevented('will-navigate', { url: APP_PAGE })).toBe(false)
    expect(isPrevented('will-frame-navigate', { url: APP_PAGE, isMainFrame: false })).toBe(true)
    expect(isPrevented('will-redirect', { url: APP_PAGE })).toBe(true)
    expect(isPrevented('will-attach-webview', {})).toBe(true)
    expect(contents.windowOpenHandler?.({ url: 'https://evil.example/' })).toEqual({ action: 'deny' })
    expect(contents.windowOpenHandler?.({ url: 'https://arxiv.org/abs/1312.6114' })).toEqual({ action: 'deny' })
    expect(electron.opened).toEqual(['https://arxiv.org/abs/1312.6114'])
  })

  test('the page calls the contract over a port it sends, templates, pictures and streams included', async () => {
    await start()
    const port = electron.connect(CONNECT_CHANNEL, ownFrame)
    const studio = clientOver(port)
    const info = await studio.studio.info()
    expect(info).toMatchObject({ host: 'desktop', dataDirectory: folder.path })
    const templates = await studio.templates.list()
    expect(templates.map((template) => template.id)).toContain('vae-mnist')
    const respond = electron.protocols.get('app')
    const picture = await respond?.({ url: `app://studio${templates[0]?.picture ?? ''}`, method: 'GET' } as Request)
    expect([picture?.status, picture?.headers.get('content-type')]).toEqual([200, 'image/png'])
    const changes = await studio.runs.watchList()
    await changes.return?.()
    await expect(studio.runs.get({ id: 'no-such-run' })).rejects.toMatchObject({ code: expect.any(String) as string })
    port.close()
  })

  test.each(strangers)('a port of a stranger is closed unheard: %o', async (frame) => {
    await start()
    const port = electron.connect(CONNECT_CHANNEL, frame)
    const answered = hasAnswer(port)
    port.postMessage(JSON.stringify({ i: '1', p: { u: '/studio/info' } }))
    expect(await answered).toBe(false)
  })

  test('fuzzed messages over the port are dropped, and the contract is served as before', async () => {
    await start()
    const faults: unknown[] = []
    const keep = (error: unknown): void => void faults.push(error)
    process.on('unhandledRejection', keep)
    const port = electron.connect(CONNECT_CHANNEL, ownFrame)
    const messages = fc.sample(fc.oneof(fc.json(), fc.string(), fc.uint8Array(), fc.record({ i: fc.string(), t: fc.integer(), p: fc.jsonValue() })), { seed: 3, numRuns: 300 })
    for (const message of messages) port.postMessage(message)
    const info = await clientOver(port).studio.info()
    await delay(50)
    process.off('unhandledRejection', keep)
    expect([info.host, faults]).toEqual(['desktop', []])
    port.close()
  })

  test('menu commands reach the page; text being edited is edited; strangers edit nothing', async () => {
    await start()
    const items = electron.menu.flatMap((menu) => (Array.isArray(menu.submenu) ? menu.submenu : []))
    items.find((item) => item.id === 'run.train')?.click?.(undefined as never, undefined, undefined as never)
    expect(electron.windows[0]?.webContents.sent).toEqual([{ channel: COMMAND_CHANNEL, message: 'run.train' }])
    const sender = new FakeWebContents()
    electron.emitIpc(EDIT_TEXT_CHANNEL, { senderFrame: ownFrame, ports: [], sender }, 'edit.copy')
    electron.emitIpc(EDIT_TEXT_CHANNEL, { senderFrame: ownFrame, ports: [], sender }, '__proto__')
    for (const senderFrame of strangers) electron.emitIpc(EDIT_TEXT_CHANNEL, { senderFrame, ports: [], sender }, 'edit.undo')
    expect(sender.edits).toEqual(['copy'])
  })

  test('a second start brings the first window to the front and opens no studio of its own', async () => {
    await start()
    electron.app.emit('second-instance')
    expect(electron.windows[0]?.focused).toBe(1)
    const second = createFakeElectron({ appPath: root, userData: folder.path, hasLock: false })
    await startDesktop({ electron: second.api, parameters: ['--data-dir', folder.path], platform: 'linux', resourcesPath: folder.path, logger: silentLogger })
    expect([second.app.quits, second.windows.length, second.calls.includes('whenReady')]).toEqual([1, 0, false])
  })

  test('a data folder in use is told in a dialog, and the application ends with exit code 1', async () => {
    await start()
    const second = createFakeElectron({ appPath: root, userData: folder.path })
    await startDesktop({ electron: second.api, parameters: [`--data-dir=${folder.path}`], platform: 'linux', resourcesPath: folder.path, logger: silentLogger })
    expect([second.app.exitCode, second.windows.length]).toEqual([1, 0])
    expect(second.errorBoxes[0]?.content).toContain(folder.path)
  })

  test('quitting waits for the studio to close and then quits', async () => {
    mkdirSync(folder.path, { recursive: true })
    await start()
    let prevented = 0
    electron.app.emit('before-quit', { preventDefault: () => void (prevented += 1) })
    await expect.poll(() => electron.app.quits).toBe(1)
    electron.app.emit('before-quit', { preventDefault: () => void (prevented += 1) })
    expect(prevented).toBe(1)
  })

  test('a page that died is opened again once, not in a circle', async () => {
    await start()
    const contents = electron.windows[0]?.webContents ?? new FakeWebContents()
    contents.emit('render-process-gone', {}, { reason: 'crashed' })
    contents.emit('render-process-gone', {}, { reason: 'crashed' })
    expect(contents.reloads).toBe(1)
  })
})
