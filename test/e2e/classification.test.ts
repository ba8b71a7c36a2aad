// From a finished run to a classifier on its encoder, its confusion matrix, and the accuracy over few and many labels.
import { resolve } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { isEnded } from '@shared/run/reduce-run'
import { createStudio } from '../../src-main/api/create-studio'
import { locate } from '../../src-main/locations'
import { silentLogger } from '../../src-main/logger'
import { smallExperiment } from '../main/trainer/small-experiments'
import { launchBrowser } from '../support/browser'
import { startLocalHost, type LocalHost } from '../support/local-host'
import { watchForFaults } from '../support/page-faults'
import { temporaryFolder, type TemporaryFolder } from '../support/temporary-folder'

const locations = locate({ root: resolve(import.meta.dirname, '../..') })
const LONG = { timeout: 120_000 }
let folder: TemporaryFolder
let host: LocalHost
let browser: Browser
let page: Page
let faults: string[]

beforeAll(async () => {
  folder = await temporaryFolder()
  const studio = createStudio({ dataDirectory: folder.path, locations, host: 'command-line', logger: silentLogger })
  const digits = smallExperiment({
    dataset: { id: 'mnist', parameters: { trainLimit: 1000, testLimit: 200 } },
    encoder: [['flatten', {}], ['dense', { units: 32, activation: 'relu' }]],
    decoder: [['dense', { units: 784, activation: 'linear' }], ['reshape', { target: [28, 28, 1] }]],
    training: { epochs: 2 },
  })
  const { id } = await studio.client.runs.start({ experiment: digits, templateId: null })
  for await (const _event of await studio.client.runs.watch({ id })) if (isEnded((await studio.client.runs.get({ id })).status)) continue
  await studio.close()
  host = await startLocalHost({ dataDirectory: folder.path })
  browser = await launchBrowser()
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  page.setDefaultTimeout(90_000)
  faults = watchForFaults(page)
  await page.goto(host.address)
})

afterAll(async () => {
  await browser.close()
  await host.stop()
  await folder[Symbol.asyncDispose]()
})

test('a finished run’s encoder stands on the canvas with a classifier on top, and trains', async () => {
  await page.getByRole('link', { name: /^History/ }).click()
  await page.getByRole('region', { name: 'History' }).getByRole('row').filter({ hasText: 'Small' }).last().click()
  await page.getByRole('complementary', { name: 'The selected run' }).getByRole('button', { name: 'Use for classification…' }).click()
  await expect.poll(() => page.locator('button[aria-label="encoder frozen"]').getAttribute('aria-pressed')).toBe('true')
  await page.keyboard.press('Control+Enter')
  await expect.poll(() => page.getByRole('tab', { name: 'Confusion' }).count(), LONG).toBe(1)
  // Nothing is sampled and nothing rebuilt: no empty cards.
  expect(await page.getByRole('tab', { name: 'Samples' }).count()).toBe(0)
  expect(await page.getByRole('article', { name: /Samples|Reconstructions/ }).count()).toBe(0)
})

test('its confusion matrix counts every test example, and a cell shows its examples', async () => {
  await page.getByRole('tab', { name: 'Confusion' }).click()
  const matrix = page.getByRole('table', { name: /Confusion matrix/ })
  await expect.poll(() => matrix.count(), LONG).toBe(1)
  const counts = await matrix.getByRole('button').allInnerTexts()
  expect(counts).toHaveLength(100)
  expect(counts.reduce((sum, text) => sum + Number(text), 0)).toBe(200)
  const busiest = counts.findIndex((text) => Number(text) === Math.max(...counts.map(Number)))
  await matrix.getByRole('button').nth(busiest).click()
  await expect.poll(() => page.getByRole('region', { name: /^Examples of/ }).getByRole('img', { name: /^Test example \d+$/ }).count(), LONG).toBeGreaterThan(0)
})

test('a label sweep is queued from the sheet, and its curve is drawn as its runs end', async () => {
  await page.getByRole('link', { name: /^Design/ }).click()
  await page.keyboard.press('Control+k')
  await page.keyboard.type('Label sweep')
  await page.keyboard.press('Enter')
  const sheet = page.getByRole('dialog', { name: 'Label sweep' })
  await sheet.getByRole('checkbox', { name: '30', exact: true }).uncheck()
  await sheet.getByRole('checkbox', { name: '300', exact: true }).uncheck()
  await sheet.getByRole('checkbox', { name: '1,000', exact: true }).uncheck()
  await sheet.getByRole('checkbox', { name: /fine-tuned/ }).uncheck()
  await sheet.getByLabel('Seeds').fill('1')
  await sheet.getByRole('button', { name: 'Start 4 runs' }).click()
  await expect.poll(() => page.getByRole('article', { name: 'Accuracy over labels' }).innerText(), LONG).toMatch(/4 of 4 runs finished/)
  await expect.poll(() => page.getByRole('img', { name: /Test accuracy over the number of labels.*frozen, 10 labels.*From scratch, 100 labels/ }).count()).toBe(1)
  expect(faults).toEqual([])
})
