// While a VAE trains with the page open: the delay of the main process's event loop, and of the page's frames and clicks.
//   node_modules/.bin/node bench/responsiveness.mjs [--template vae-mnist] [--seconds 40] [--json FILE]
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { chromium } from 'playwright-core'
import { chromiumFlags, findChromium } from '../scripts/lib/find-chromium.mjs'
import { openHost } from './support/open-host.mjs'

const root = resolve(import.meta.dirname, '..')
const { values } = parseArgs({ options: { template: { type: 'string', default: 'VAE on MNIST' }, seconds: { type: 'string', default: '40' }, json: { type: 'string' } } })
const folder = await mkdtemp(join(tmpdir(), 'latent-studio-bench-'))
const report = join(folder, 'loop.json')

const host = await openHost(root, join(folder, 'data'), {
  nodeArguments: ['--import', resolve(import.meta.dirname, 'support/monitor-event-loop.mjs')],
  environment: { LATENT_STUDIO_LOOP_REPORT: report },
})

async function loopDelay() {
  await rm(report, { force: true })
  host.process.kill('SIGUSR2')
  while (!existsSync(report)) await new Promise((done) => setTimeout(done, 20))
  return JSON.parse(await readFile(report, 'utf8'))
}

const executablePath = findChromium()
if (executablePath === null) throw new Error('No Chromium found: run npm test once')
const browser = await chromium.launch({ executablePath, args: chromiumFlags })
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  await page.goto(host.address)
  await page.getByRole('region', { name: 'Templates' }).getByRole('button', { name: new RegExp(`^${values.template}`) }).click()
  await page.getByRole('status', { name: 'Totals' }).waitFor()
  await page.keyboard.press('Control+Enter')
  await page.getByRole('img', { name: /^Codes of/ }).waitFor({ timeout: 60_000 })
  await loopDelay()
  // Gaps between frames, as the page itself sees them.
  await page.evaluate(() => {
    const gaps = []
    let last = performance.now()
    const frame = (now) => {
      gaps.push(now - last)
      last = now
      requestAnimationFrame(frame)
    }
    requestAnimationFrame(frame)
    window.frameGaps = gaps
  })
  const clicks = []
  const until = Date.now() + Number(values.seconds) * 1000
  const tabs = ['Curves', 'Samples', 'Overview']
  for (let turn = 0; Date.now() < until; turn += 1) {
    const tab = page.getByRole('tablist', { name: 'Views of the run' }).getByRole('tab', { name: tabs[turn % tabs.length] })
    const from = performance.now()
    await tab.click()
    await page.waitForFunction((element) => element.getAttribute('aria-selected') === 'true', await tab.elementHandle())
    clicks.push(performance.now() - from)
    await page.waitForTimeout(1500)
  }
  const gaps = await page.evaluate(() => window.frameGaps)
  const loop = await loopDelay()
  const speed = /([\d,]+)\s*samples\/s/.exec(await page.getByRole('region', { name: 'Run bar' }).innerText())?.[1] ?? null
  const rank = (list, share) => Math.round([...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * share))] * 10) / 10
  const result = {
    template: values.template,
    samplesPerSecond: speed,
    mainEventLoop: loop,
    pageFrameGapMs: { p50: rank(gaps, 0.5), p99: rank(gaps, 0.99), max: rank(gaps, 1), frames: gaps.length },
    tabClickMs: { p50: rank(clicks, 0.5), p95: rank(clicks, 0.95), clicks: clicks.length },
  }
  console.log(JSON.stringify(result, null, 2))
  if (values.json !== undefined) await writeFile(values.json, JSON.stringify(result, null, 2))
} finally {
  await browser.close()
  await host.close()
  await rm(folder, { recursive: true, force: true })
}
