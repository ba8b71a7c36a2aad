// Memory and tensor count over many steps of a template: 100,000 of the MLP-VAE unless told otherwise. Fails where they grow.
//   node_modules/.bin/node bench/nightly/steady.mjs [--steps 100000] [--template vae-mnist] [--json FILE]
import { spawn } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { buildWorkers } from '../support/build-worker.mjs'

const root = resolve(import.meta.dirname, '../..')
const { values } = parseArgs({ options: { steps: { type: 'string', default: '100000' }, template: { type: 'string', default: 'vae-mnist' }, json: { type: 'string' } } })
/** Allocators settle over the first tenth; after it this much more is a leak. */
const MOST_GROWTH = 0.05

const bundles = await buildWorkers(root, ['steady-worker'])
const child = spawn(process.execPath, ['--expose-gc', resolve(bundles, 'steady-worker.js'), root, values.template, values.steps], {
  stdio: ['ignore', 'pipe', 'inherit'],
  env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' },
})
const marks = []
for await (const line of createInterface({ input: child.stdout })) {
  if (!line.startsWith('{')) continue
  marks.push(JSON.parse(line))
  console.log(line)
}
if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(marks, null, 2)}\n`)
const settled = marks[1]
const last = marks.at(-1)
if (settled === undefined || last === undefined || last.step !== Number(values.steps)) throw new Error('The run ended early')
const growth = last.residentMegabytes / settled.residentMegabytes - 1
console.log(`Tensors ${settled.tensors} then ${last.tensors}; resident memory ${settled.residentMegabytes} MB then ${last.residentMegabytes} MB (${(100 * growth).toFixed(1)} %)`)
if (last.tensors !== settled.tensors || growth > MOST_GROWTH) {
  console.error('Not flat')
  process.exitCode = 1
}
