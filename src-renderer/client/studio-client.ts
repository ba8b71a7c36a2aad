// The studio as the page calls it: one typed client for every operation of the contract, over a WebSocket to the local
// host or over the port that the desktop application's bridge hands in.
import { createORPCClient, type ClientContext, type ClientLink } from '@orpc/client'
import { RPCLink as MessagePortLink } from '@orpc/client/message-port'
import { RPCLink as WebSocketLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import { readonly, ref, type Ref } from 'vue'
import type { StudioContract } from '@shared/contract/contract'
import { desktopPort } from './desktop-bridge'
import { createReconnectingLink, type ConnectionState } from './reconnecting-link'

export type StudioClient = ContractRouterClient<StudioContract>

const state = ref<ConnectionState>('connecting')

/** How the page stands with the studio; the window says so when it is lost. */
export const connectionState: Readonly<Ref<ConnectionState>> = readonly(state)

function rpcAddress(): string {
  const address = new URL('/rpc', window.location.href)
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:'
  return address.href
}

let retry: () => void = () => {}

/** Tries to reconnect now instead of waiting for the next try. */
export function retryConnection(): void {
  retry()
}

function browserLink(): ClientLink<ClientContext> {
  const link = createReconnectingLink({
    openSocket: () => new WebSocket(rpcAddress()),
    createLink: (websocket) => new WebSocketLink({ websocket }),
  })
  link.subscribe((next) => {
    state.value = next
  })
  retry = () => link.retryNow()
  // A laptop that wakes, or a tab that comes back, should not wait for the pause to end.
  window.addEventListener('online', retry)
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') retry()
  })
  return link
}

function desktopLink(port: Promise<MessagePort>): ClientLink<ClientContext> {
  const link = port.then((open) => {
    open.start()
    state.value = 'open'
    return new MessagePortLink({ port: open })
  })
  return { call: async (path, input, options) => (await link).call(path, input, options) }
}

const port = desktopPort()

export const studio: StudioClient = createORPCClient(port === null ? browserLink() : desktopLink(port))
