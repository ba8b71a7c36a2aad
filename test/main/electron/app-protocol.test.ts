import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAppResponder } from '../../../src-main/electron/app-protocol'

describe('app:// protocol', () => {
  let folder = ''
  let respond: (request: Request) => Response
  const request = (address: string, method = 'GET'): Request => {
    // Node's Request would normalise nothing of a scheme it does not know, as Electron's does not.
    return { url: address, method } as Request
  }

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'latent-studio-protocol-'))
    mkdirSync(join(folder, 'renderer', 'assets'), { recursive: true })
    writeFileSync(join(folder, 'renderer', 'index.html'), '<!doctype html>the page')
    writeFileSync(join(folder, 'renderer', 'assets', 'main-abc.js'), 'export {}')
    writeFileSync(join(folder, 'canary.txt'), 'CANARY')
    writeFileSync(join(folder, 'picture.png'), 'a picture')
    symlinkSync(join(folder, 'canary.txt'), join(folder, 'renderer', 'link.txt'))
    respond = createAppResponder({
      renderer: join(folder, 'renderer'),
      blob: (id) => (id === 'known' ? { path: join(folder, 'picture.png'), mediaType: 'image/png' } : undefined),
      templatePicture: (id) => (id === 'vae-mnist' ? join(folder, 'picture.png') : undefined),
    })
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('serves the page with a policy that allows its own files alone', async () => {
    const answer = respond(request('app://studio/'))
    expect(answer.status).toBe(200)
    expect(await answer.text()).toContain('the page')
    const policy = answer.headers.get('content-security-policy') ?? ''
    for (const part of ["default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"]) {
      expect(policy).toContain(part)
    }
    expect(policy).not.toContain('unsafe')
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  })

  test('serves scripts, pictures of templates and files of runs with their own media types', async () => {
    expect(respond(request('app://studio/assets/main-abc.js')).headers.get('content-type')).toContain('text/javascript')
    expect(await respond(request('app://studio/templates/vae-mnist.png')).text()).toBe('a picture')
    const blob = respond(request('app://studio/blob/known'))
    expect(blob.headers.get('content-type')).toBe('image/png')
    expect(blob.headers.get('content-length')).toBe('9')
    expect(blob.headers.get('content-security-policy')).toContain('sandbox')
  })

  test('answers unknown names with 404, other hosts with 403 and writes with 405', () => {
    const statuses = ['app://studio/nothing', 'app://studio/blob/unknown', 'app://studio/templates/none.png', 'app://elsewhere/index.html', 'https://studio/index.html'].map(
      (address) => respond(request(address)).status,
    )
    expect(statuses).toEqual([404, 404, 404, 403, 403])
    expect(respond(request('app://studio/', 'POST')).status).toBe(405)
  })

  test('no spelling of a path reaches a file outside the page, links included', async () => {
    const spellings = [
      'app://studio/../canary.txt',
      'app://studio/%2e%2e/canary.txt',
      'app://studio/..%2fcanary.txt',
      'app://studio/assets/..%5c..%5ccanary.txt',
      'app://studio/assets/../../canary.txt',
      'app://studio//etc/passwd',
      'app://studio/%00/../canary.txt',
      'app://studio/link.txt',
      'app://studio/blob/..%2f..%2fcanary.txt',
      'app://studio/templates/..%2fcanary.png',
      `app://studio/${encodeURIComponent(join(folder, 'canary.txt'))}`,
    ]
    for (const address of spellings) {
      const answer = respond(request(address))
      expect([address, answer.status === 200 ? await answer.text() : '']).not.toContain('CANARY')
      expect([address, answer.status]).toEqual([address, expect.toBeOneOf([403, 404])])
    }
  })

  test('answers whatever address it is asked for without an exception', () => {
    fc.assert(
      fc.property(fc.oneof(fc.webPath(), fc.string()), (path) => {
        expect([200, 403, 404]).toContain(respond(request(`app://studio/${path}`)).status)
      }),
      { seed: 7, numRuns: 300 },
    )
  })
})
