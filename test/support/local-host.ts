// Starts the real local host, as a user would, on a free port with a data folder of its own choosing.
import { type ChildProcess, spawn } from 'node:child_process'
import { resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')

export interface LocalHostOptions {
  readonly dataDirectory: string
  /** 0 (the default) takes any free port. */
  readonly port?: number
  readonly extraArguments?: readonly string[]
  readonly environment?: NodeJS.ProcessEnv
  readonly startTimeoutMs?: number
}

export interface LocalHost extends AsyncDisposable {
  /** The address it printed, its one-time token included. */
  readonly address: string
  /** Scheme, host and port. */
  readonly origin: string
  readonly process: ChildProcess
  /** Everything it printed so far. */
  output(): string
  /** Ends it as Ctrl+C does and gives its exit code. */
  stop(): Promise<number | null>
  /** Ends it as a crash or a power cut does. */
  kill(): Promise<void>
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}

export async function startLocalHost(options: LocalHostOptions): Promise<LocalHost> {
  const child = spawn(
    process.execPath,
    [resolve(root, 'out/main/local-host.js'), '--port', String(options.port ?? 0), '--no-open', '--data-dir', options.dataDirectory, ...(options.extraArguments ?? [])],
    { cwd: root, env: { ...process.env, ...options.environment }, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let text = ''
  const ended = new Promise<number | null>((done) => child.once('close', (code) => done(code)))
  const address = await new Promise<string>((found, fail) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      fail(new Error(`The local host printed no address in time. It said:\n${text}`))
    }, options.startTimeoutMs ?? 120_000)
    const read = (chunk: Buffer): void => {
      text += chunk.toString('utf8')
      const match = /is listening at (https?:\/\/\S+)(?=\s)/.exec(text)
      if (match === null) return
      clearTimeout(timer)
      found(match[1] ?? '')
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('error', fail)
    child.once('close', (code) => {
      clearTimeout(timer)
      fail(new Error(`The local host ended with exit code ${code}. It said:\n${text}`))
    })
  })
  const stop = async (): Promise<number | null> => {
    if (!hasEnded(child)) child.kill('SIGINT')
    const timer = setTimeout(() => child.kill('SIGKILL'), 60_000)
    const code = await ended
    clearTimeout(timer)
    return code
  }
  return {
    address,
    origin: new URL(address).origin,
    process: child,
    output: () => text,
    stop,
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
    async [Symbol.asyncDispose]() {
      await stop()
    },
  }
}
