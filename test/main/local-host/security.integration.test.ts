// The local host lets no one in: every route x Host x Origin x key, over HTTP and WebSocket.
import { statSync } from 'node:fs'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { CONTENT_SECURITY_POLICY } from '../../../src-main/api/content-security-policy'
import { temporaryFolder, type TemporaryFolder } from '../../support/temporary-folder'
import { CANARY, openHost, type OpenHost } from './open-host'

let folder: TemporaryFolder
let open: OpenHost
let cookie: string
const json = { 'content-type': 'application/json', 'x-latent-studio': '1' }

beforeAll(async () => {
  folder = await temporaryFolder()
  open = await openHost(folder.path)
  cookie = await open.enter()
})

afterAll(async () => {
  await open[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

const routes = [
  { path: '/', method: 'GET' },
  { path: '/assets/index-B7f3kQ2x.js', method: 'GET' },
  { path: '/templates/vae-mnist.png', method: 'GET' },
  { path: `/blob/${'a'.repeat(32)}`, method: 'GET' },
  { path: '/rpc/runs/list', method: 'POST' },
  { path: '/rpc/studio/info', method: 'POST' },
  { path: '/nothing', method: 'GET' },
] as const

const hosts = ['own', 'localhost', 'evil.example', 'missing port', 'other port'] as const
const origins = ['none', 'own', 'evil', 'null', 'other port', 'https'] as const
const keys = ['none', 'cookie', 'wrong cookie', 'bearer', 'wrong bearer', 'used token'] as const

function hostHeader(kind: (typeof hosts)[number]): string {
  const { port } = open.host
  return { own: `127.0.0.1:${port}`, localhost: `localhost:${port}`, 'evil.example': `evil.example:${port}`, 'missing port': '127.0.0.1', 'other port': `127.0.0.1:${port + 1}` }[kind]
}

function originHeader(kind: (typeof origins)[number], host: string): Record<string, string> {
  const { port } = open.host
  const values = { none: undefined, own: `http://${host}`, evil: 'http://evil.example', null: 'null', 'other port': `http://127.0.0.1:${port + 1}`, https: `https://${host}` }
  const origin = values[kind]
  return origin === undefined ? {} : { origin }
}

function keyHeader(kind: (typeof keys)[number]): Record<string, string> {
  const name = cookie.split('=')[0] ?? ''
  if (kind === 'cookie') return { cookie: `other=1; ${cookie}` }
  if (kind === 'wrong cookie') return { cookie: `${name}=${'A'.repeat(43)}` }
  if (kind === 'bearer') return { authorization: `Bearer ${open.host.bearer}` }
  if (kind === 'wrong bearer') return { authorization: `Bearer ${'A'.repeat(43)}`, cookie }
  return {}
}

/** What must come of it, worked out from the rules rather than from the code. */
function allowed(host: (typeof hosts)[number], origin: (typeof origins)[number], key: (typeof keys)[number], write: boolean): boolean {
  if (host !== 'own' && host !== 'localhost') return false
  if (origin !== 'none' && origin !== 'own') return false
  if (key !== 'cookie' && key !== 'bearer') return false
  return !(write && key === 'cookie' && origin === 'none')
}

describe('every route x Host x Origin x key', () => {
  for (const route of routes) {
    test(`${route.method} ${route.path}`, async () => {
      for (const host of hosts)
        for (const origin of origins)
          for (const key of keys) {
            const headers = { ...(route.method === 'POST' ? json : {}), ...originHeader(origin, hostHeader(host)), ...keyHeader(key), host: hostHeader(host) }
            const path = key === 'used token' && route.path === '/' ? '/?token=AAAA' : route.path
            const { status, headers: answered } = await open.ask(path, { method: route.method, headers, ...(route.method === 'POST' ? { body: '{}' } : {}) })
            const letIn = status !== 400 && status !== 401 && status !== 403
            expect([host, origin, key, letIn]).toEqual([host, origin, key, allowed(host, origin, key, route.method === 'POST')])
            expect(answered['access-control-allow-origin']).toBeUndefined()
            expect(answered['x-content-type-options']).toBe('nosniff')
          }
    })
  }

  test('WebSocket /rpc', async () => {
    for (const host of hosts)
      for (const origin of origins)
        for (const key of keys) {
          const socket = new WebSocket(`ws://127.0.0.1:${open.host.port}/rpc`, { headers: { ...originHeader(origin, hostHeader(host)), ...keyHeader(key), host: hostHeader(host) } })
          const connected = await new Promise<boolean>((resolve) => {
            socket.on('open', () => resolve(true))
            socket.on('error', () => resolve(false))
          })
          socket.terminate()
          expect([host, origin, key, connected]).toEqual([host, origin, key, allowed(host, origin, key, true)])
        }
  })

  test('a WebSocket elsewhere than /rpc is refused', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${open.host.port}/other`, { headers: { authorization: `Bearer ${open.host.bearer}` } })
    const refused = await new Promise<string>((resolve) => socket.on('error', (error) => resolve(error.message)))
    expect(refused).toContain('400')
  })
})

test('a stranger’s address that is none is refused like any other', async () => {
  const answer = await new Promise<string>((resolve) => {
    const socket = connect(open.host.port, '127.0.0.1', () => socket.write(`GET //?token=x HTTP/1.1\r\nhost: 127.0.0.1:${open.host.port}\r\nconnection: close\r\n\r\n`))
    let text = ''
    socket.on('data', (chunk) => (text += chunk.toString('utf8')))
    socket.on('close', () => resolve(text))
  })
  expect(answer).toMatch(/^HTTP\/1\.1 401/)
})

test('a request without a Host is refused', async () => {
  const answer = await new Promise<string>((resolve) => {
    const socket = connect(open.host.port, '127.0.0.1', () => socket.write(`GET / HTTP/1.0\r\ncookie: ${cookie}\r\n\r\n`))
    let text = ''
    socket.on('data', (chunk) => (text += chunk.toString('utf8')))
    socket.on('close', () => resolve(text))
  })
  expect(answer).toMatch(/^HTTP\/1\.1 403/)
})

describe('what embeds or forges', () => {
  test('a picture asked for by a page of another port or site is refused, a person who follows a link is not', async () => {
    const ask = (headers: Record<string, string>) => open.ask('/', { headers: { cookie, ...headers } }).then((answer) => answer.status)
    expect(await ask({ 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' })).toBe(403)
    expect(await ask({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' })).toBe(403)
    expect(await ask({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' })).toBe(403)
    expect(await ask({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' })).toBe(200)
    expect(await ask({ 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' })).toBe(200)
  })

  test('writes take JSON only, and only with the studio’s own header; reading a procedure by GET is impossible', async () => {
    const own = { cookie, origin: open.host.origin }
    const status = (headers: Record<string, string>, method = 'POST') => open.ask('/rpc/runs/list', { method, headers: { ...own, ...headers }, ...(method === 'POST' ? { body: '{}' } : {}) }).then((answer) => answer.status)
    expect(await status(json)).toBe(200)
    expect(await status({ 'content-type': 'application/json' })).toBe(403)
    expect(await status({ ...json, 'content-type': 'text/plain' })).toBe(415)
    expect(await status({ ...json, 'content-type': 'application/x-www-form-urlencoded' })).toBe(415)
    expect(await status({ ...json, 'content-type': 'multipart/form-data; boundary=x' })).toBe(415)
    expect(await status({}, 'GET')).toBe(404)
    expect(await status({}, 'OPTIONS')).toBe(404)
    expect((await open.ask('/rpc/studio/secret', { method: 'POST', headers: { ...own, ...json }, body: '{}' })).status).toBe(404)
    expect((await open.ask('/rpc/runs/list', { method: 'POST', headers: { ...own, ...json }, body: '{' })).status).toBe(400)
    expect((await open.ask('/rpc/runs/list', { method: 'POST', headers: { ...own, ...json, 'content-length': '99999999' } })).status).toBe(413)
  })
})

test.each([
  '/../canary.txt', '/..%2fcanary.txt', '/%2e%2e/canary.txt', '/%2e%2e%2fcanary.txt', '/assets/../../canary.txt', '/assets/..%5c..%5ccanary.txt', '//canary.txt', '/./../canary.txt',
  '/.hidden', '/%2ehidden', '/assets/%00', '/blob/../canary.txt', '/blob/..%2f..%2fcanary.txt', '/blob/%2e%2e', '/templates/..%2f..%2fpackage.json', '/templates/..%2fcanary.png', '/templates/.png',
  '/rpc/../canary.txt', '/%c0%ae%c0%ae/canary.txt', '/..;/canary.txt', '/%252e%252e/canary.txt', 'http://evil.example/canary.txt', '/\\..\\canary.txt',
])('the path %s reaches no canary', async (path) => {
  const { status, text } = await open.ask(path, { headers: { cookie } })
  expect(status).toBeGreaterThanOrEqual(400)
  expect(text).not.toContain(CANARY)
  expect(text).not.toContain('"latent-studio"')
})

test('answers carry the strict policy; hashed assets may be kept, nothing else', async () => {
  const page = await open.ask('/', { headers: { cookie } })
  expect(page.text).toContain('the studio')
  expect(page.headers).toMatchObject({ 'content-security-policy': CONTENT_SECURITY_POLICY, 'cache-control': 'no-store', 'x-frame-options': 'DENY', 'referrer-policy': 'no-referrer', 'cross-origin-resource-policy': 'same-origin' })
  const asset = await open.ask('/assets/index-B7f3kQ2x.js', { headers: { cookie } })
  expect(asset.headers['cache-control']).toBe('private, max-age=31536000, immutable')
  expect(asset.headers['content-type']).toMatch(/javascript/)
  expect(CONTENT_SECURITY_POLICY).not.toMatch(/unsafe|\*|https?:/)
})

test('files that hold keys belong to their owner alone', () => {
  if (process.platform === 'win32') return
  for (const file of [open.studio.folder.host, open.studio.folder.sessions]) expect(statSync(file).mode & 0o777).toBe(0o600)
})
