// Runs the built command line as a person or a script would, and gives what it wrote and how it ended.
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { resolve } from 'node:path'

const cli = resolve(import.meta.dirname, '../../../out/main/cli.js')

export interface CliResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunningCli {
  readonly child: ChildProcess
  readonly result: Promise<CliResult>
  /** Resolves once standard error has held the text. */
  told(text: string): Promise<void>
}

export function startCli(parameters: readonly string[], options: { readonly environment?: NodeJS.ProcessEnv; readonly cwd?: string } = {}): RunningCli {
  const child = spawn(process.execPath, [cli, ...parameters], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...options.environment }, ...(options.cwd === undefined ? {} : { cwd: options.cwd }) })
  let stdout = ''
  let stderr = ''
  const waiting: { text: string; done: () => void }[] = []
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString('utf8')))
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString('utf8')
    for (const entry of waiting) if (stderr.includes(entry.text)) entry.done()
  })
  const result = new Promise<CliResult>((done) => child.once('close', (code) => done({ code, stdout, stderr })))
  return {
    child,
    result,
    told: (text) => (stderr.includes(text) ? Promise.resolve() : Promise.race([new Promise<void>((done) => waiting.push({ text, done })), result.then(({ stderr: all }) => Promise.reject(new Error(`It ended without saying ${text}: ${all}`)))])),
  }
}

/** Names of all checkpoints in or below a folder, which need not be there yet. */
export function checkpointsUnder(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.safetensors') && name.includes('checkpoints')) : []
}

export function runCli(parameters: readonly string[], options: { readonly environment?: NodeJS.ProcessEnv; readonly cwd?: string } = {}): Promise<CliResult> {
  return startCli(parameters, options).result
}
