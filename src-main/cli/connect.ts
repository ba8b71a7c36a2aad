// The command line's way to the studio: attached to the host that holds the data folder, so that a classroom's server
// and the command line share one history, or a studio in this very process when the folder is free.
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import { createRouterClient } from '@orpc/server'
import { WebSocket } from 'ws'
import { fromContractError } from '@shared/contract/contract-error'
import { StudioError } from '@shared/studio-error'
import { createStudio, type StudioClient } from '../api/create-studio'
import type { Locations } from '../locations'
import { dataFolderPaths, type DataFolder } from '../store/data-folder'
import { readHostFile, type HostFile } from '../store/host-file'

export interface Connection {
  readonly client: StudioClient
  readonly folder: DataFolder
  /** The host that is used; null where the studio runs in this process. */
  readonly host: HostFile | null
  /** True once the host has ended under the command, which has not let go of it. */
  lost(): boolean
  close(): Promise<void>
}

/** Expected faults come out as StudioErrors, whichever way they came. */
async function mapErrors<Result>({ next }: { next: () => Promise<Result> }): Promise<Result> {
  try {
    return await next()
  } catch (error) {
    throw fromContractError(error)
  }
}

async function attach(host: HostFile, url: string, token: string, folder: DataFolder): Promise<Connection> {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}rpc`, { headers: { authorization: `Bearer ${token}` }, perMessageDeflate: false })
  await new Promise<void>((resolve, reject) => {
    socket.once('open', () => resolve())
    socket.once('error', (cause) =>
      reject(
        new StudioError(
          {
            code: 'data-folder-in-use',
            message: `Process ${host.pid} holds this data folder and does not answer at ${url}`,
            path: folder.path,
            got: cause.message,
            fix: 'End that process, or use another folder with --data-dir.',
          },
          { cause },
        ),
      ),
    )
  })
  socket.on('error', () => {})
  let held = true
  let lost = false
  socket.once('close', () => (lost = held))
  const link = new RPCLink({ websocket: socket, interceptors: [mapErrors] })
  return {
    client: createORPCClient(link),
    folder,
    host,
    lost: () => lost,
    async close() {
      held = false
      socket.close()
    },
  }
}

/** @throws StudioError as `createStudio`. */
export async function connect(dataDirectory: string, locations: Locations): Promise<Connection> {
  const folder = dataFolderPaths(dataDirectory)
  const host = readHostFile(folder.host)
  if (host === null || host.url === null || host.token === null) return openHere(dataDirectory, locations)
  try {
    return await attach(host, host.url, host.token, folder)
  } catch (unreachable) {
    // A host that died left its file, and its number may be another process's by now: who holds the folder, the database's lock knows.
    try {
      return openHere(dataDirectory, locations)
    } catch (error) {
      throw error instanceof StudioError && error.detail.code === 'data-folder-in-use' ? unreachable : error
    }
  }
}

function openHere(dataDirectory: string, locations: Locations): Connection {
  const studio = createStudio({ dataDirectory, locations, host: 'command-line' })
  return { client: createRouterClient(studio.router, { interceptors: [mapErrors] }), folder: studio.folder, host: null, lost: () => false, close: () => studio.close() }
}

function hostGone({ pid, url }: HostFile, cause: unknown): StudioError {
  return new StudioError(
    {
      code: 'studio-gone',
      message: `The studio this command worked through has ended (process ${pid}, ${url ?? 'unreachable'}).`,
      fix: 'A run that was going on stopped with a checkpoint if the studio was closed; `runs show` tells, `runs resume` goes on with it.',
    },
    { cause },
  )
}

/** Runs work over a connection and lets go of it, whatever happens. */
export async function withStudio<Result>(context: { readonly dataDirectory: string; readonly locations: Locations }, work: (connection: Connection) => Promise<Result>): Promise<Result> {
  const connection = await connect(context.dataDirectory, context.locations)
  try {
    return await work(connection)
  } catch (cause) {
    throw connection.host !== null && connection.lost() ? hostGone(connection.host, cause) : cause
  } finally {
    await connection.close()
  }
}
