// Asking a finished run's checkpoint from the page: a plane of codes decodes under the pointer and under the keyboard, a click pins,
// and of wider codes a dot shows its example beside its reconstruction. Compare lays the codes of two runs side by side.
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import type { Experiment } from '@shared/experiment/experiment'
import { shippedExperiment } from '../support/shipped-templates'
import { studioPlaces } from '../support/studio-places'
import { trainBeforehand } from '../support/train-to-end'
import { useStudio } from '../support/use-studio'

/** A template, trained a few steps on a little data: what is asked need not be well trained. */
function briefly(template: string): Experiment {
  const experiment = shippedExperiment(template)
  return { ...experiment, dataset: { ...experiment.dataset, parameters: { trainLimit: 1280, testLimit: 200 } }, training: { ...experiment.training, epochs: 2 }, recording: { ...experiment.recording, latentCount: 200 } }
}

const studio = useStudio({ prepare: (data) => trainBeforehand(data, briefly('autoencoder-mnist-2d'), briefly('vae-mnist')) })
const { goTo, historyRows, selectedRun } = studioPlaces(() => studio.page)
let page: Page
beforeAll(() => {
  page = studio.page
})

async function show(experiment: RegExp): Promise<void> {
  await goTo('History')
  await historyRows().filter({ hasText: experiment }).last().click()
  await selectedRun().getByRole('button', { name: 'Show on Train' }).click()
}

/** Sums of the picture's pixels: 0 where nothing is drawn. */
const ink = (name: RegExp) =>
  page
    .getByRole('img', { name })
    .evaluate((canvas) => (canvas instanceof HTMLCanvasElement ? (canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data.reduce((sum, value) => sum + value, 0) ?? 0) : 0))

test('a plane decodes under the pointer, a click pins, and the keyboard does both', async () => {
  await show(/Autoencoder on MNIST/)
  const plane = page.getByRole('application', { name: /latent space/ })
  await expect.poll(() => plane.count()).toBe(1)
  await plane.hover({ position: { x: 100, y: 80 } })
  await expect.poll(() => page.getByText('Decoded', { exact: true }).count()).toBe(1)
  await expect.poll(() => page.getByRole('img', { name: /^Decoded from −?\d/ }).count()).toBe(1)
  await expect.poll(() => ink(/^Decoded from −?\d/)).toBeGreaterThan(28 * 28 * 255)
  await plane.click({ position: { x: 100, y: 80 } })
  await page.mouse.move(5, 5)
  await expect.poll(() => page.getByRole('img', { name: /^Decoded from the pinned/ }).count()).toBe(1)
  await expect.poll(() => page.getByRole('img', { name: /^Decoded from −?\d/ }).count()).toBe(0)
  await expect.poll(() => plane.innerText()).toMatch(/Pinned[\s\S]*step\s+20/)
  await page.getByRole('button', { name: 'Take the pin away' }).click()
  await expect.poll(() => page.getByRole('img', { name: /^Decoded from the pinned/ }).count()).toBe(0)
  await page.mouse.move(5, 5)

  await plane.focus()
  await page.keyboard.press('ArrowRight')
  await expect.poll(() => plane.innerText()).toMatch(/z is .*, decoded at step 20/)
  await page.keyboard.press('Enter')
  await expect.poll(() => page.getByRole('img', { name: /^Decoded from the pinned/ }).count()).toBe(1)
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await expect.poll(() => page.getByRole('img', { name: /^Decoded from/ }).count()).toBe(0)
})

test('the manifold decodes between its tiles', async () => {
  const manifold = page.getByRole('application', { name: /manifold/ })
  await manifold.hover({ position: { x: 60, y: 60 } })
  await expect.poll(() => page.getByRole('img', { name: /^Decoded from −?\d/ }).count()).toBe(1)
  await page.mouse.move(5, 5)
})

test('of a wider code, an example is shown beside its reconstruction', async () => {
  await show(/VAE on MNIST/)
  const plane = page.getByRole('application', { name: /Reconstruct a test example/ })
  await plane.focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await expect.poll(() => page.getByRole('img', { name: 'Reconstruction of test example 1' }).count()).toBe(1)
  await expect.poll(() => ink(/^Test example 1$/)).toBeGreaterThan(28 * 28 * 255)
  await expect.poll(() => plane.innerText()).toMatch(/1, label 2[\s\S]*step\s+20/)
})

test('the latent spaces of an autoencoder and a VAE stand side by side, with samples drawn in the same two ways from each', async () => {
  await goTo('Compare')
  // The table comes with the stage, a moment after the click.
  const eyes = page.getByRole('table').getByRole('button', { name: /^Show / })
  await expect.poll(() => eyes.count()).toBe(2)
  for (const eye of await eyes.all()) {
    if ((await eye.getAttribute('aria-pressed')) === 'false') await eye.click()
    await expect.poll(() => eye.getAttribute('aria-pressed')).toBe('true')
  }
  await page.getByRole('button', { name: 'Latent spaces' }).click()
  const columns = page.getByRole('region', { name: /^Codes and samples of/ })
  await expect.poll(() => columns.count()).toBe(2)
  await expect.poll(() => page.getByRole('img', { name: /^64 samples, epoch 2$/ }).count()).toBe(4)
  const [plain, variational] = [columns.filter({ has: page.getByText('Autoencoder', { exact: true }) }), columns.filter({ has: page.getByText('Variational autoencoder', { exact: true }) })]
  await expect.poll(() => plain.innerText()).toMatch(/z1 and z2; ring[\s\S]*mean \S+ and \S+; spread \S+ and \S+[\s\S]*Manifold[\s\S]*it has no prior/)
  await expect.poll(() => variational.innerText()).toMatch(/PCA \d+ %[\s\S]*mean \S+ to \S+; spread \S+ to \S+[\s\S]*the prior it learnt/)
  expect(await variational.getByText('Manifold').count()).toBe(0)
  // The same draws, decoded in four ways: no two pictures alike, none empty.
  const pictures = () => page.getByRole('img', { name: /^64 samples/ }).evaluateAll((all) => [...new Set(all.map((one) => (one instanceof HTMLCanvasElement ? one.toDataURL() : '')))])
  await expect.poll(async () => (await pictures()).filter((picture) => picture !== '').length).toBe(4)
  const scatters = page.getByRole('img', { name: /^Codes of 200 test examples/ })
  const drawn = () => scatters.evaluateAll((all) => all.map((one) => (one instanceof HTMLCanvasElement ? one.toDataURL() : '')).join())
  const own = await drawn()
  await page.getByRole('switch', { name: 'One scale for all codes' }).click()
  await expect.poll(drawn).not.toBe(own)
})
