// vitest's global set-up for tests of the real processes: the studio is built once, and only when a source changed.
import { spawn } from 'node:child_process'
import { resolve } from 'node:path'

export async function setup(): Promise<void> {
  const root = resolve(import.meta.dirname, '../..')
  const child = spawn(process.execPath, [resolve(root, 'scripts/build.mjs')], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
  const code = await new Promise<number | null>((done, fail) => child.once('error', fail).once('close', done))
  if (code !== 0) throw new Error('The studio could not be built; the tests of its processes cannot run')
}
