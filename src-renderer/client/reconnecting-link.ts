// A link to the studio that outlives its socket: calls wait for the connection, a broken socket is replaced with growing
// pauses, and who listens is told. Streams end with their socket; whoever follows one opens it again.
import type { ClientContext, ClientLink, ClientOptions } from '@orpc/client'
import { backoffMs } from './backoff'
import { ConnectionError } from './connection-error'

/** `connecting`: never been open yet. `lost`: was open, or has failed, and is being tried again. */
export type ConnectionState = 'connecting' | 'open' | 'lost'

export type LinkSocket = Pick<WebSocket, 'addEventListener' | 'removeEventListener' | 'send' | 'readyState' | 'close'>

export interface ReconnectingLinkOptions<Socket extends LinkSocket> {
  openSocket(): Socket
  createLink(socket: Socket): ClientLink<ClientContext>
  /** How long a call waits for a connection before it fails. */
  readonly callPatienceMs?: number
  /** Pause before the given retry; tests make it short. */
  pauseMs?(attempt: number): number
}

export interface ReconnectingLink extends ClientLink<ClientContext> {
  readonly state: ConnectionState
  /** Calls back at once and on every change. Returns a function that stops it. */
  subscribe(listener: (state: ConnectionState) => void): () => void
  /** Tries now instead of waiting for the pause to end. */
  retryNow(): void
  close(): void
}

const DEFAULT_PATIENCE_MS = 8000

export function createReconnectingLink<Socket extends LinkSocket>(options: ReconnectingLinkOptions<Socket>): ReconnectingLink {
  const patienceMs = options.callPatienceMs ?? DEFAULT_PATIENCE_MS
  const pauseMs = options.pauseMs ?? ((attempt: number) => backoffMs(attempt))
  const listeners = new Set<(state: ConnectionState) => void>()
  let state: ConnectionState = 'connecting'
  let current: { readonly socket: Socket; readonly link: ClientLink<ClientContext> } | null = null
  let attempt = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let closed = false

  function setState(next: ConnectionState): void {
    if (state === next) return
    state = next
    for (const listener of [...listeners]) listener(next)
  }

  function connect(): void {
    clearTimeout(timer)
    timer = undefined
    const socket = options.openSocket()
    const mine = { socket, link: options.createLink(socket) }
    current = mine
    socket.addEventListener('open', () => {
      if (current !== mine) return
      attempt = 0
      setState('open')
    })
    socket.addEventListener('close', () => {
      if (current !== mine) return
      current = null
      if (closed) return
      setState('lost')
      timer = setTimeout(connect, pauseMs(attempt))
      attempt += 1
    })
  }

  /** Resolves when the connection is open. */
  function opened(signal: AbortSignal | undefined): Promise<void> {
    if (state === 'open') return Promise.resolve()
    return new Promise((resolve, reject) => {
      const settle = (outcome: () => void): void => {
        clearTimeout(patience)
        listeners.delete(listener)
        signal?.removeEventListener('abort', aborted)
        outcome()
      }
      const listener = (next: ConnectionState): void => {
        if (next === 'open') settle(resolve)
      }
      const aborted = (): void => settle(() => reject(signal?.reason ?? new DOMException('Aborted', 'AbortError')))
      const patience = setTimeout(() => settle(() => reject(new ConnectionError('studio-unreachable'))), patienceMs)
      listeners.add(listener)
      signal?.addEventListener('abort', aborted)
      if (signal?.aborted === true) aborted()
    })
  }

  async function call(path: readonly string[], input: unknown, callOptions: ClientOptions<ClientContext>): Promise<unknown> {
    await opened(callOptions.signal)
    const used = current
    if (used === null) throw new ConnectionError('connection-lost')
    try {
      return await used.link.call(path, input, callOptions)
    } catch (error) {
      const aborted = callOptions.signal?.aborted === true
      if (!aborted && current !== used) throw new ConnectionError('connection-lost', { cause: error })
      throw error
    }
  }

  connect()

  return {
    get state() {
      return state
    },
    call,
    subscribe(listener) {
      listeners.add(listener)
      listener(state)
      return () => listeners.delete(listener)
    },
    retryNow() {
      if (closed || timer === undefined) return
      attempt = 0
      connect()
    },
    close() {
      closed = true
      clearTimeout(timer)
      current?.socket.close()
    },
  }
}
