// Every template, captured against eager from each of 200 successive states. Prints the largest differences of each as a line of JSON.
//   node_modules/.bin/node bench/nightly/equality.mjs [--states 200]
import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'

const root = resolve(import.meta.dirname, '../..')
const { values } = parseArgs({ options: { states: { type: 'string', default: '200' } } })
const { status } = spawnSync(
  process.execPath,
  [resolve(root, 'node_modules/vitest/vitest.mjs'), 'run', '--project', 'integration', 'test/main/trainer/captured-equality'],
  { cwd: root, stdio: 'inherit', env: { ...process.env, LATENT_STUDIO_EQUALITY_STATES: values.states, LATENT_STUDIO_EQUALITY_PRINT: '1' } },
)
process.exitCode = status ?? 1
