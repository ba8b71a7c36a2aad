// The whole road, as a person walks it: open a template, change a layer, train, watch, reload, restart the host, find the run again.
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { shippedTemplateIds } from '../support/shipped-templates'
import { studioPlaces } from '../support/studio-places'
import { useStudio } from '../support/use-studio'

const studio = useStudio()
const { goTo, historyRows, inspector, press, runBar, runIs, runPanel, selectedRun, setEpochs, totals } = studioPlaces(() => studio.page)
let page: Page
beforeAll(() => {
  page = studio.page
})

const tableOfNow = () => runPanel().getByRole('table').first()

/** Lengths of the drawings of one card, once it has drawn. */
const drawings = () =>
  page.evaluate(() =>
    ['Samples', 'Reconstructions', 'Latent space'].map((title) => {
      const card = [...document.querySelectorAll('article')].find((article) => article.querySelector('h2')?.textContent === title)
      return [...(card?.querySelectorAll('canvas') ?? [])].map((canvas) => canvas.toDataURL().length)
    }),
  )

/** Everything the open run shows that a reload or a restart must bring back. */
async function whatIsShown(): Promise<unknown> {
  await expect.poll(() => page.getByRole('img', { name: /^Codes of [\d,]+ test examples, epoch 1/ }).count(), { timeout: 120_000 }).toBe(1)
  await expect.poll(async () => (await drawings()).every((lengths) => lengths.some((length) => length > 2000)), { timeout: 120_000 }).toBe(true)
  const look = async () => JSON.stringify({ now: await tableOfNow().innerText(), pictures: await drawings() })
  // Pictures are drawn anew where a card gets another size: what is shown is what two looks agree on.
  let shown = ''
  const settled = async (): Promise<boolean> => {
    const before = shown
    shown = await look()
    return shown === before
  }
  await expect.poll(settled).toBe(true)
  return JSON.parse(shown)
}

describe('first light', () => {
  test('the first screen shows every template with its picture', async () => {
    const cards = page.getByRole('region', { name: 'Templates' }).getByRole('listitem')
    const templates = shippedTemplateIds().length
    await expect.poll(() => cards.count()).toBe(templates)
    for (const title of ['VAE on MNIST', 'Convolutional VAE on MNIST', 'Autoencoder on MNIST', 'Autoencoder on two moons']) {
      expect(await page.getByRole('button', { name: title, exact: true }).count(), title).toBe(1)
    }
    await expect.poll(() => page.locator('main img').evaluateAll((images) => images.filter((image) => (image as HTMLImageElement).naturalWidth > 100).length)).toBe(templates)
  })

  test('a template opens with its networks on the canvas, and a layer’s change is seen in the totals as it is typed', async () => {
    await page.getByRole('button', { name: 'VAE on MNIST', exact: true }).click()
    await expect.poll(() => totals().innerText()).toContain('652,824')
    await page.getByRole('group', { name: /^Dense in Encoder, 400 units/ }).click()
    await inspector().getByRole('textbox', { name: 'Units' }).fill('64')
    await expect.poll(() => page.getByRole('group', { name: /^Dense in Encoder, 64 units, ReLU, 50,240 parameters/ }).count()).toBe(1)
    await expect.poll(() => totals().innerText()).not.toContain('652,824')
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect.poll(() => totals().innerText()).toContain('652,824')
    await page.getByRole('button', { name: 'Redo' }).click()
    await expect.poll(() => page.getByRole('group', { name: /^Dense in Encoder, 64 units/ }).count()).toBe(1)
  })

  test('training runs, its loss falls, samples, reconstructions and the scatter appear', async () => {
    await setEpochs(1)
    await press('Train')
    await expect.poll(() => runBar().innerText(), { timeout: 120_000 }).toMatch(/running/i)
    await expect.poll(() => page.getByRole('img', { name: /^Codes of 2,?000 test examples/ }).count(), { timeout: 120_000 }).toBe(1)
    await expect.poll(() => page.getByRole('list', { name: 'Values at the clock' }).innerText(), { timeout: 120_000 }).toMatch(/test\s+\d+/)
    await runIs(/finished/)
    await expect.poll(() => tableOfNow().innerText(), { timeout: 120_000 }).toMatch(/At the end, epoch 1\b/)
    const loss = Number(/Loss\s+([\d.]+)\s+([\d.]+)/.exec(await tableOfNow().innerText())?.[2])
    // Untrained it is about 550 nats an image.
    expect(loss).toBeGreaterThan(80)
    expect(loss).toBeLessThan(180)
    await whatIsShown()
  })

  test('a reload, and a restart of the host, bring back exactly what was seen live', async () => {
    const before = await whatIsShown()
    await page.reload()
    await expect.poll(whatIsShown).toEqual(before)
    await studio.restart()
    await page.reload()
    await expect.poll(whatIsShown).toEqual(before)
  })

  test('a second run can be paused, resumed and stopped, and both are overlaid in Compare', async () => {
    await goTo('Home')
    await page.getByRole('button', { name: /^Autoencoder on two moons/ }).click()
    // The VAE with its changed layer was never saved: the studio asks before it lets it go.
    await page.getByRole('alertdialog').getByRole('button', { name: 'Discard changes' }).click()
    await setEpochs(5000)
    await press('Train')
    await press('Pause')
    await expect.poll(() => runBar().innerText(), { timeout: 120_000 }).toMatch(/paused/i)
    await press('Resume')
    await expect.poll(() => runBar().innerText(), { timeout: 120_000 }).toMatch(/running/i)
    await press('Stop')
    await runIs(/stopped/)
    await goTo('Compare')
    const table = page.getByRole('region', { name: 'Table of runs' })
    await expect.poll(() => table.getByRole('row').count()).toBe(3)
    for (const button of await table.getByRole('button', { name: /^Show / }).all()) if ((await button.getAttribute('aria-pressed')) !== 'true') await button.click()
    await expect.poll(() => page.getByRole('main').innerText()).toContain('2 of 2 runs shown')
  })

  test('History keeps tags and notes, and deletes only after a confirmation that names the run', async () => {
    await goTo('History')
    await expect.poll(() => historyRows().count()).toBe(3)
    await historyRows().filter({ hasText: 'VAE on MNIST' }).click()
    await selectedRun().getByRole('textbox', { name: 'Add a tag' }).fill('baseline')
    await selectedRun().getByRole('textbox', { name: 'Add a tag' }).press('Enter')
    await selectedRun().getByRole('textbox', { name: 'Notes' }).fill('Sixty-four units are enough for a first look.')
    await selectedRun().getByRole('textbox', { name: 'Notes' }).blur()
    await expect.poll(() => historyRows().filter({ hasText: 'VAE on MNIST' }).innerText()).toContain('baseline')
    await historyRows().filter({ hasText: 'two moons' }).click()
    await selectedRun().getByRole('button', { name: 'Delete' }).click()
    const dialog = page.getByRole('alertdialog')
    await expect.poll(() => dialog.innerText()).toMatch(/-2/)
    await dialog.getByRole('button', { name: /Delete/ }).click()
    await expect.poll(() => historyRows().count()).toBe(2)
    await page.reload()
    await expect.poll(() => historyRows().count()).toBe(2)
    await historyRows().filter({ hasText: 'VAE on MNIST' }).click()
    await expect.poll(() => selectedRun().getByRole('textbox', { name: 'Notes' }).inputValue()).toBe('Sixty-four units are enough for a first look.')
  })
})
