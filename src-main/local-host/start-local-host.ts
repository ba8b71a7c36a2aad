// Starts the local host over a studio: listens, tells its address, lets the command line find it, and closes cleanly.
import { StudioError } from '@shared/studio-error'
import type { Studio } from '../api/create-studio'
import { allowedHosts, isLoopback, shownAddress } from './addresses'
import { createServer } from './create-server'
import { openSessions } from './sessions'

export interface LocalHostParts {
  readonly studio: Studio
  readonly renderer: string
  readonly address: string
  readonly port: number
  /** A line for the person who started it. */
  readonly say: (line: string) => void
}

export interface LocalHost {
  readonly port: number
  readonly origin: string
  /** With the token that is valid now. */
  entrance(): string
  readonly bearer: string
  close(): Promise<void>
}

function explain(error: unknown, address: string, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE') {
    return new StudioError(
      {
        code: 'port-in-use',
        message: `Port ${port} of ${address} is in use by another program.`,
        path: `--port ${port}`,
        fix: `If it is a Latent Studio, use that one or end it. Otherwise choose another port, for example --port ${port + 1}, or --port 0 for any free one.`,
      },
      { cause: error },
    )
  }
  if (code === 'EACCES') return new StudioError({ code: 'port-forbidden', message: `This user may not listen on port ${port}.`, path: `--port ${port}`, fix: 'Choose a port above 1023.' }, { cause: error })
  if (code === 'EADDRNOTAVAIL') return new StudioError({ code: 'address-unknown', message: `This machine has no address ${address}.`, path: `--host ${address}`, fix: 'Choose one of its own addresses, or 0.0.0.0 for all.' }, { cause: error })
  return error
}

/** @throws StudioError `port-in-use`, `port-forbidden`, `address-unknown` */
export async function startLocalHost(parts: LocalHostParts): Promise<LocalHost> {
  const { studio, address, say } = parts
  let port = parts.port
  let origin = ''
  const entrance = (): string => `${origin}/?token=${sessions.token()}`
  const sessions = openSessions(studio.folder.sessions, () => say(`That address is used up; for another browser: ${entrance()}`))
  // Cookies do not know ports, so studios on different ports of one machine need different names.
  const names = () => ({ hosts: allowedHosts(address, port), cookieName: `latent-studio-${port}` })
  const { server, close } = await createServer({ studio, sessions, renderer: parts.renderer, names })
  try {
    await server.listen({ host: address, port })
  } catch (error) {
    await close()
    throw explain(error, address, port)
  }
  const bound = server.server.address()
  if (bound !== null && typeof bound === 'object') port = bound.port
  origin = `http://${shownAddress(address)}:${port}`
  studio.announce({ url: `${origin}/`, token: sessions.bearer })
  say(`Latent Studio is listening at ${entrance()}`)
  if (!isLoopback(address)) say(`Warning: opened to the network with --host ${address}. Whoever can reach this machine and has the address above can use it; nothing is encrypted.`)
  return { port, origin, entrance, bearer: sessions.bearer, close }
}
