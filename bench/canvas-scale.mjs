// How a large experiment feels: frames while the canvas is panned and zoomed, an edit until its shapes are on the screen, and opening,
// in the real local host in Chromium; beside it, in turns, a bare Vue Flow canvas of the same size and places. "In sight" is what a person
// sees: the studio mounts the rest of a large document in the frames that follow, and draws far layers as blocks; the time until all is there,
// and until all in sight looks as it should after a gesture, is told beside it.
//   node_modules/.bin/node bench/canvas-scale.mjs [--rounds 3] [--frames 60] [--only pan|edit|open] [--json FILE] [--profile FILE]
// --profile writes a CPU profile of the studio's scenes, for the performance panel of a browser.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { chromium } from 'playwright-core'
import { chromiumFlags, findChromium } from '../scripts/lib/find-chromium.mjs'
import { serveBareCanvas } from './support/bare-canvas/serve.mjs'
import { installProbe } from './support/canvas-probe.mjs'
import { openHost } from './support/open-host.mjs'
import { scaleExperiment } from './support/scale-experiment.mjs'

const root = resolve(import.meta.dirname, '..')
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '3' }, frames: { type: 'string', default: '60' }, only: { type: 'string' }, json: { type: 'string' }, profile: { type: 'string' } },
})
const rounds = Number(values.rounds)
const frames = Number(values.frames)
const measures = (what) => values.only === undefined || values.only === what
const LARGE = { nodes: 500, wires: 700 }
const EDITED = { nodes: 200, wires: 280 }
/** One frame at 60 a second, and what a time stamp's rounding adds. */
const FRAME_MS = 16.7
const LEAST_ZOOM = 0.08
/** Of the document at 100 %. */
const WIDTH = 25 * 170

const folder = await mkdtemp(join(tmpdir(), 'latent-studio-bench-'))
const experiments = new Map()
for (const { nodes, wires } of [LARGE, EDITED]) {
  const experiment = await scaleExperiment(root, nodes, wires)
  experiments.set(nodes, experiment)
  await mkdir(join(folder, 'experiments'), { recursive: true })
  await writeFile(join(folder, 'experiments', `scale-${nodes}.latent.json`), JSON.stringify(experiment))
}

const rank = (list, share) => Math.round([...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * share))] * 10) / 10
const ratio = (a, b) => Math.round((100 * a) / b) / 100

/** What the main thread of a page did between two calls, in ms. */
async function mainThread(page) {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  const read = async () => {
    const { metrics } = await session.send('Performance.getMetrics')
    const of = (name) => 1000 * metrics.find((metric) => metric.name === name).value
    return { task: of('TaskDuration'), script: of('ScriptDuration'), style: of('RecalcStyleDuration'), layout: of('LayoutDuration') }
  }
  return { session, read }
}

/** A page on Home: the host's token lets one context in, and no page of it finds what another had open. */
async function openStudio(context, address, nodes) {
  const page = await context.newPage()
  await page.addInitScript(installProbe)
  await page.addInitScript(() => localStorage.clear())
  await page.goto(address)
  const entry = page.locator('.saved-open', { hasText: `Scale ${nodes}` })
  await entry.waitFor()
  // From the click itself, as the page received it.
  await page.evaluate(() => {
    window.addEventListener('click', (event) => (window.clickedAt ??= event.timeStamp), { capture: true })
  })
  await entry.click()
  return page
}

/** Id, source and target of each wire. */
function wireEnds(experiment) {
  return experiment.networks.flatMap(({ id, wires }) => wires.map((wire) => [`${id}/${wire.id}`, `${id}/${wire.from.node}`, `${id}/${wire.to.node}`]))
}

/** What has the ends and number of this size, for the page. */
function sizeOf({ nodes }) {
  return { nodes, wires: wireEnds(experiments.get(nodes)) }
}

async function openBare(context, address, graph) {
  const page = await context.newPage()
  await page.addInitScript(installProbe)
  await page.goto(address)
  const openMs = await page.evaluate(async ({ graph, nodes, wires }) => {
    const from = performance.now()
    window.bare.open(graph)
    return window.canvasProbe.opened(from, nodes, wires)
  }, { graph, ...sizeOf(LARGE) })
  return { page, openMs }
}

/** Nodes and edges as the studio's canvas places them. */
function bareGraph(page, experiment) {
  return page.evaluate((networks) => {
    const box = document.querySelector('.vue-flow').getBoundingClientRect()
    const places = Object.fromEntries([...document.querySelectorAll('.vue-flow__node')].map((node) => {
      const { e: x, f: y } = new DOMMatrix(node.style.transform)
      return [node.dataset.id, { x, y }]
    }))
    const style = { width: '116px', height: '90px' }
    return {
      box: { width: box.width, height: box.height },
      nodes: networks.flatMap(({ id, nodes }) => nodes.map((node) => ({ id: `${id}/${node.id}`, position: places[`${id}/${node.id}`], label: node.name ?? node.type, sourcePosition: 'right', targetPosition: 'left', style }))),
      edges: networks.flatMap(({ id, wires }) => wires.map((wire) => ({ id: `${id}/${wire.id}`, source: `${id}/${wire.from.node}`, target: `${id}/${wire.to.node}` }))),
    }
  }, experiment.networks)
}

async function scene(page, gesture) {
  const { session, read } = await mainThread(page)
  const before = await read()
  const gaps = await page.evaluate(({ gesture, frames, width }) => window.canvasProbe[gesture](frames, width), { gesture, frames, width: WIDTH })
  const after = await read()
  const settledMs = await page.evaluate(() => window.canvasProbe.settled())
  await session.detach()
  return { gaps, settledMs, work: Object.fromEntries(Object.keys(after).map((key) => [key, (after[key] - before[key]) / gaps.length])) }
}

const SCENES = [
  { name: 'pan at 100 %', buttons: [/^Zoom \d/], gesture: 'pan' },
  { name: 'pan at 100 % across the whole', buttons: [/^Fit/, /^Zoom \d/], gesture: 'cross' },
  { name: 'zoom 100 % to 16 % and back', buttons: [/^Zoom \d/], gesture: 'zoom' },
  { name: 'pan, all in sight', buttons: [/^Fit/], gesture: 'pan' },
]

async function measureFrames(context, address, bareAddress) {
  const page = await openStudio(context, address, LARGE.nodes)
  await page.evaluate(({ nodes, wires }) => window.canvasProbe.opened(0, nodes, wires), sizeOf(LARGE))
  const graph = { ...(await bareGraph(page, experiments.get(LARGE.nodes))), limits: { least: LEAST_ZOOM, most: 2.5 } }
  const { page: bare } = await openBare(context, bareAddress, graph)
  const found = new Map(SCENES.map(({ name }) => [name, { studio: [], bare: [] }]))
  const profiler = values.profile === undefined ? null : (await mainThread(page)).session
  if (profiler !== null) await profiler.send('Profiler.enable')
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, buttons, gesture } of SCENES) {
      await page.bringToFront()
      for (const button of buttons) await page.getByRole('group', { name: 'Zoom' }).getByRole('button', { name: button }).click()
      await page.evaluate(() => window.canvasProbe.settled())
      const viewport = await page.evaluate(() => {
        const { a, e, f } = new DOMMatrix(document.querySelector('.vue-flow__transformationpane').style.transform)
        return { x: e, y: f, zoom: a }
      })
      if (profiler !== null && round === 0 && name === SCENES[0].name) await profiler.send('Profiler.start')
      found.get(name).studio.push(await scene(page, gesture))
      await bare.bringToFront()
      await bare.evaluate((wanted) => window.bare.setViewport(wanted), viewport)
      found.get(name).bare.push(await scene(bare, gesture))
    }
    if (profiler !== null && round === 0) await writeFile(values.profile, JSON.stringify((await profiler.send('Profiler.stop')).profile))
  }
  await page.close()
  await bare.close()
  const row = (turns) => {
    const gaps = turns.flatMap((turn) => turn.gaps)
    const mean = (key) => Math.round((10 * turns.reduce((sum, turn) => sum + turn.work[key], 0)) / turns.length) / 10
    return {
      frames: gaps.length,
      medianMs: rank(gaps, 0.5),
      p95Ms: rank(gaps, 0.95),
      settledMs: rank(turns.map((turn) => turn.settledMs), 0.5),
      longestMs: rank(gaps, 1),
      withinFrame: ratio(gaps.filter((gap) => gap <= FRAME_MS + 0.1).length, gaps.length),
      framesPerSecond: Math.round((10_000 * gaps.length) / gaps.reduce((sum, gap) => sum + gap, 0)) / 10,
      mainThreadMs: { task: mean('task'), script: mean('script'), style: mean('style'), layout: mean('layout') },
    }
  }
  return [...found].map(([name, { studio, bare: plain }]) => {
    const [ours, theirs] = [row(studio), row(plain)]
    return { scene: name, studio: ours, bare: theirs, framesRatio: ratio(ours.framesPerSecond, theirs.framesPerSecond) }
  })
}

async function measureOpening(context, address, bareAddress) {
  const studio = []
  const bare = []
  for (let round = 0; round < rounds; round += 1) {
    const page = await openStudio(context, address, LARGE.nodes)
    studio.push(await page.evaluate(async ({ nodes, wires }) => {
      while (window.clickedAt === undefined) await new Promise(requestAnimationFrame)
      return window.canvasProbe.opened(window.clickedAt, nodes, wires)
    }, sizeOf(LARGE)))
    const graph = { ...(await bareGraph(page, experiments.get(LARGE.nodes))), limits: { least: LEAST_ZOOM, most: 2.5 } }
    await page.close()
    const { page: plain, openMs } = await openBare(context, bareAddress, graph)
    bare.push(openMs)
    await plain.close()
  }
  const of = (turns, key) => ({ median: rank(turns.map((turn) => turn[key]), 0.5), longest: rank(turns.map((turn) => turn[key]), 1) })
  const inSight = { studio: of(studio, 'inSightMs'), bare: of(bare, 'inSightMs') }
  return { layersInSight: studio[0].inSight, inSightMs: inSight, allMs: { studio: of(studio, 'allMs'), bare: of(bare, 'allMs') }, ratio: ratio(inSight.studio.median, inSight.bare.median) }
}

async function measureEdits(context, address) {
  const page = await openStudio(context, address, EDITED.nodes)
  await page.evaluate(({ nodes, wires }) => window.canvasProbe.opened(0, nodes, wires), sizeOf(EDITED))
  await page.locator('.vue-flow__node[data-id="encoder/layer-1"]').click()
  await page.getByRole('complementary', { name: 'Inspector' }).getByRole('textbox', { name: 'Units' }).waitFor()
  const { session } = await mainThread(page)
  if (values.profile !== undefined && values.only === 'edit') await session.send('Profiler.enable').then(() => session.send('Profiler.start'))
  const times = []
  for (let turn = 0; turn < 12 * rounds; turn += 1) {
    times.push(await page.evaluate(async (units) => {
      const field = document.activeElement?.matches('input[aria-label="Units"]') ? document.activeElement : [...document.querySelectorAll('input')].find((input) => input.getAttribute('aria-label') === 'Units' || document.getElementById(input.getAttribute('aria-labelledby'))?.textContent?.includes('Units'))
      // Whatever in sight shows the width of the code.
      const [before] = document.querySelector('[data-id="encoder/layer-1"] .f b').textContent.match(/\d+/)
      const sizes = [...window.canvasProbe.nodesInSight().keys()].flatMap((id) => document.querySelector(`[data-id="${id}"] .f b`) ?? []).filter((size) => size.textContent === before)
      const time = await window.canvasProbe.edit(field, String(units), () => sizes.every((size) => size.textContent === String(units)))
      return { ...time, shown: sizes.length }
    }, 40 + turn))
    // What is put off until one stops typing is done before the next.
    await page.waitForTimeout(500)
  }
  if (values.profile !== undefined && values.only === 'edit') await writeFile(values.profile, JSON.stringify((await session.send('Profiler.stop')).profile))
  await page.close()
  // The first compiles what it runs through.
  const rest = times.slice(1)
  const of = (key) => ({ median: rank(rest.map((time) => time[key]), 0.5), p95: rank(rest.map((time) => time[key]), 0.95) })
  return { edits: rest.length, sizesInSight: rest[0].shown, scriptMs: of('scriptMs'), workMs: of('workMs'), screenMs: of('screenMs'), inTheNextFrame: ratio(rest.filter((time) => time.frames <= 1).length, rest.length) }
}

let host
let bare
let browser
try {
  bare = await serveBareCanvas(root)
  host = await openHost(root, folder)
  const executablePath = findChromium()
  if (executablePath === null) throw new Error('No Chromium found: run npm test once')
  browser = await chromium.launch({ executablePath, args: chromiumFlags })
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const entrance = await context.newPage()
  await entrance.goto(host.address)
  const address = new URL(host.address).origin
  await entrance.close()
  const result = { startedAt: new Date().toISOString(), loadBefore: loadavg()[0], rounds, frames }
  if (measures('pan')) result.scenes = await measureFrames(context, address, bare.address)
  if (measures('edit')) result.edit = await measureEdits(context, address)
  if (measures('open')) result.open = await measureOpening(context, address, bare.address)
  result.loadAfter = loadavg()[0]
  console.log(JSON.stringify(result, null, 2))
  if (values.json !== undefined) await writeFile(values.json, JSON.stringify(result, null, 2))
} finally {
  await browser?.close()
  await host?.close()
  await bare?.close()
  await rm(folder, { recursive: true, force: true })
}
