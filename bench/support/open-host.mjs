// A local host of its own on any free port, for benches that look through the page.
import { spawn } from 'node:child_process'
import { join } from 'node:path'

/**
 * @param {string} root of the project, built
 * @param {string} data folder
 * @param {{ nodeArguments?: readonly string[], environment?: Record<string, string> }} [options]
 */
export async function openHost(root, data, { nodeArguments = [], environment = {} } = {}) {
  const host = spawn(process.execPath, [...nodeArguments, join(root, 'out/main/local-host.js'), '--port', '0', '--no-open', '--data-dir', data], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...environment },
  })
  const address = await new Promise((found, fail) => {
    let text = ''
    host.stdout.on('data', (chunk) => {
      text += chunk
      const match = /is listening at (\S+)\s/.exec(text)
      if (match !== null) found(match[1])
    })
    host.once('close', () => fail(new Error(`The local host ended: ${text}`)))
  })
  const closed = new Promise((done) => host.once('close', done))
  return {
    address,
    process: host,
    async close() {
      host.kill('SIGINT')
      await closed
    },
  }
}
