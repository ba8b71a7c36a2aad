// Coming in: a token works once, a session lasts over restarts, strangers are told where to look.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createStudio } from '../../../src-main/api/create-studio'
import { parseLocalHostOptions } from '../../../src-main/local-host/options'
import { openSessions } from '../../../src-main/local-host/sessions'
import { startLocalHost } from '../../../src-main/local-host/start-local-host'
import { locate } from '../../../src-main/locations'
import { silentLogger } from '../../../src-main/logger'
import { freePort } from '../../support/free-port'
import { temporaryFolder } from '../../support/temporary-folder'
import { refusalOf, rejectionOf } from '../../support/refusal'
import { openHost } from './open-host'

function pathOf(url: string): string {
  return new URL(url).pathname + new URL(url).search
}

describe('the token', () => {
  test('is exchanged once for a cookie out of scripts’ reach, and a fresh one is printed', async () => {
    await using folder = await temporaryFolder()
    await using open = await openHost(folder.path)
    const first = open.host.entrance()
    expect(open.said[0]).toBe(`Latent Studio is listening at ${first}`)
    const answer = await open.ask(pathOf(first))
    expect([answer.status, answer.headers.location, answer.headers['cache-control']]).toEqual([303, '/', 'no-store'])
    const cookie = answer.headers['set-cookie']?.[0] ?? ''
    expect(cookie).toMatch(new RegExp(`^latent-studio-${open.host.port}=[\\w-]{43}; HttpOnly; SameSite=Strict; Path=/; Max-Age=\\d+$`))
    expect(open.host.entrance()).not.toBe(first)
    expect(open.said[1]).toContain(open.host.entrance())

    const again = await open.ask(pathOf(first))
    expect(again.status).toBe(401)
    expect(again.text).toContain('Open the address it printed')
    const known = await open.ask(pathOf(first), { headers: { cookie: cookie.split(';')[0] ?? '' } })
    expect([known.status, known.headers.location]).toEqual([303, '/'])
  })

  test('is not spent by a request that is refused or only looks', async () => {
    await using folder = await temporaryFolder()
    await using open = await openHost(folder.path)
    const path = pathOf(open.host.entrance())
    expect((await open.ask(path, { headers: { host: 'evil.example' } })).status).toBe(403)
    expect((await open.ask(path, { headers: { origin: 'http://evil.example' } })).status).toBe(403)
    expect((await open.ask(path, { method: 'HEAD' })).status).toBe(401)
    expect((await open.ask(`/rpc${path}`)).status).toBe(401)
    expect((await open.ask(path)).status).toBe(303)
  })

  test('a session outlives a restart on the same port and folder; the file gives its secret away to nobody', async () => {
    await using folder = await temporaryFolder()
    const port = await freePort()
    const before = await openHost(folder.path, port)
    const cookie = await before.enter()
    expect(readFileSync(before.studio.folder.sessions, 'utf8')).not.toContain(cookie.split('=')[1] ?? 'x')
    await before[Symbol.asyncDispose]()
    await using open = await openHost(folder.path, port)
    expect((await open.ask('/', { headers: { cookie } })).status).toBe(200)
    expect((await open.ask('/', { headers: { cookie: `${cookie}x` } })).status).toBe(401)
  })

  test('sessions end after thirty days; a damaged file lets nobody in and does no harm', async () => {
    await using folder = await temporaryFolder()
    const file = join(folder.path, 'sessions.json')
    let now = 1_700_000_000_000
    const sessions = openSessions(file, () => {}, () => now)
    const secret = sessions.exchange(sessions.token()) ?? ''
    expect(sessions.isSession(secret)).toBe(true)
    now += 31 * 24 * 3600 * 1000
    expect(sessions.isSession(secret)).toBe(false)
    writeFileSync(file, '{"sessions":')
    expect(openSessions(file).isSession(secret)).toBe(false)
  })
})

describe('starting', () => {
  test('a port in use is named, with what to do; no other is taken in silence', async () => {
    await using folder = await temporaryFolder()
    await using first = await openHost(join(folder.path, 'one'))
    await using studio = Object.assign(createStudio({ dataDirectory: join(folder.path, 'two'), locations: locate(), host: 'local-host', logger: silentLogger }), {
      async [Symbol.asyncDispose](this: { close(): Promise<void> }) {
        await this.close()
      },
    })
    const detail = await rejectionOf(startLocalHost({ studio, renderer: folder.path, address: '127.0.0.1', port: first.host.port, say: () => {} }))
    expect(detail).toMatchObject({ code: 'port-in-use', path: `--port ${first.host.port}` })
    expect(detail.fix).toContain('--port')
  })

  test('a second studio on the same folder is told who holds it and where', async () => {
    await using folder = await temporaryFolder()
    await using first = await openHost(folder.path)
    const detail = refusalOf(() => createStudio({ dataDirectory: first.studio.folder.path, locations: locate(), host: 'local-host', logger: silentLogger }))
    expect(detail.code).toBe('data-folder-in-use')
    expect(detail.message).toContain(`process ${process.pid}, ${first.host.origin}/`)
  })

  test('opening to a network is said out loud', async () => {
    await using folder = await temporaryFolder()
    const studio = createStudio({ dataDirectory: folder.path, locations: locate(), host: 'local-host', logger: silentLogger })
    const said: string[] = []
    const host = await startLocalHost({ studio, renderer: folder.path, address: '0.0.0.0', port: 0, say: (line) => said.push(line) })
    expect(said[1]).toMatch(/^Warning: opened to the network/)
    await host.close()
    await studio.close()
  })

  test.each([['--port', 'x'], ['--port', '70000'], ['--port', '-1'], ['--host', 'example.org'], ['--data-dir', ''], ['--nonsense']])('%s %s is refused', async (...parameters) => {
    expect(refusalOf(() => parseLocalHostOptions(parameters))).toMatchObject({ code: 'option-invalid' })
  })

  test('options are read as they are meant', () => {
    expect(parseLocalHostOptions(['--port', '0', '--data-dir', '/x', '--no-open', '--host', 'localhost'])).toEqual({ port: 0, address: '127.0.0.1', dataDirectory: '/x', open: false, help: false })
    expect(parseLocalHostOptions([])).toMatchObject({ port: 7717, address: '127.0.0.1', open: true })
  })
})
