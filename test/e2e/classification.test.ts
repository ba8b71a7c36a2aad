// From a finished run to a classifier on its encoder, its confusion matrix, and the accuracy over few and many labels.
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { smallExperiment } from '../main/trainer/small-experiments'
import { studioPlaces } from '../support/studio-places'
import { trainBeforehand } from '../support/train-to-end'
import { useStudio } from '../support/use-studio'

const LONG = { timeout: 120_000 }
const digits = smallExperiment({
  dataset: { id: 'mnist', parameters: { trainLimit: 1000, testLimit: 200 } },
  encoder: [['flatten', {}], ['dense', { units: 32, activation: 'relu' }]],
  decoder: [['dense', { units: 784, activation: 'linear' }], ['reshape', { target: [28, 28, 1] }]],
  training: { epochs: 2 },
})

const studio = useStudio({ prepare: (data) => trainBeforehand(data, digits) })
const { goTo, historyRows, runIs, selectedRun } = studioPlaces(() => studio.page)
let page: Page
beforeAll(() => {
  page = studio.page
})

test('a finished run’s encoder stands on the canvas with a classifier on top, and trains', async () => {
  await goTo('History')
  await historyRows().filter({ hasText: 'Small' }).last().click()
  await selectedRun().getByRole('button', { name: 'Use for classification…' }).click()
  await expect.poll(() => page.locator('button[aria-label="encoder frozen"]').getAttribute('aria-pressed')).toBe('true')
  await page.keyboard.press('Control+Enter')
  await expect.poll(() => page.getByRole('tab', { name: 'Confusion' }).count(), LONG).toBe(1)
  // Nothing is sampled and nothing rebuilt: no empty cards.
  expect(await page.getByRole('tab', { name: 'Samples' }).count()).toBe(0)
  expect(await page.getByRole('article', { name: /Samples|Reconstructions/ }).count()).toBe(0)
})

test('its confusion matrix counts every test example, and a cell shows its examples', async () => {
  await page.getByRole('tab', { name: 'Confusion' }).click()
  // Until then every test moves examples from cell to cell.
  await runIs(/finished/)
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
  await goTo('Design')
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
})
