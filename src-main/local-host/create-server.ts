// Puts the local host together: the gate before everything, then the exchange of the token, the page, files, the contract.
import fastify, { type FastifyInstance } from 'fastify'
import type { Studio } from '../api/create-studio'
import { createGate, type Gate, type GateNames } from './gate'
import { securityHeaders } from './headers'
import { plainPage, strangerPage } from './plain-page'
import { serveBlobs, servePage, serveTemplatePictures } from './serve-files'
import { serveHttpRpc, serveWebSocketRpc } from './serve-rpc'
import { SESSION_LIFETIME_SECONDS, type Sessions } from './sessions'

export interface ServerParts {
  readonly studio: Studio
  readonly sessions: Sessions
  readonly renderer: string
  /** Known only once it listens: the port is part of them. */
  readonly names: () => GateNames
}

function cookie(name: string, value: string): string {
  return `${name}=${value}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${SESSION_LIFETIME_SECONDS}`
}

/** The first visit: `/?token=…` becomes a cookie and an address without a key. */
function exchangeToken(server: FastifyInstance, gate: Gate, { sessions, names }: ServerParts): void {
  server.addHook('onRequest', async (request, reply) => {
    if (request.method !== 'GET') return
    // Taken apart by hand: what a stranger sends need not be an address that can be parsed.
    const [path, query = ''] = (request.raw.url ?? '/').split('?', 2)
    const token = path === '/' ? new URLSearchParams(query).get('token') : null
    if (token === null) return
    const secret = sessions.exchange(token)
    if (secret !== null) return reply.header('set-cookie', cookie(names().cookieName, secret)).header('cache-control', 'no-store').redirect('/', 303)
    // A token that is used up is no harm in a browser that is known already, for example after a reload.
    if (gate.visitor(request.headers) !== null) return reply.header('cache-control', 'no-store').redirect('/', 303)
  })
}

function guard(server: FastifyInstance, gate: Gate): void {
  server.addHook('onRequest', async (request, reply) => {
    const visitor = gate.visitor(request.headers)
    if (visitor === null) return reply.code(401).header('cache-control', 'no-store').type('text/html; charset=utf-8').send(strangerPage)
    if (request.method === 'GET' || request.method === 'HEAD') return
    const refusal = gate.checkWrite(request.headers, visitor)
    if (refusal !== null) return reply.code(refusal.status).type('text/plain; charset=utf-8').send(refusal.reason)
  })
}

export interface StudioServer {
  readonly server: FastifyInstance
  close(): Promise<void>
}

export async function createServer(parts: ServerParts): Promise<StudioServer> {
  const { studio, sessions } = parts
  const server = fastify({
    logger: false,
    bodyLimit: 1024 * 1024,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 128 },
    // Addresses that are no addresses, before any hook could answer.
    frameworkErrors: (_error, _request, reply) => {
      reply.hijack()
      reply.raw.writeHead(400, { ...securityHeaders, 'content-type': 'text/plain; charset=utf-8' }).end('That is no address the studio can read.')
    },
  })
  const gate = createGate(parts.names, sessions)

  // JSON and nothing else comes in.
  server.removeContentTypeParser('text/plain')
  server.addHook('onRequest', async (request, reply) => {
    reply.headers(securityHeaders)
    const refusal = gate.checkAddress(request.headers)
    if (refusal !== null) return reply.code(refusal.status).type('text/plain; charset=utf-8').send(refusal.reason)
  })
  exchangeToken(server, gate, parts)
  guard(server, gate)
  server.setNotFoundHandler((_request, reply) =>
    reply.code(404).header('cache-control', 'no-store').type('text/html; charset=utf-8').send(plainPage('Latent Studio: nothing is here', ['The studio itself is at /.'])),
  )
  server.setErrorHandler((error, _request, reply) => {
    const status = typeof error === 'object' && error !== null && 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500
    if (status >= 500) studio.logger.error('Fault while answering a request', error)
    const words: Record<number, string> = { 413: 'That is more than the studio takes at once.', 415: 'The studio takes JSON only.', 400: 'That is no JSON the studio can read.' }
    return reply.code(status).type('text/plain; charset=utf-8').send(words[status] ?? (status < 500 ? 'The studio does not understand this request.' : 'The studio hit a fault of its own.'))
  })

  serveHttpRpc(server, studio.router)
  serveBlobs(server, studio.services.blobs)
  serveTemplatePictures(server, studio.services.templates)
  await servePage(server, parts.renderer)
  await server.ready()
  const webSockets = serveWebSocketRpc(server, studio.router, gate, studio.logger)
  return {
    server,
    async close() {
      webSockets.close()
      await server.close()
    },
  }
}
