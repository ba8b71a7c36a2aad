// Runs another program. Output is collected for the error message and, where asked, shown as it comes on standard error.
import { spawn } from 'node:child_process'
import { root } from './project.mjs'

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, show?: boolean, timeoutMs?: number, shell?: boolean }} [options]
 * @returns {Promise<{ code: number | null, signal: string | null, stdout: string, stderr: string, missing: boolean, timedOut: boolean }>}
 *   never rejects: a program that is not there comes back as `missing`.
 */
export function runCommand(command, args, options = {}) {
  return new Promise((resolve) => {
    let stdout = ''
    let stderr = ''
    let timedOut = false
    const child = spawn(command, args, {
      cwd: options.cwd ?? root,
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: options.shell ?? false,
      windowsHide: true,
    })
    const timer = options.timeoutMs === undefined ? null : setTimeout(() => { timedOut = true; child.kill('SIGKILL') }, options.timeoutMs)
    const keep = (text, chunk) => (text + chunk).slice(-200_000)
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      stdout = keep(stdout, chunk)
      if (options.show) process.stderr.write(chunk)
    })
    child.stderr.setEncoding('utf8').on('data', (chunk) => {
      stderr = keep(stderr, chunk)
      if (options.show) process.stderr.write(chunk)
    })
    const finish = (code, signal, missing) => {
      if (timer !== null) clearTimeout(timer)
      resolve({ code, signal, stdout, stderr, missing, timedOut })
    }
    child.on('error', (error) => { stderr += String(error); finish(null, null, error.code === 'ENOENT') })
    child.on('close', (code, signal) => finish(code, signal, false))
  })
}

/** Runs a program that shares this terminal, passes signals on to it, and gives its exit code (128 + n for a signal). */
export function runForeground(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: options.cwd ?? process.cwd(), env: options.env ?? process.env, stdio: 'inherit' })
    // A terminal sends Ctrl+C to the child as well; the studio knows such an echo (src-main/on-interrupt.ts).
    const handlers = { SIGINT: () => child.kill('SIGINT'), SIGTERM: () => child.kill('SIGTERM'), SIGHUP: () => child.kill('SIGHUP') }
    for (const [signal, handler] of Object.entries(handlers)) process.on(signal, handler)
    const done = () => { for (const [signal, handler] of Object.entries(handlers)) process.off(signal, handler) }
    child.on('error', (error) => { done(); reject(error) })
    child.on('close', (code, signal) => {
      done()
      const numbers = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGSEGV: 11, SIGTERM: 15 }
      resolve(code ?? 128 + (numbers[signal] ?? 0))
    })
  })
}
