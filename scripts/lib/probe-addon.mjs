// Checks an addon for real, in a child process of the Node the studio runs on.
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { studioNode } from './project.mjs'
import { SetupError } from './report.mjs'
import { runCommand } from './run-command.mjs'

const probe = join(dirname(fileURLToPath(import.meta.url)), 'engine-probe.cjs')

/**
 * @param {string} binding absolute path of tfjs_binding.node
 * @returns {Promise<{ version: string, gpu: boolean }>}
 */
export async function probeAddon(binding) {
  const node = studioNode()
  if (node === null) throw new SetupError('There is no Node to load the engine with')
  const result = await runCommand(node, [probe, binding], {
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: process.env.TF_CPP_MIN_LOG_LEVEL ?? '2' },
    timeoutMs: 180_000,
  })
  if (result.code === 0) {
    const found = JSON.parse(result.stdout)
    return { version: String(found.version), gpu: found.gpu === true }
  }
  const how = result.timedOut ? 'did not answer within three minutes' : result.signal !== null ? `died of ${result.signal}` : `failed (exit code ${result.code})`
  throw new SetupError(`The engine was installed but its first multiplication ${how}`, { output: result.stderr })
}
