// Answers app://studio/…: the built page, pictures of templates, and files of runs by opaque id. The files of the page
// are listed once; a request can only name one of them, so no spelling of a path leads anywhere else.
import { createReadStream, readdirSync, statSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'
import { Readable } from 'node:stream'
import { CONTENT_SECURITY_POLICY, FILE_SECURITY_POLICY } from '../api/content-security-policy'
import { isOwnAddress } from './own-page'

export interface AppFiles {
  /** Folder of the built page. */
  readonly renderer: string
  blob(id: string): { readonly path: string; readonly mediaType: string } | undefined
  templatePicture(id: string): string | undefined
}

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
}

const COMMON_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
}

function listFiles(folder: string, base: string = folder): Map<string, string> {
  const files = new Map<string, string>()
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) for (const [name, file] of listFiles(path, base)) files.set(name, file)
    else if (entry.isFile()) files.set(`/${relative(base, path).split(sep).join('/')}`, path)
  }
  return files
}

function refuse(status: number, words: string): Response {
  return new Response(words, { status, headers: { ...COMMON_HEADERS, 'content-type': 'text/plain; charset=utf-8' } })
}

interface FileAnswer {
  readonly path: string
  readonly mediaType: string
  readonly cacheControl: string
  /** More headers, or stricter ones. */
  readonly headers?: Readonly<Record<string, string>>
}

function sendFile({ path, mediaType, cacheControl, headers: more }: FileAnswer, withBody: boolean): Response {
  let size: number
  try {
    size = statSync(path).size
  } catch {
    return refuse(404, 'Not found')
  }
  const headers = { ...COMMON_HEADERS, 'content-type': mediaType, 'content-length': String(size), 'cache-control': cacheControl, ...more }
  if (!withBody) return new Response(null, { headers })
  return new Response(Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>, { headers })
}

/** The handler for `protocol.handle('app', …)`. */
export function createAppResponder(files: AppFiles): (request: Request) => Response {
  const pages = listFiles(files.renderer)
  return (request) => {
    if (!isOwnAddress(request.url)) return refuse(403, 'Not a page of the studio')
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405, 'Only GET and HEAD are answered')
    const withBody = request.method === 'GET'
    const { pathname } = new URL(request.url)
    const named = /^\/(blob|templates)\/([A-Za-z0-9_-]{1,128})(\.png)?$/.exec(pathname)
    if (named?.[1] === 'blob' && named[2] !== undefined && named[3] === undefined) {
      const blob = files.blob(named[2])
      if (blob === undefined) return refuse(404, 'No such file of a run')
      // What an id names never changes.
      const cacheControl = 'private, max-age=31536000, immutable'
      return sendFile({ ...blob, cacheControl, headers: { 'content-security-policy': FILE_SECURITY_POLICY } }, withBody)
    }
    if (named?.[1] === 'templates' && named[2] !== undefined && named[3] !== undefined) {
      const picture = files.templatePicture(named[2])
      return picture === undefined ? refuse(404, 'No such template') : sendFile({ path: picture, mediaType: 'image/png', cacheControl: 'no-cache' }, withBody)
    }
    const page = pages.get(pathname === '/' ? '/index.html' : pathname)
    if (page === undefined) return refuse(404, 'Not found')
    return sendFile({ path: page, mediaType: MEDIA_TYPES[extname(page)] ?? 'application/octet-stream', cacheControl: 'no-cache' }, withBody)
  }
}
