// Trains templates to their end, by the studio's own command line, and writes what they reach beside the published figures into
// docs/results.md. A row is a template, settings that differ from it, and the metric that is told; further templates are further rows.
// Rows of image compression have a table of their own: two images, at several bit depths, beside JPEG and PCA of a code as large.
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
const COMPRESSION_BEGIN = '<!-- compression: begin -->'
const COMPRESSION_END = '<!-- compression: end -->'
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
  {
    id: 'deep-vae',
    what: 'Residual VAE 784–400–400–400–40 on binarised MNIST, all test digits, 100 codes of each',
    template: 'deep-vae-mnist',
    metric: 'test/logLikelihood',
    reference: '−86.76 (Burda et al. 2016: VAE of 200 units and 50 codes, 5000 codes of each)',
  },
  {
    id: 'deep-vae-elbo',
    what: 'The same, the bound itself',
    template: 'deep-vae-mnist',
    metric: 'test/elbo',
    reference: 'none',
  },
  {
    id: 'deep-conv-vae',
    what: 'Residual convolutional VAE, 32 channels of 7 × 7 and a code of 40, on binarised MNIST, all test digits, 100 codes of each',
    template: 'deep-conv-vae-mnist',
    metric: 'test/logLikelihood',
    reference: '−86.76 (Burda et al. 2016: VAE of 200 units and 50 codes, 5000 codes of each)',
  },
  {
    id: 'deep-conv-vae-elbo',
    what: 'The same, the bound itself',
    template: 'deep-conv-vae-mnist',
    metric: 'test/elbo',
    reference: 'none',
  },
  { id: 'beta-vae', what: 'VAE 784–400–20 with β = 4, MNIST', template: 'beta-vae-mnist', metric: 'test/elbo', reference: 'none: below the VAE of β = 1 by design' },
]

/** @typedef {{ id: string, what: string, template: string, set?: readonly string[] }} CompressionRow */

/** @type {readonly CompressionRow[]} */
const compressionRows = [
  { id: 'compression', what: '64–16–64', template: 'compression-64-16-64' },
  { id: 'compression-noise', what: 'noise of 4 bits in training', template: 'compression-64-16-64', set: ['recipe.parameters.noiseBits=4'] },
  { id: 'compression-tanh', what: 'tanh at the decoder’s output too', template: 'compression-64-16-64', set: ['networks.decoder.output.activation=tanh'] },
  { id: 'compression-8', what: '64–8–64', template: 'compression-64-16-64', set: ['networks.encoder.code.units=8'] },
]

/**
 * A template that pretrains, then classifies with few and many labels on the encoder it came to: one table each, between markers of its id.
 * @typedef {{ id: string, template: string, step: number, labels: string, more: readonly string[] }} LabelSweep `step` ends the pretraining.
 */

/** @type {readonly LabelSweep[]} */
const sweeps = [{ id: 'pretraining-mnist', template: 'pretraining-mnist', step: 4690, labels: '10,100,1000,10000,60000', more: ['--epochs', '4', '--seeds', '2'] }]

/**
 * @param {Row | CompressionRow} row
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

/**
 * @param {string} node
 * @param {LabelSweep} sweep
 * @param {string} folder
 */
async function writeSweep(node, { id, template, step, labels, more }, folder) {
  const { runId, metrics } = await studio(node, ['train', template, '--data-dir', folder, '--json'])
  const file = join(folder, `${id}.latent.json`)
  await studio(node, ['classify', runId, '--step', String(step), '--out', file, '--data-dir', folder, '--json'])
  const { curve } = await studio(node, ['sweep', file, '--labels', labels, ...more, '--data-dir', folder, '--json'])
  const cell = (variant, count) => {
    const point = curve[variant].find((one) => one.labels === count)
    return point === undefined ? '' : `${point.mean.toFixed(2)}${point.deviation === null ? '' : ` ± ${point.deviation.toFixed(2)}`}`
  }
  const counts = labels.split(',').map(Number)
  const lines = counts.map((count) => `| ${count.toLocaleString('en-US')} | ${['frozen', 'fine-tuned', 'scratch'].map((variant) => cell(variant, count)).join(' | ')} |`)
  const table = ['| labels | pretrained, frozen | pretrained, fine-tuned | from scratch |', '| ---: | ---: | ---: | ---: |', ...lines].join('\n')
  const said = `\`studio train ${template}\`: test/accuracy **${metrics['test/accuracy'].toFixed(2)}** %. Then \`studio classify <run> --step ${step} --out f.latent.json\` and \`studio sweep f.latent.json --labels ${labels} ${more.join(' ')}\`:`
  const now = readFileSync(document, 'utf8')
  const [begin, end] = [`<!-- ${id}: begin -->`, `<!-- ${id}: end -->`]
  writeFileSync(document, `${now.slice(0, now.indexOf(begin) + begin.length)}\n\n${said}\n\n${table}\n\n${now.slice(now.indexOf(end))}`)
}

/** Lines written before, by row. */
function linesBefore(text, begin, end) {
  const table = text.slice(text.indexOf(begin) + begin.length, text.indexOf(end))
  return new Map([...table.matchAll(/^\|.*<!-- (\S+) -->.*\|$/gm)].map((match) => [match[1], match[0]]))
}

/** Puts a table in its place, whatever else was written meanwhile. */
function writeTable(begin, end, table) {
  const date = new Date().toISOString().slice(0, 10)
  const now = readFileSync(document, 'utf8')
  writeFileSync(document, `${now.slice(0, now.indexOf(begin) + begin.length)}\n\nLast written ${date}, ${availableParallelism()} processor cores.\n\n${table.join('\n')}\n\n${now.slice(now.indexOf(end))}`)
}

/** PSNR in dB of all frames of an image by as many principal components as the code of a row has values; of frames from −1 to 1. */
async function componentsOf(node, row, image, folder) {
  // A run to ask for its PCA need not be trained well; tested on that image.
  const told = await studio(node, [...commandOf(row), '--set', `dataset.parameters.newImage=${image}`, '--epochs', '1', '--data-dir', folder, '--json'])
  const { baselines } = await studio(node, ['baseline', told.runId, '--kind', 'pca', '--data-dir', folder, '--json'])
  const experiment = (await studio(node, ['runs', 'show', told.runId, '--data-dir', folder, '--json'])).experiment
  const framePixels = experiment.dataset.parameters.side ** 2
  return 10 * Math.log10((4 * framePixels) / baselines[0].metrics['test/squaredError'])
}

async function compressionLines(node, row, folder) {
  const told = await studio(node, [...commandOf(row), '--data-dir', folder, '--json'])
  const { compression, experiment } = await studio(node, ['runs', 'show', told.runId, '--data-dir', folder, '--json'])
  const words = ({ psnr, ssim }) => `${psnr.toFixed(2)}, ${ssim.toFixed(3)}`
  const { image, newImage } = { image: 'camera', newImage: 'astronaut', ...experiment.dataset.parameters }
  const lines = []
  for (const { name, part, unrounded, rounded, jpeg } of compression.images) {
    const components = await componentsOf(node, row, part === 'training' ? image : newImage, folder)
    const cells = compression.pictured.flatMap((bits) => {
      const point = rounded.find((each) => each.bits === bits)
      const beside = jpeg.toSorted((a, b) => Math.abs(a.bitsPerPixel - point.bitsPerPixel) - Math.abs(b.bitsPerPixel - point.bitsPerPixel))[0]
      return [`${words(point)} (${point.bitsPerPixel.toFixed(2)})`, `${words(beside)} (${beside.bitsPerPixel.toFixed(2)})`]
    })
    lines.push(`| ${row.what} <!-- ${row.id}/${part} --> | ${name}${part === 'training' ? ', trained on' : ''} | ${components.toFixed(2)} | **${words(unrounded)}** | ${cells.join(' | ')} |`)
  }
  return lines
}

try {
  const { values } = readOptions(process.argv.slice(2), { values: ['only', 'data-dir'] })
  const report = createReport()
  const node = await ensureDependencies({ report })
  await ensureBuild({ report, node })
  const wanted = values.only?.split(',') ?? []
  const all = [...rows, ...compressionRows, ...sweeps]
  for (const id of wanted) if (!all.some((row) => row.id === id)) throw new Error(`There is no row ${id}: ${all.map((row) => row.id).join(', ')}`)
  const folder = values['data-dir'] ?? mkdtempSync(join(tmpdir(), 'latent-studio-results-'))
  const before = readFileSync(document, 'utf8')
  const lines = linesBefore(before, BEGIN, END)
  const where = ['--data-dir', folder, '--json']
  /** @type {Map<string, string>} */
  const runs = new Map()
  /** Rows of one command are of one training. */
  const trained = new Map()
  for (const row of rows.filter((row) => wanted.length === 0 || wanted.includes(row.id) || ('baselineOf' in row && wanted.includes(row.baselineOf)))) {
    let told
    if ('template' in row) {
      const command = commandOf(row).join(' ')
      told = trained.get(command) ?? (await studio(node, [...commandOf(row), ...where]))
      trained.set(command, told)
    } else {
      const of = runs.get(row.baselineOf)
      if (of === undefined) throw new Error(`${row.id} is trained along with ${row.baselineOf}: ask for that row`)
      const [baseline] = (await studio(node, [...commandOf(row, of), ...where])).baselines
      const record = await studio(node, ['runs', 'show', baseline.runId, ...where])
      told = { ...baseline, steps: record.step, seconds: record.elapsedMs / 1000 }
    }
    runs.set(row.id, told.runId)
    lines.set(row.id, `| ${row.what} <!-- ${row.id} --> | ${row.metric} | ${figureOf(told.metrics, row.metric)} | ${row.reference} | ${told.steps.toLocaleString('en-US')} | ${Math.round(told.seconds / 60)} | \`studio ${commandOf(row).join(' ')}\` |`)
    writeTable(BEGIN, END, ['| what | metric, per example | reached | reference | steps | minutes | command |', '| --- | --- | --- | --- | --- | --- | --- |', ...rows.flatMap(({ id }) => lines.get(id) ?? [])])
  }
  const compressed = linesBefore(before, COMPRESSION_BEGIN, COMPRESSION_END)
  for (const row of compressionRows.filter(({ id }) => wanted.length === 0 || wanted.includes(id))) {
    const [training, fresh] = await compressionLines(node, row, folder)
    compressed.set(`${row.id}/training`, training).set(`${row.id}/new`, fresh)
    const head = ['| what | image | PCA, not rounded | not rounded | 6 bits | JPEG near it | 4 bits | JPEG near it |', '| --- | --- | --- | --- | --- | --- | --- | --- |']
    writeTable(COMPRESSION_BEGIN, COMPRESSION_END, [...head, ...compressionRows.flatMap(({ id }) => ['training', 'new'].flatMap((part) => compressed.get(`${id}/${part}`) ?? []))])
  }
  for (const sweep of sweeps.filter(({ id }) => wanted.length === 0 || wanted.includes(id))) await writeSweep(node, sweep, folder)
} catch (error) {
  printFailure(error)
  process.exitCode = 1
}
