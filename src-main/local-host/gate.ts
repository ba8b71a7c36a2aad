// The gate every request and every WebSocket passes before anything else looks at it: the exact Host, the exact Origin
// where there is one, and a session or the command line's key.
import type { IncomingHttpHeaders } from 'node:http'
import type { Sessions } from './sessions'

export type Refusal = { readonly status: 400 | 401 | 403 | 415; readonly reason: string }
export type Visitor = 'page' | 'command-line'

export interface GateNames {
  /** Exact values of the Host header. */
  readonly hosts: ReadonlySet<string>
  readonly cookieName: string
}

export interface Gate {
  /** Host and Origin alone. */
  checkAddress(headers: IncomingHttpHeaders): Refusal | null
  /** Who comes in, by cookie or bearer token; null for nobody known. */
  visitor(headers: IncomingHttpHeaders): Visitor | null
  /** For what changes something, and for WebSockets: a page must say where it comes from. */
  checkWrite(headers: IncomingHttpHeaders, visitor: Visitor): Refusal | null
}

function readCookie(header: string | undefined, name: string): string | undefined {
  for (const part of (header ?? '').split(';')) {
    const [key, ...value] = part.split('=')
    if (key?.trim() === name) return value.join('=').trim()
  }
  return undefined
}

/** `names` is asked at the time of a request: the port is known only once the host listens. */
export function createGate(names: () => GateNames, sessions: Sessions): Gate {
  return {
    checkAddress(headers) {
      const host = headers.host
      if (host === undefined || !names().hosts.has(host)) return { status: 403, reason: 'This studio does not answer to that name. Use the address it printed.' }
      if (headers.origin !== undefined && headers.origin !== `http://${host}`) return { status: 403, reason: 'Pages from elsewhere may not talk to this studio.' }
      // Browsers say so even where they send no Origin, for example for a picture embedded in a page of another port.
      const site = headers['sec-fetch-site']
      const navigation = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document'
      if ((site === 'cross-site' || site === 'same-site') && !navigation) return { status: 403, reason: 'Pages from elsewhere may not use what is here.' }
      return null
    },
    visitor(headers) {
      const authorization = headers.authorization
      if (authorization !== undefined) return authorization.startsWith('Bearer ') && sessions.isBearer(authorization.slice(7)) ? 'command-line' : null
      const cookie = readCookie(headers.cookie, names().cookieName)
      return cookie !== undefined && sessions.isSession(cookie) ? 'page' : null
    },
    checkWrite(headers, visitor) {
      if (visitor === 'page' && headers.origin === undefined) return { status: 403, reason: 'A page must say where it comes from.' }
      return null
    },
  }
}
