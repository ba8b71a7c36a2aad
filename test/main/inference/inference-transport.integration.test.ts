// Answers are bytes: they must come through each door as they are in the studio itself.
import { resolve } from 'node:path'
import { createORPCClient } from '@orpc/client'
import { RPCLink as PortLink } from '@orpc/client/message-port'
import { RPCLink as SocketLink } from '@orpc/client/websocket'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type { StudioClient } from '../../../src-main/api/create-studio'
import { CONNECT_CHANNEL } from '../../../src-main/electron/channels'
import { APP_PAGE } from '../../../src-main/electron/own-page'
import { startDesktop } from '../../../src-main/electron/start-desktop'
import { silentLogger } from '../../../src-main/logger'
import { createFakeElectron } from '../../support/fake-electron'
import { temporaryFolder } from '../../support/temporary-folder'
import { trainToEnd } from '../../support/train-to-end'
import { openHost } from '../local-host/open-host'
import { smallExperiment } from '../trainer/small-experiments'
import { arraysOf, codesText } from './inference-fixtures'

async function train(client: StudioClient) {
  return (await trainToEnd(client, smallExperiment({ training: { epochs: 1 } }))).id
}

test('over the WebSocket, and an error in words too', async () => {
  await using folder = await temporaryFolder()
  await using host = await openHost(folder.path)
  const run = await train(host.studio.client)
  const socket = new WebSocket(`ws://127.0.0.1:${host.host.port}/rpc`, { headers: { authorization: `Bearer ${host.host.bearer}` } })
  const client: StudioClient = createORPCClient(new SocketLink({ websocket: socket }))
  const ask = { run, step: 'latest' as const, arrays: codesText([[0.25], [-1]]) }
  const inside = await arraysOf(host.studio.client.inference.decode(ask))
  expect(inside['output']?.shape).toEqual([2, 2])
  expect(await arraysOf(client.inference.decode(ask))).toEqual(inside)
  await expect(client.inference.decode({ ...ask, arrays: codesText([[1, 2]]) })).rejects.toMatchObject({ code: 'STUDIO', data: { code: 'code-width-mismatch' } })
  await expect(client.inference.decode({ ...ask, arrays: 'no base64!' })).rejects.toMatchObject({ data: { code: 'input-invalid' } })
  socket.close()
})

test('over the desktop’s message port', async () => {
  await using folder = await temporaryFolder()
  const root = resolve(import.meta.dirname, '../../..')
  const electron = createFakeElectron({ appPath: root, userData: resolve(folder.path, 'user-data') })
  await startDesktop({ electron: electron.api, parameters: ['--data-dir', folder.path], platform: 'linux', resourcesPath: folder.path, logger: silentLogger })
  const port = electron.connect(CONNECT_CHANNEL, { url: APP_PAGE, parent: null })
  port.start()
  const client: StudioClient = createORPCClient(new PortLink({ port }))
  const run = await train(client)
  const { output, z } = await arraysOf(client.inference.generate({ run, step: 'latest', count: 3, seed: 4 }))
  expect([output?.shape, z?.shape]).toEqual([[3, 2], [3, 1]])
  const alone = await arraysOf(client.inference.decode({ run, step: 'latest', arrays: codesText([[z?.data[1] ?? 0]]) }))
  // Another batch size adds up in another order.
  Array.from(alone['output']?.data ?? []).forEach((value, at) => expect(value).toBeCloseTo(output?.data[2 + at] ?? Number.NaN, 4))
  expect(alone['output']?.shape).toEqual([1, 2])
  port.close()
  electron.app.emit('before-quit', { preventDefault() {} })
  await expect.poll(() => electron.app.quits, { timeout: 30_000 }).toBeGreaterThan(0)
})
