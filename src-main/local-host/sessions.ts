// Who may come in. A token in the printed address is exchanged once for a session, whose secret lives in a cookie; the
// data folder keeps only hashes of secrets, so sessions outlive a restart and the file gives nothing away. The command
// line comes in with a bearer token of its own, valid while this process lives.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { writeAtomically } from '../files/write-atomically'

const LIFETIME_MS = 30 * 24 * 3600 * 1000
const MOST_SESSIONS = 200

const fileSchema = z.object({ format: z.literal(1), sessions: z.array(z.object({ hash: z.string().regex(/^[0-9a-f]{64}$/), createdAt: z.number().int() })) })
type Session = z.infer<typeof fileSchema>['sessions'][number]

export const SESSION_LIFETIME_SECONDS = LIFETIME_MS / 1000

export interface Sessions {
  /** The token that is valid now. */
  token(): string
  readonly bearer: string
  /** A new session's secret for the valid token, which is thereby used up and replaced; null for any other. */
  exchange(token: string): string | null
  isSession(secret: string): boolean
  isBearer(token: string): boolean
}

function secret(): string {
  return randomBytes(32).toString('base64url')
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

/** In constant time, whatever the lengths. */
function same(a: string, b: string): boolean {
  return timingSafeEqual(hash(a), hash(b))
}

function load(file: string): Session[] {
  try {
    return fileSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).sessions
  } catch {
    // Missing or damaged: everyone comes in by the printed address again.
    return []
  }
}

export function openSessions(file: string, onNewToken: (token: string) => void = () => {}, now: () => number = Date.now): Sessions {
  const bearer = secret()
  let token = secret()
  let sessions = load(file)

  function alive(session: Session): boolean {
    return now() - session.createdAt < LIFETIME_MS
  }

  return {
    bearer,
    token: () => token,
    exchange(offered) {
      if (!same(offered, token)) return null
      token = secret()
      const value = secret()
      sessions = [...sessions.filter(alive), { hash: hash(value).toString('hex'), createdAt: now() }].slice(-MOST_SESSIONS)
      try {
        writeAtomically(file, `${JSON.stringify({ format: 1, sessions })}\n`, 0o600)
      } catch {
        // A full disk: the session lasts while this process does.
      }
      onNewToken(token)
      return value
    },
    isSession(value) {
      const hex = hash(value).toString('hex')
      return sessions.some((session) => session.hash === hex && alive(session))
    },
    isBearer: (value) => same(value, bearer),
  }
}
