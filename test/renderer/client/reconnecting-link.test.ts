import type { ClientContext, ClientLink } from '@orpc/client'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createReconnectingLink, type ConnectionState } from '../../../src-renderer/client/reconnecting-link'

/** A socket that does only what the test tells it. */
class FakeSocket extends EventTarget {
  readyState: number = 0
  send(): void {}
  open(): void {
    this.readyState = 1
    this.dispatchEvent(new Event('open'))
  }
  close(): void {
    this.readyState = 3
    this.dispatchEvent(new Event('close'))
  }
}

/** Between a lost connection and the next try. */
const PAUSE_MS = 5

function setUp(answer: (socket: FakeSocket, path: readonly string[]) => Promise<unknown>, callPatienceMs = 200) {
  const sockets: FakeSocket[] = []
  const link = createReconnectingLink<FakeSocket & WebSocket>({
    openSocket: () => {
      const socket = new FakeSocket()
      sockets.push(socket)
      return socket as FakeSocket & WebSocket
    },
    createLink: (socket): ClientLink<ClientContext> => ({ call: (path) => answer(socket, path) }),
    callPatienceMs,
    pauseMs: () => PAUSE_MS,
  })
  return { link, sockets }
}

// Time passes when a test says so: nothing depends on how fast this machine is.
beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('a link that outlives its socket', () => {
  test('a call made before the connection is open waits for it', async () => {
    const { link, sockets } = setUp(async (_socket, path) => path.join('.'))
    const answer = link.call(['studio', 'info'], undefined, { context: {} })
    sockets[0]?.open()
    expect(await answer).toBe('studio.info')
    link.close()
  })

  test('a broken socket is replaced, listeners hear of it, and calls made meanwhile go to the new one', async () => {
    const { link, sockets } = setUp(async (socket) => sockets.indexOf(socket))
    const heard: ConnectionState[] = []
    link.subscribe((state) => heard.push(state))
    sockets[0]?.open()
    sockets[0]?.close()
    const answer = link.call(['runs', 'list'], undefined, { context: {} })
    await vi.advanceTimersByTimeAsync(PAUSE_MS)
    expect(sockets.length).toBe(2)
    sockets[1]?.open()
    expect(await answer).toBe(1)
    expect(heard).toEqual(['connecting', 'open', 'lost', 'open'])
    link.close()
  })

  test('a call that was under way when the socket broke fails as a lost connection, not as a bug', async () => {
    const { link, sockets } = setUp((socket) => new Promise((_, reject) => socket.addEventListener('close', () => setTimeout(() => reject(new Error('peer closed')), 1))))
    sockets[0]?.open()
    const answer = link.call(['runs', 'start'], {}, { context: {} })
    await vi.advanceTimersByTimeAsync(0)
    sockets[0]?.close()
    const refused = expect(answer).rejects.toMatchObject({ fault: 'connection-lost' })
    await vi.advanceTimersByTimeAsync(1)
    await refused
    link.close()
  })

  test('a call without any connection gives up in words after its patience', async () => {
    const { link } = setUp(async () => 1, 30)
    const refused = expect(link.call(['studio', 'info'], undefined, { context: {} })).rejects.toMatchObject({ detail: { code: 'studio-unreachable' } })
    await vi.advanceTimersByTimeAsync(30)
    await refused
    link.close()
  })

  test('an aborted wait ends at once', async () => {
    const { link } = setUp(async () => 1, 10_000)
    const controller = new AbortController()
    const answer = link.call(['studio', 'info'], undefined, { context: {}, signal: controller.signal })
    controller.abort()
    await expect(answer).rejects.toMatchObject({ name: 'AbortError' })
    link.close()
  })

  test('after closing, nothing is opened again', async () => {
    const { link, sockets } = setUp(async () => 1)
    sockets[0]?.open()
    link.close()
    await vi.advanceTimersByTimeAsync(100 * PAUSE_MS)
    expect(sockets.length).toBe(1)
  })
})
