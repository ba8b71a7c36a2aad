// Trains templates to their end, by the studio's own command line, and writes what they reach beside the published figures into
// docs/results.md. A row is a template, settings that differ from it, and the metric that is told; further templates are further rows.
//   node scripts/nightly/results.mjs [--only ROW,ROW] [--data-dir FOLDER]
// Rows that are not trained keep what was written of them before. All of them take hours on two cores.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureBuild } from '../lib/build-step.mjs'
import { ensureDependencies } from '../lib/dependencies.mjs'
import { readOptions } from '../lib/options.mjs'
import { root } from '../lib/project.mjs'
import { createReport, printFailure } from '../lib/report.mjs'

const BEGIN = '<!-- results: begin -->'
const END = '<!-- results: end -->'
const document = join(root, 'docs', 'results.md')

/**
 * A template, or the baseline of another row's run on the same data, which is trained along with that row.
 * @typedef {{ id: string, what: string, metric: string, reference: string } & ({ template: string, set?: readonly string[] } | { baselineOf: string, kind: 'pca' | 'logistic' })} Row
 */

/** @type {readonly Row[]} */
const rows = [
  {
    id: 'deep-autoencoder-rbm',
    what: 'Deep autoencoder 784–1000–500–250–30 with RBM pretraining, MNIST',
    template: 'deep-autoencoder-rbm-mnist',
    metric: 'test/squaredError',
    reference: '3.00 (Hinton and Salakhutdinov 2006)',
  },
  {
    id: 'deep-autoencoder',
    what: 'The same sizes with rectifiers and no pretraining, MNIST',
    template: 'deep-autoencoder-mnist',
    metric: 'test/squaredError',
    reference: '6.66 (PyTorch, 10 epochs at a constant rate)',
  },
  {
    id: 'short-with',
    what: '784–500–250–30 on 10,000 digits, 15 epochs of pretraining and 15 of fine-tuning',
    template: 'deep-autoencoder-rbm-mnist-short',
    metric: 'test/squaredError',
    reference: 'none: compare with the next row',
  },
  {
    id: 'short-without',
    what: 'The same without pretraining, 30 epochs of fine-tuning',
    template: 'deep-autoencoder-rbm-mnist-short',
    set: ['recipe.parameters.epochs=0'],
    metric: 'test/squaredError',
    reference: 'none: compare with the row before',
  },
  {
    id: 'deep-autoencoder-faces',
    what: 'Deep autoencoder 625–2000–1000–500–30 with RBM pretraining, face patches, photographs held out for testing',
    template: 'deep-autoencoder-rbm-faces',
    metric: 'test/squaredError',
    reference: '126, on other faces (Hinton and Salakhutdinov 2006)',
  },
  {
    id: 'pca-faces',
    what: 'PCA with 30 components of the same face patches',
    baselineOf: 'deep-autoencoder-faces',
    kind: 'pca',
    metric: 'test/squaredError',
    reference: '135, on other faces (Hinton and Salakhutdinov 2006)',
  },
  { id: 'denoising-mnist', what: 'Denoising, 30 % salt and pepper on MNIST, damage of 113', template: 'denoising-mnist', metric: 'test/squaredError', reference: 'none' },
  { id: 'denoising-text', what: 'Denoising, 25 % salt and pepper on patches of text not trained on, damage of 75', template: 'denoising-text', metric: 'test/psnr', reference: 'none; whole pages beside the median filter below' },
  { id: 'sparse', what: 'Sparse code of 256 units, KL, MNIST', template: 'sparse-mnist', metric: 'test/squaredError', reference: 'none' },
  { id: 'beta-vae', what: 'VAE 784–400–20 with β = 4, MNIST', template: 'beta-vae-mnist', metric: 'test/elbo', reference: 'none: below the VAE of β = 1 by design' },
]

/**
 * @param {Row} row
 * @param {string} of the run a baseline is of; in the table, words for it.
 */
function commandOf(row, of = '<that run>') {
  return 'template' in row ? ['train', row.template, ...(row.set ?? []).flatMap((setting) => ['--set', setting])] : ['baseline', of, '--kind', row.kind]
}

/** On test data; on validation data too, where there is some. */
function figureOf(metrics, metric) {
  const print = (value) => (typeof value === 'number' ? value.toPrecision(4) : 'not a number')
  const validation = metrics[metric.replace('test/', 'validation/')]
  return `**${print(metrics[metric])}**${metric.startsWith('test/') && validation !== undefined ? ` (validation ${print(validation)})` : ''}`
}

/**
 * @param {string} node
 * @param {readonly string[]} words
 * @returns {Promise<Record<string, any>>} what `train --json` told.
 */
function studio(node, words) {
  return new Promise((resolve, reject) => {
    const child = spawn(node, [join(root, 'out', 'main', 'cli.js'), ...words], { stdio: ['ignore', 'pipe', 'inherit'] })
    let text = ''
    child.stdout.on('data', (chunk) => (text += chunk))
    child.on('error', reject)
    child.on('close', (code) => (code === 0 ? resolve(JSON.parse(text)) : reject(new Error(`studio ${words.join(' ')} ended with ${code}`))))
  })
}

/** Lines written before, by row. */
function linesBefore(text) {
  const table = text.slice(text.indexOf(BEGIN) + BEGIN.length, text.indexOf(END))
  return new Map([...table.matchAll(/^\|.*<!-- (\S+) -->.*\|$/gm)].map((match) => [match[1], match[0]]))
}

try {
  const { values } = readOptions(process.argv.slice(2), { values: ['only', 'data-dir'] })
  const report = createReport()
  const node = await ensureDependencies({ report })
  await ensureBuild({ report, node })
  const wanted = values.only?.split(',') ?? []
  for (const id of wanted) if (!rows.some((row) => row.id === id)) throw new Error(`There is no row ${id}: ${rows.map((row) => row.id).join(', ')}`)
  const folder = values['data-dir'] ?? mkdtempSync(join(tmpdir(), 'latent-studio-results-'))
  const before = readFileSync(document, 'utf8')
  const lines = linesBefore(before)
  const where = ['--data-dir', folder, '--json']
  /** @type {Map<string, string>} */
  const runs = new Map()
  for (const row of rows.filter((row) => wanted.length === 0 || wanted.includes(row.id) || ('baselineOf' in row && wanted.includes(row.baselineOf)))) {
    let told
    if ('template' in row) told = await studio(node, [...commandOf(row), ...where])
    else {
      const of = runs.get(row.baselineOf)
      if (of === undefined) throw new Error(`${row.id} is trained along with ${row.baselineOf}: ask for that row`)
      const [baseline] = (await studio(node, [...commandOf(row, of), ...where])).baselines
      const record = await studio(node, ['runs', 'show', baseline.runId, ...where])
      told = { ...baseline, steps: record.step, seconds: record.elapsedMs / 1000 }
    }
    runs.set(row.id, told.runId)
    lines.set(row.id, `| ${row.what} <!-- ${row.id} --> | ${row.metric} | ${figureOf(told.metrics, row.metric)} | ${row.reference} | ${told.steps.toLocaleString('en-US')} | ${Math.round(told.seconds / 60)} | \`studio ${commandOf(row).join(' ')}\` |`)
    const table = ['| what | metric, per example | reached | reference | steps | minutes | command |', '| --- | --- | --- | --- | --- | --- | --- |', ...rows.flatMap(({ id }) => lines.get(id) ?? [])].join('\n')
    const date = new Date().toISOString().slice(0, 10)
    const now = readFileSync(document, 'utf8')
    writeFileSync(document, `${now.slice(0, now.indexOf(BEGIN) + BEGIN.length)}\n\nLast written ${date}, ${availableParallelism()} processor cores.\n\n${table}\n\n${now.slice(now.indexOf(END))}`)
  }
} catch (error) {
  printFailure(error)
  process.exitCode = 1
}
