// Carries the contract to the page over a MessagePort. The page's preload script sends one end of a channel; whoever
// else sends one is refused.
import { RPCHandler } from '@orpc/server/message-port'
import type { IpcMain, MessagePortMain } from 'electron'
import { isRpcMessage } from '../api/rpc-message'
import type { StudioRouter } from '../api/router'
import type { Logger } from '../logger'
import { CONNECT_CHANNEL } from './channels'
import { isOwnFrame } from './own-page'

type Listener = (event?: { data: unknown }) => void

/** The port as oRPC sees it: what is not a message of the contract's wire format never gets there. */
function onlyMessages(port: MessagePortMain, logger: Logger) {
  return {
    on(name: string, listener: Listener): void {
      if (name === 'close') port.on('close', () => listener())
      if (name === 'message') {
        port.on('message', (event) => {
          if (isRpcMessage(event.data)) listener(event)
          else logger.warn('A message of the page that is none of the contract was dropped')
        })
      }
    },
    postMessage(data: unknown): void {
      port.postMessage(data)
    },
  }
}

export function serveMessagePorts(ipcMain: Pick<IpcMain, 'on'>, router: StudioRouter, logger: Logger): void {
  const handler = new RPCHandler(router)
  ipcMain.on(CONNECT_CHANNEL, (event) => {
    const [port, ...others] = event.ports
    if (!isOwnFrame(event.senderFrame) || port === undefined || others.length > 0) {
      logger.warn(`A connection from ${event.senderFrame?.url ?? 'a page that is gone'} was refused`)
      for (const refused of event.ports) refused.close()
      return
    }
    handler.upgrade(onlyMessages(port, logger), { context: {} })
    port.start()
  })
}
