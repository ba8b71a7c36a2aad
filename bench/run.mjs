// How fast a training step is: the studio captured, captured with XLA and eager, beside PyTorch in each of its forms, on the same
// threads of the same machine, in turns.
//   npm run bench -- [--quick] [--json FILE] [--workload ID]... [--install-pytorch] [--threads N] [--no-page]
// The full run writes the table into docs/performance.md; --quick takes a few minutes and writes no page.
import { writeFile } from 'node:fs/promises'
import { availableParallelism, cpus } from 'node:os'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { buildWorkers } from './support/build-worker.mjs'
import { installPytorch, pytorchPython } from './support/pytorch.mjs'
import { markdownTable, summarise } from './support/summarise.mjs'
import { startWorker } from './support/worker.mjs'
import { writePerformancePage } from './support/performance-page.mjs'

const root = resolve(import.meta.dirname, '..')
const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'string' },
    workload: { type: 'string', multiple: true },
    'install-pytorch': { type: 'boolean', default: false },
    threads: { type: 'string', default: String(availableParallelism()) },
    'no-page': { type: 'boolean', default: false },
  },
})

const STUDIO = ['captured', 'captured-xla', 'eager']
const PYTORCH = ['pytorch-plain', 'pytorch-fused', 'pytorch-compile']
const CONVOLUTIONAL = new Set(['conv-vae', 'dcgan', 'wgan-gp-critic', 'wgan-gp'])
const ALL = ['mlp-vae', 'conv-vae', 'deep-autoencoder', 'dcgan', 'wgan-gp-critic', 'wgan-gp']
/** Eager steps many times in one turn only delay the others. */
const ROUNDS = values.quick ? 4 : 9
const TURN_MS = values.quick ? 500 : 1000

if (values['install-pytorch']) installPytorch()
const python = pytorchPython()
if (python === null) console.log('PyTorch is not installed: add --install-pytorch to compare with it')

const workloads = values.workload ?? ALL
const unknown = workloads.find((id) => !ALL.includes(id))
if (unknown !== undefined) throw new Error(`There is no workload ${unknown}; there are ${ALL.join(', ')}`)

const bundles = await buildWorkers(root, ['studio-worker'])
const threads = Number(values.threads)
const began = new Date()
const rows = []
const failures = []
for (const workload of workloads) {
  const variants = [...STUDIO, ...(python === null ? [] : [...PYTORCH, ...(CONVOLUTIONAL.has(workload) ? ['pytorch-channels-last'] : [])])]
  // A process for each workload: what one leaves behind cannot slow the next.
  const studio = startWorker(process.execPath, [resolve(bundles, 'studio-worker.js'), root], {
    TF_CPP_MIN_LOG_LEVEL: '2',
    TF_NUM_INTRAOP_THREADS: String(threads),
    TF_NUM_INTEROP_THREADS: String(threads),
    OMP_NUM_THREADS: String(threads),
  })
  const pytorch = python === null ? null : startWorker(python, [resolve(import.meta.dirname, 'support/pytorch-worker.py'), String(threads)], { OMP_NUM_THREADS: String(threads) })
  const times = new Map(variants.map((variant) => [variant, []]))
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const variant of variants) {
      if (!times.has(variant)) continue
      const worker = variant.startsWith('pytorch') ? pytorch : studio
      const answer = await worker.ask({ workload, variant, forMs: TURN_MS })
      if (answer.error === undefined) times.get(variant).push(answer.msPerStep)
      else {
        failures.push({ workload, variant, error: answer.error })
        console.log(`${workload} ${variant}: ${answer.error}`)
        times.delete(variant)
      }
    }
  }
  studio.stop()
  pytorch?.stop()
  const summary = summarise(workload, times)
  rows.push(...summary)
  console.log(`\n${markdownTable(summary)}`)
}

const conditions = {
  startedAt: began.toISOString(),
  minutes: Math.round((Date.now() - began.getTime()) / 6000) / 10,
  processor: cpus()[0]?.model ?? 'unknown',
  threads,
  rounds: ROUNDS,
  turnMs: TURN_MS,
}
if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify({ conditions, rows, failures }, null, 2)}\n`)
if (!values.quick && !values['no-page'] && values.workload === undefined) await writePerformancePage(root, conditions, rows)
