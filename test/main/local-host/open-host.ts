// A local host over a real studio in this process, and plain requests with exactly the headers a test wants.
import { mkdirSync, writeFileSync } from 'node:fs'
import { request, type IncomingHttpHeaders } from 'node:http'
import { join } from 'node:path'
import { createStudio, type Studio } from '../../../src-main/api/create-studio'
import { startLocalHost, type LocalHost } from '../../../src-main/local-host/start-local-host'
import { locate } from '../../../src-main/locations'
import { silentLogger } from '../../../src-main/logger'

/** What no answer may ever hold. */
export const CANARY = 'outside-and-secret'

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

export interface OpenHost extends AsyncDisposable {
  readonly host: LocalHost
  readonly studio: Studio
  readonly said: readonly string[]
  /** Sends the path as it is: no client tidies it up. */
  ask(path: string, options?: { readonly method?: string; readonly headers?: Record<string, string>; readonly body?: string }): Promise<Answer>
  /** Comes in by the token; gives the cookie. */
  enter(): Promise<string>
}

/** A page of three files, one with a hashed name, in a folder with a canary beside it. */
export function builtPage(folder: string): string {
  const renderer = join(folder, 'renderer')
  mkdirSync(join(renderer, 'assets'), { recursive: true })
  writeFileSync(join(renderer, 'index.html'), '<!doctype html><title>the studio</title>')
  writeFileSync(join(renderer, 'assets', 'index-B7f3kQ2x.js'), 'export {}')
  writeFileSync(join(renderer, '.hidden'), CANARY)
  writeFileSync(join(folder, 'canary.txt'), CANARY)
  return renderer
}

export async function openHost(folder: string, port = 0): Promise<OpenHost> {
  const renderer = builtPage(folder)
  const studio = createStudio({ dataDirectory: join(folder, 'data'), locations: locate({ renderer }), host: 'local-host', logger: silentLogger })
  const said: string[] = []
  const host = await startLocalHost({ studio, renderer, address: '127.0.0.1', port, say: (line) => said.push(line) })

  function ask(path: string, { method = 'GET', headers = {}, body }: { readonly method?: string; readonly headers?: Record<string, string>; readonly body?: string } = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const outgoing = request({ host: '127.0.0.1', port: host.port, path, method, headers: { host: `127.0.0.1:${host.port}`, ...headers }, agent: false }, (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => (text += chunk))
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }))
      })
      outgoing.on('error', reject)
      outgoing.end(body)
    })
  }

  return {
    host,
    studio,
    said,
    ask,
    async enter() {
      const { headers } = await ask(new URL(host.entrance()).pathname + new URL(host.entrance()).search)
      return headers['set-cookie']?.[0]?.split(';')[0] ?? ''
    },
    async [Symbol.asyncDispose]() {
      await host.close()
      await studio.close()
    },
  }
}
