// host.json: who holds a data folder now, and how the command line reaches it. Readable by its owner alone, since it
// carries a key. What it says is believed only while its process lives; the lock is the database's own.
import { readFileSync, rmSync } from 'node:fs'
import { z } from 'zod'
import { writeAtomically } from '../files/write-atomically'

const hostFileSchema = z.object({
  format: z.literal(1),
  pid: z.number().int().positive(),
  host: z.enum(['desktop', 'local-host', 'command-line']),
  startedAt: z.number().int(),
  /** Where it listens, without a token; null where it does not. */
  url: z.string().nullable(),
  /** Bearer token for the command line; null where it does not listen. */
  token: z.string().nullable(),
})
export type HostFile = z.infer<typeof hostFileSchema>

const hostWords: Readonly<Record<HostFile['host'], string>> = {
  desktop: 'The desktop application',
  'local-host': 'The local host',
  'command-line': 'A command line',
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it lives, but belongs to someone else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** Null where there is none, it cannot be read, or its process is gone. */
export function readHostFile(file: string): HostFile | null {
  try {
    const parsed = hostFileSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')))
    return parsed.success && isAlive(parsed.data.pid) ? parsed.data : null
  } catch {
    return null
  }
}

export function writeHostFile(file: string, content: HostFile): void {
  writeAtomically(file, `${JSON.stringify(content, null, 2)}\n`, 0o600)
}

/** Removes it when it is this process's own. */
export function removeHostFile(file: string): void {
  try {
    const parsed = hostFileSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')))
    if (parsed.success && parsed.data.pid === process.pid) rmSync(file, { force: true })
  } catch {
    // Already gone.
  }
}

/** `The local host (process 4711, http://127.0.0.1:7717/)`. */
export function describeHolder(file: string): string {
  const holder = readHostFile(file)
  if (holder === null) return 'Another Latent Studio'
  return `${hostWords[holder.host]} (process ${holder.pid}${holder.url === null ? '' : `, ${holder.url}`})`
}
