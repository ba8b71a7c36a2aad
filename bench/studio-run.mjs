// What a whole run costs over the bare captured loop: the same VAE through the local host, with its page open in Chromium, everything
// recorded as the template says, beside nothing but steps, in turns.
//   node_modules/.bin/node bench/studio-run.mjs [--turns 3] [--without-page] [--json FILE]
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { chromium } from 'playwright-core'
import { chromiumFlags, findChromium } from '../scripts/lib/find-chromium.mjs'
import { buildWorkers } from './support/build-worker.mjs'
import { openHost } from './support/open-host.mjs'
import { startWorker } from './support/worker.mjs'

const root = resolve(import.meta.dirname, '..')
const { values } = parseArgs({ options: { turns: { type: 'string', default: '3' }, 'without-page': { type: 'boolean', default: false }, json: { type: 'string' } } })
const executablePath = findChromium()
if (executablePath === null) throw new Error('No Chromium found: run npm test once')

/** Two epochs of the template. */
const BARE_STEPS = 938
const folder = await mkdtemp(join(tmpdir(), 'latent-studio-bench-'))
const bundles = await buildWorkers(root, ['studio-worker'])
const worker = startWorker(process.execPath, [join(bundles, 'studio-worker.js'), root], { TF_CPP_MIN_LOG_LEVEL: '2' })

const bare = async () => (await worker.ask({ workload: 'mlp-vae', variant: 'captured', steps: BARE_STEPS })).msPerStep
const testing = async () => (await worker.ask({ workload: 'mlp-vae', variant: 'captured', evaluations: 3 })).msPerEvaluation

/** One run of the template from the page; its time and steps as History has them. */
async function wholeRun(turn) {
  const data = join(folder, `data-${turn}`)
  const host = await openHost(root, data)
  const browser = await chromium.launch({ executablePath, args: chromiumFlags })
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    await page.goto(host.address)
    await page.getByRole('region', { name: 'Templates' }).getByRole('button', { name: 'VAE on MNIST', exact: true }).click()
    await page.getByRole('status', { name: 'Totals' }).waitFor()
    await page.keyboard.press('Control+Enter')
    await page.getByRole('img', { name: /^Codes of/ }).waitFor({ timeout: 120_000 })
    if (values['without-page']) await page.close()
    else await page.getByRole('region', { name: 'Run bar' }).getByText('Finished').first().waitFor({ timeout: 300_000 })
    while (values['without-page'] && (await runs(data)).some(({ status }) => status !== 'finished')) await new Promise((done) => setTimeout(done, 2000))
  } finally {
    await browser.close()
    await host.close()
  }
  const [run] = await runs(data)
  if (run?.status !== 'finished') throw new Error(`The run ended as ${run?.status}: ${JSON.stringify(run?.error)}`)
  return run
}

async function runs(data) {
  const { stdout } = await promisify(execFile)(process.execPath, [join(root, 'out/main/cli.js'), 'runs', 'list', '--json', '--data-dir', data], { maxBuffer: 1e9 })
  return JSON.parse(stdout)
}

try {
  await worker.ask({ workload: 'mlp-vae', variant: 'captured', steps: 50 })
  const turns = []
  for (let turn = 0; turn < Number(values.turns); turn += 1) {
    const before = await bare()
    const msPerEvaluation = await testing()
    const run = await wholeRun(turn)
    const after = await bare()
    turns.push({ bareMs: (before + after) / 2, msPerEvaluation, runMs: run.elapsedMs / run.step, steps: run.step })
    console.log(turns.at(-1))
  }
  const middle = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)]
  const stepsPerTest = 469
  const result = {
    bareMsPerStep: middle(turns.map(({ bareMs }) => bareMs)),
    runMsPerStep: middle(turns.map(({ runMs }) => runMs)),
    runOverBare: middle(turns.map(({ bareMs, runMs }) => runMs / bareMs)),
    /** The bare loop with the template's tests on 10,000 images after each epoch, and nothing else. */
    runOverBareWithTests: middle(turns.map(({ bareMs, runMs, msPerEvaluation }) => runMs / (bareMs + msPerEvaluation / stepsPerTest))),
  }
  console.log(JSON.stringify(result, null, 2))
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify({ result, turns }, null, 2)}\n`)
} finally {
  worker.stop()
  await rm(folder, { recursive: true, force: true })
}
