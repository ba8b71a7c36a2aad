// How near the estimates of time a step and of memory come to what is measured, for every template: the machine is calibrated and the
// steps are timed in the same process, in turns; memory is the most that a process which trains the template ever held.
//   node_modules/.bin/node bench/estimate-accuracy.mjs [--turns 3] [--without-memory] [--only TEMPLATE,...] [--json FILE]
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { buildWorkers } from './support/build-worker.mjs'

const root = resolve(import.meta.dirname, '..')
const { values } = parseArgs({ options: { turns: { type: 'string', default: '3' }, 'without-memory': { type: 'boolean', default: false }, only: { type: 'string' }, json: { type: 'string' } } })
const files = readdirSync(join(root, 'resources/templates')).filter((name) => name.endsWith('.json') && (values.only ?? name).split(',').some((id) => name === `${id}.json` || values.only === undefined)).map((name) => join(root, 'resources/templates', name))
const bundles = await buildWorkers(root, ['estimate-worker', 'memory-worker'])
const folder = mkdtempSync(join(tmpdir(), 'latent-studio-estimate-'))

/** The last line a worker printed, as JSON. */
function ask(worker, ...parameters) {
  const output = execFileSync(process.execPath, [join(bundles, `${worker}.js`), root, ...parameters], { stdio: ['ignore', 'pipe', 'ignore'], env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' }, maxBuffer: 1e8 })
  return JSON.parse(output.toString('utf8').trim().split('\n').at(-1))
}

const middle = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)]
const round = (value) => Math.round(100 * value) / 100
try {
  const turns = Array.from({ length: Number(values.turns) }, () => ask('estimate-worker', ...files))
  const rows = turns[0].map(({ id, stage }, at) => {
    const own = turns.map((turn) => turn[at])
    const row = { id, ...(stage === undefined ? {} : { stage }), estimatedMs: round(middle(own.map((each) => each.estimatedMs))), measuredMs: round(middle(own.map((each) => each.measuredMs))) }
    return { ...row, timeRatio: round(middle(own.map((each) => each.estimatedMs / each.measuredMs))), estimatedMB: Math.round(own[0].estimatedBytes / 1e6) }
  })
  if (!values['without-memory']) {
    // A run holds the same in every stage.
    for (const row of rows.filter(({ id }, at) => rows.findIndex((each) => each.id === id) === at)) {
      const directory = join(folder, row.id)
      for (const part of ['snapshots', 'checkpoints']) mkdirSync(join(directory, part), { recursive: true })
      const { bytes } = ask('memory-worker', files.find((file) => basename(file) === `${row.id}.json`), directory, '40')
      row.measuredMB = Math.round(bytes / 1e6)
      row.memoryRatio = round(row.estimatedMB / row.measuredMB)
    }
  }
  console.table(rows)
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(rows, null, 2)}\n`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
