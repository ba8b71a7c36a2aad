// From a click to the decoded 28x28 image, in Chromium over the real local host: pinning a place of a 2-D code (decode), and clicking a
// dot of the 20-D one (an example encoded and decoded). With --training, another run trains meanwhile.
//   node_modules/.bin/node bench/decode-latency.mjs [--clicks 200] [--epochs 2] [--training] [--json FILE]
import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { chromium } from 'playwright-core'
import { chromiumFlags, findChromium } from '../scripts/lib/find-chromium.mjs'
import { openHost } from './support/open-host.mjs'

const root = resolve(import.meta.dirname, '..')
const { values } = parseArgs({
  options: { clicks: { type: 'string', default: '200' }, epochs: { type: 'string', default: '2' }, training: { type: 'boolean', default: false }, json: { type: 'string' } },
})
const clicks = Number(values.clicks)
const data = await mkdtemp(join(tmpdir(), 'latent-studio-latency-'))

/** Runs the command line and waits for it. */
function studio(...parameters) {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [join(root, 'out/main/cli.js'), ...parameters, '--data-dir', data], { stdio: ['ignore', 'ignore', 'inherit'] })
    child.once('error', fail).once('close', (code) => (code === 0 ? done() : fail(new Error(`${parameters.join(' ')} ended with ${code}`))))
  })
}

/** In the page, before its own code: when a click happened, when bytes came in over the socket, when a picture was drawn. */
function watchPage() {
  window.latency = { click: 0, reply: 0, drawn: 0 }
  document.addEventListener('click', (event) => (window.latency = { click: event.timeStamp, reply: 0, drawn: 0 }), true)
  const Socket = window.WebSocket
  window.WebSocket = class extends Socket {
    constructor(...parameters) {
      super(...parameters)
      // Answers that carry arrays are the only ones that come as bytes.
      this.addEventListener('message', ({ data: message }) => {
        if (typeof message !== 'string' && window.latency.reply === 0) window.latency.reply = performance.now()
      })
    }
  }
  const { putImageData } = CanvasRenderingContext2D.prototype
  CanvasRenderingContext2D.prototype.putImageData = function (...parameters) {
    putImageData.apply(this, parameters)
    if (window.latency.reply > 0 && window.latency.drawn === 0) window.latency.drawn = performance.now()
  }
}

function summarise(list) {
  const sorted = [...list].sort((a, b) => a - b)
  const at = (share) => Math.round((sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN) * 10) / 10
  return { p50: at(0.5), p95: at(0.95), max: at(1) }
}

async function openRun(page, row) {
  await page.getByRole('link', { name: /^History/ }).click()
  await page.getByRole('region', { name: 'History' }).getByRole('row').filter({ hasText: 'VAE on MNIST' }).nth(row).click()
  await page.getByRole('complementary', { name: 'The selected run' }).getByRole('button', { name: 'Show on Train' }).click()
}

/** @param asks whether a click at the pointer's place asks anything, in the page; what was pinned before may lie over it. */
async function measure(page, workload, plane, asks) {
  await plane.waitFor()
  const box = await plane.boundingBox()
  const replies = []
  const pictures = []
  // The first click opens the checkpoint and, in all, starts the process.
  let warm = false
  // The same places every time, spread over the middle of the plane.
  for (let turn = 0; replies.length < clicks; turn += 1) {
    if (turn > 50 * clicks) throw new Error(`${workload}: too few places of the plane answer`)
    const x = box.x + box.width * (0.25 + 0.5 * ((turn * 0.618034) % 1))
    const y = box.y + box.height * (0.25 + 0.5 * ((turn * 0.754878) % 1))
    await page.mouse.move(x, y)
    if (!(await plane.evaluate(asks))) continue
    // What the pointer itself asks for has come in before the click, as when a hand rests.
    await page.waitForTimeout(60)
    await page.mouse.click(x, y)
    await page.waitForFunction(() => window.latency.drawn > 0, undefined, { polling: 20 })
    const { click, reply, drawn } = await page.evaluate(() => window.latency)
    if (warm) {
      replies.push(reply - click)
      pictures.push(drawn - click)
    }
    warm = true
  }
  return { workload, clicks: replies.length, training: values.training, replyMs: summarise(replies), drawnMs: summarise(pictures) }
}

let host
let browser
try {
  console.error('Training the checkpoints that are asked')
  await studio('train', 'vae-mnist', '--epochs', values.epochs)
  await studio('train', 'vae-mnist', '--epochs', values.epochs, '--set', 'networks.encoder.mean.units=2', '--set', 'networks.encoder.log-variance.units=2')
  host = await openHost(root, data)
  const executablePath = findChromium()
  if (executablePath === null) throw new Error('No Chromium found: run npm test once')
  browser = await chromium.launch({ executablePath, args: chromiumFlags })
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  await page.addInitScript(watchPage)
  await page.goto(host.address)
  // Begun first, then the others are opened beside it; the newest run is the first row.
  if (values.training) {
    await page.getByRole('region', { name: 'Templates' }).getByRole('button', { name: 'Convolutional VAE on MNIST', exact: true }).click()
    await page.getByRole('status', { name: 'Totals' }).waitFor()
    await page.keyboard.press('Control+Enter')
    await page.getByRole('region', { name: 'Run bar' }).getByText('running', { exact: true }).first().waitFor({ timeout: 60_000 })
  }
  const newer = values.training ? 1 : 0
  const rows = []
  await openRun(page, newer)
  rows.push(await measure(page, 'decode a place of the plane (vae-mnist, 2-D code)', page.getByRole('application', { name: /latent space/ }), (element) => element.querySelector('.probe:hover') === null))
  await openRun(page, newer + 1)
  const onDot = (element) => element.classList.contains('at') && element.querySelector('.probe:hover') === null
  rows.push(await measure(page, 'reconstruct a test example (vae-mnist)', page.getByRole('application', { name: /test example/ }), onDot))
  for (const { workload, clicks: count, training, replyMs, drawnMs } of rows) {
    console.log(`| ${workload} | ${training ? 'yes' : 'no'} | ${count} | ${replyMs.p50} | ${replyMs.p95} | ${replyMs.max} | ${drawnMs.p95} |`)
  }
  if (values.json !== undefined) await writeFile(values.json, JSON.stringify(rows, null, 2))
} finally {
  await browser?.close()
  await host?.close()
  await rm(data, { recursive: true, force: true })
}
