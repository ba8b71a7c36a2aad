// Takes the pictures of docs/pictures/screens from the real studio: trains a VAE and two smaller runs in a temporary data
// folder, then photographs every stage at 1440x900 and 1024x700, dark and light. Needs a built studio and a Chromium.
//   node_modules/.bin/node scripts/screenshots.mjs [--out DIR] [--epochs N]
import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { chromium } from 'playwright-core'
import sharp from 'sharp'
import { chromiumFlags, findChromium } from './lib/find-chromium.mjs'

const root = resolve(import.meta.dirname, '..')
const { values } = parseArgs({ options: { out: { type: 'string', default: join(root, 'docs/pictures/screens') }, epochs: { type: 'string', default: '6' } } })
const data = await mkdtemp(join(tmpdir(), 'latent-studio-screens-'))

/** Runs the command line and waits for it. */
function studio(...parameters) {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [join(root, 'out/main/cli.js'), ...parameters, '--data-dir', data], { stdio: ['ignore', 'ignore', 'inherit'] })
    child.once('error', fail).once('close', (code) => (code === 0 ? done() : fail(new Error(`${parameters.join(' ')} ended with ${code}`))))
  })
}

console.error('Training the runs that the pictures show')
await studio('train', 'vae-mnist', '--epochs', values.epochs)
await studio('train', 'vae-mnist', '--epochs', values.epochs, '--set', 'recipe.parameters.beta=4')
await studio('train', 'autoencoder-mnist-2d', '--epochs', values.epochs)
await studio('train', 'autoencoder-two-moons')

const host = spawn(process.execPath, [join(root, 'out/main/local-host.js'), '--port', '0', '--no-open', '--data-dir', data], { stdio: ['ignore', 'pipe', 'inherit'] })
const address = await new Promise((found) => {
  let text = ''
  host.stdout.on('data', (chunk) => {
    text += chunk
    const match = /is listening at (\S+)\s/.exec(text)
    if (match !== null) found(match[1])
  })
})
const executablePath = findChromium()
if (executablePath === null) throw new Error('No Chromium found: run npm test once')
const browser = await chromium.launch({ executablePath, args: chromiumFlags })
const context = await browser.newContext()
const page = await context.newPage()
await page.goto(address)
await mkdir(values.out, { recursive: true })

const stage = async (name) => {
  await page.getByRole('link', { name: new RegExp(`^${name}`) }).click()
  await page.waitForTimeout(1200)
}
const openRun = async (experiment) => {
  await stage('History')
  await page.getByRole('region', { name: 'History' }).getByRole('row').filter({ hasText: experiment }).last().click()
  await page.getByRole('complementary', { name: 'The selected run' }).getByRole('button', { name: 'Show on Train' }).click()
  await page.waitForTimeout(2500)
}
const screens = {
  home: () => stage('Home'),
  design: async () => {
    await stage('Home')
    await page.getByRole('region', { name: 'Templates' }).getByRole('button', { name: 'VAE on MNIST', exact: true }).click()
    await page.waitForTimeout(800)
    await page.keyboard.press('.')
    await page.getByRole('group', { name: /^Dense in Encoder, 400 units/ }).click()
    await page.waitForTimeout(800)
  },
  train: () => openRun('VAE on MNIST'),
  'train-2d': () => openRun('Autoencoder on MNIST'),
  'train-points': () => openRun('two moons'),
  compare: async () => {
    await stage('Compare')
    for (const button of await page.getByRole('region', { name: 'Table of runs' }).getByRole('button', { name: /^Show (?!.*two)/ }).all()) {
      if ((await button.getAttribute('aria-pressed')) !== 'true') await button.click()
    }
    await page.waitForTimeout(1500)
  },
  history: () => stage('History'),
}

try {
  for (const theme of ['dark', 'light']) {
    const toggle = page.getByRole('button', { name: `Switch to the ${theme} theme` })
    if ((await toggle.count()) > 0) await toggle.click()
    for (const [width, height] of [[1440, 900], [1024, 700]]) {
      await page.setViewportSize({ width, height })
      for (const [name, show] of Object.entries(screens)) {
        await show()
        const picture = await page.screenshot()
        await sharp(picture).png({ palette: true, colours: 200, effort: 8 }).toFile(join(values.out, `${name}-${theme}-${width}.png`))
        console.error(`${name}, ${theme}, ${width} × ${height}`)
      }
    }
  }
} finally {
  await browser.close()
  host.kill('SIGINT')
  await new Promise((done) => host.once('close', done))
  await rm(data, { recursive: true, force: true })
}
