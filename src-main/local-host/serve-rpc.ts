// The contract over the local host: HTTP POST at /rpc/… (JSON, with a header that a foreign page cannot send unasked)
// and one WebSocket at /rpc.
import type { FastifyInstance } from 'fastify'
import { RPCHandler as FastifyRpcHandler } from '@orpc/server/fastify'
import { RPCHandler as WebSocketRpcHandler } from '@orpc/server/ws'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import { isRpcMessage } from '../api/rpc-message'
import type { StudioRouter } from '../api/router'
import type { Logger } from '../logger'
import type { Gate, Refusal } from './gate'

const RPC_HEADER = 'x-latent-studio'
/** An experiment file may hold 20 million characters. */
const MOST_BYTES = 24 * 1024 * 1024
const PING_MS = 30_000

export function serveHttpRpc(server: FastifyInstance, router: StudioRouter): void {
  const handler = new FastifyRpcHandler(router)
  server.post('/rpc/*', { bodyLimit: MOST_BYTES }, async (request, reply) => {
    if (request.headers[RPC_HEADER] !== '1') return reply.code(403).send({ message: `The header ${RPC_HEADER}: 1 is missing.` })
    const { matched } = await handler.handle(request, reply, { prefix: '/rpc', context: {} })
    if (!matched) return reply.code(404).send({ message: 'There is no such procedure.' })
    return reply
  })
}

/** Answers an upgrade that is refused, and closes. */
function refuseUpgrade(socket: Duplex, refusal: Refusal): void {
  const names: Record<number, string> = { 400: 'Bad Request', 401: 'Unauthorized', 403: 'Forbidden' }
  socket.end(
    `HTTP/1.1 ${refusal.status} ${names[refusal.status] ?? 'Refused'}\r\nconnection: close\r\ncontent-type: text/plain; charset=utf-8\r\n` +
      `content-length: ${Buffer.byteLength(refusal.reason)}\r\n\r\n${refusal.reason}`,
  )
}

/**
 * The socket as the contract's machinery sees it: well-formed messages only (others end the connection), and each answer
 * waits until the one before it has left for the network, so a slow page slows its own streams and nothing piles up.
 */
function attach(handler: WebSocketRpcHandler<Record<never, never>>, client: WebSocket): void {
  const guarded = new Proxy(client, {
    get(target, key) {
      if (key === 'send') return (data: string | Uint8Array) => new Promise<void>((resolve) => target.send(data, () => resolve()))
      if (key === 'addEventListener') return (name: string, listener: (event: unknown) => void) => listen(name, listener)
      return Reflect.get(target, key) as unknown
    },
  })
  function listen(name: string, listener: (event: unknown) => void): void {
    if (name === 'close') client.addEventListener('close', listener)
    if (name !== 'message') return
    client.addEventListener('message', (event) => {
      if (isRpcMessage(event.data)) listener(event)
      else client.close(1003, 'Not understood')
    })
  }
  void handler.upgrade(guarded, { context: {} })
}

export interface WebSocketRpc {
  close(): void
}

export function serveWebSocketRpc(server: FastifyInstance, router: StudioRouter, gate: Gate, logger: Logger): WebSocketRpc {
  const handler = new WebSocketRpcHandler(router)
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MOST_BYTES, perMessageDeflate: false })
  const alive = new WeakSet<WebSocket>()

  function check(request: IncomingMessage): Refusal | null {
    const refusal = gate.checkAddress(request.headers)
    if (refusal !== null) return refusal
    const visitor = gate.visitor(request.headers)
    if (visitor === null) return { status: 401, reason: 'This browser is not known here. Open the address the studio printed.' }
    if (request.url !== '/rpc') return { status: 400, reason: 'There is no such address.' }
    return gate.checkWrite(request.headers, visitor)
  }

  server.server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy())
    const refusal = check(request)
    if (refusal !== null) {
      refuseUpgrade(socket, refusal)
      return
    }
    sockets.handleUpgrade(request, socket, head, (client) => {
      alive.add(client)
      client.on('pong', () => alive.add(client))
      client.on('error', (error) => logger.warn(`A page's connection broke: ${error.message}`))
      attach(handler, client)
    })
  })

  // A laptop that was shut leaves a connection that looks open; what does not answer is let go.
  const timer = setInterval(() => {
    for (const client of sockets.clients) {
      if (!alive.has(client)) client.terminate()
      else {
        alive.delete(client)
        client.ping()
      }
    }
  }, PING_MS)
  timer.unref()

  return {
    close() {
      clearInterval(timer)
      for (const client of sockets.clients) client.close(1001, 'The studio is closing')
      // Pages that do not answer the goodbye are not waited for.
      setTimeout(() => {
        for (const client of sockets.clients) client.terminate()
      }, 500).unref()
      sockets.close()
    },
  }
}
