// What a person does wrong, or what the world does to them: each is met with words that name it, and nothing is lost.
import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser'
import { startLocalHost, type LocalHost } from '../support/local-host'
import { temporaryFolder, type TemporaryFolder } from '../support/temporary-folder'

let folder: TemporaryFolder
let host: LocalHost
let browser: Browser
let page: Page

beforeAll(async () => {
  folder = await temporaryFolder()
  host = await startLocalHost({ dataDirectory: folder.path })
  browser = await launchBrowser()
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  // The first listener switches the interception on, which takes a moment: a key pressed meanwhile opens a real dialog.
  page.on('filechooser', () => {})
  await page.goto(host.address)
  await page.getByRole('button', { name: /^Autoencoder on two moons/ }).click()
  await page.getByRole('status', { name: 'Totals' }).waitFor()
})

afterAll(async () => {
  await browser.close()
  await host.stop()
  await folder[Symbol.asyncDispose]()
})

const inspector = () => page.getByRole('complementary', { name: 'Inspector' })
const runBar = () => page.getByRole('region', { name: 'Run bar' })
const title = () => page.getByRole('banner').innerText()

async function openFile(name: string, text: string): Promise<void> {
  // A browser opens a file dialog only soon after a key press; on a starved machine the page can answer the key too late.
  for (let attempt = 1; ; attempt += 1) {
    const chooser = page.waitForEvent('filechooser', { timeout: 8_000 }).catch(() => null)
    await page.keyboard.press('Control+o')
    const opened = await chooser
    if (opened !== null) return opened.setFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) })
    if (attempt === 3) throw new Error('Ctrl+O opens no file dialog')
  }
}

const template = async (): Promise<Record<string, unknown>> => {
  const file = await readFile(resolve(import.meta.dirname, '../../resources/templates/vae-mnist.json'), 'utf8')
  return (JSON.parse(file) as { experiment: Record<string, unknown> }).experiment
}

describe('bad input', () => {
  test('a broken file, a foreign one and one from a newer studio are refused in words; the canvas keeps what it had', async () => {
    const messages = page.getByRole('region', { name: 'Messages' })
    await openFile('torn.latent.json', '{"format": "latent-studio-exp')
    await expect.poll(() => messages.innerText()).toContain('torn.latent.json')
    await openFile('notes.latent.json', '{"hello": 1}')
    await expect.poll(() => messages.innerText()).toContain('notes.latent.json')
    await openFile('newer.latent.json', JSON.stringify({ ...(await template()), version: 99 }))
    await expect.poll(() => messages.innerText()).toMatch(/99/)
    expect(await title()).toContain('Autoencoder on two moons')
    expect(await page.getByRole('status', { name: 'Totals' }).innerText()).toContain('8,835')
  })

  test('a layer that does not fit says so on its node, blocks training by name, and undo mends it', async () => {
    await page.getByRole('group', { name: /^Point in Decoder/ }).click()
    await inspector().getByRole('tab', { name: 'Layer' }).click()
    await inspector().getByRole('textbox', { name: 'Units' }).fill('3')
    await expect.poll(() => runBar().innerText()).toMatch(/1 problem blocks training/)
    expect(await runBar().getByRole('button', { name: 'Train', exact: true }).isDisabled()).toBe(true)
    const words = await page.getByRole('region', { name: 'Design' }).innerText()
    expect(words).toMatch(/Expected/)
    expect(words).toMatch(/Got/)
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect.poll(() => runBar().getByRole('button', { name: 'Train', exact: true }).isEnabled()).toBe(true)
  })

  test('a learning rate of nonsense is refused beside its field and never reaches the document', async () => {
    await inspector().getByRole('tab', { name: 'Optimizer' }).click()
    const field = inspector().getByRole('textbox', { name: 'Learning rate' })
    await field.fill('-3')
    await expect.poll(() => inspector().innerText()).toMatch(/0|positive|above/i)
    await expect.poll(async () => (await runBar().innerText()).includes('blocks training') || (await field.getAttribute('aria-invalid')) === 'true').toBe(true)
    await field.fill('0.003')
    await expect.poll(() => runBar().getByRole('button', { name: 'Train', exact: true }).isEnabled()).toBe(true)
  })

  test('a trainer that is killed costs its run alone: the run says why, keeps what it had, and the next one starts', async () => {
    await inspector().getByRole('tab', { name: 'Training' }).click()
    await inspector().getByRole('textbox', { name: 'Epochs' }).fill('20000')
    await inspector().getByRole('textbox', { name: 'Epochs' }).press('Enter')
    await runBar().getByRole('button', { name: 'Train', exact: true }).click()
    const panel = page.getByRole('complementary', { name: 'Run', exact: true })
    await expect.poll(() => panel.getByRole('table').first().innerText(), { timeout: 120_000 }).toMatch(/Loss\s+[\d.]+\s+[\d.]+/)
    const children = await readFile(`/proc/${host.process.pid}/task/${host.process.pid}/children`, 'utf8')
    const trainers: number[] = []
    for (const child of children.trim().split(/\s+/)) {
      const command = await readFile(`/proc/${child}/cmdline`, 'utf8')
      if (command.includes('trainer.js')) trainers.push(Number(child))
    }
    expect(trainers).toHaveLength(1)
    for (const pid of trainers) process.kill(pid, 'SIGKILL')
    await expect.poll(() => panel.innerText(), { timeout: 120_000 }).toMatch(/failed/)
    await expect.poll(() => panel.innerText()).toMatch(/SIGKILL|killed/i)
    await expect.poll(() => panel.getByRole('table').first().innerText()).toMatch(/Loss\s+[\d.]+\s+[\d.]+/)
    await page.getByRole('link', { name: /^Design/ }).click()
    await inspector().getByRole('tab', { name: 'Training' }).click()
    await inspector().getByRole('textbox', { name: 'Epochs' }).fill('2')
    await inspector().getByRole('textbox', { name: 'Epochs' }).press('Enter')
    await runBar().getByRole('button', { name: 'Train', exact: true }).click()
    await expect.poll(() => panel.innerText(), { timeout: 120_000 }).toMatch(/finished/)
  })

  test('a second studio on the same data folder, and a port in use, are refused by name', async () => {
    await expect(startLocalHost({ dataDirectory: folder.path })).rejects.toThrow(new RegExp(`${folder.path}[^]*${host.process.pid}|${host.process.pid}[^]*${folder.path}`))
    await using other = await temporaryFolder()
    const { port } = new URL(host.origin)
    await expect(startLocalHost({ dataDirectory: other.path, port: Number(port) })).rejects.toThrow(new RegExp(port))
  })

  test('a data folder that cannot be one is refused by name', async () => {
    await using other = await temporaryFolder()
    const file = resolve(other.path, 'a-file')
    await writeFile(file, 'not a folder')
    await expect(startLocalHost({ dataDirectory: resolve(file, 'data') })).rejects.toThrow(/a-file/)
  })
})
