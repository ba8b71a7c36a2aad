// Image compression as a person sees it: four pictures of both images with their figures, the plot beside them, another bit depth, an image
// dropped onto the view, and a file that is none.
import sharp from 'sharp'
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import type { Experiment } from '@shared/experiment/experiment'
import { setExperimentValue } from '@shared/experiment/set-experiment-value'
import { shippedExperiment } from '../support/shipped-templates'
import { studioPlaces } from '../support/studio-places'
import { trainBeforehand } from '../support/train-to-end'
import { useStudio } from '../support/use-studio'

/** The template on fewer frames for a few epochs, with a code of that many values. */
function withCode(units: number): Experiment {
  const settings = { 'networks.encoder.code.units': units, 'dataset.parameters.trainCount': 2000, 'training.epochs': 2 }
  return Object.entries(settings).reduce((now, [path, value]) => setExperimentValue(now, path, value), shippedExperiment('compression-64-16-64'))
}

const studio = useStudio({ prepare: (data) => trainBeforehand(data, withCode(8), withCode(16)) })
const { dropFile, goTo } = studioPlaces(() => studio.page)
let page: Page

beforeAll(async () => {
  page = studio.page
  await goTo('Train')
  await page.getByRole('tab', { name: 'Compression' }).click()
})

const view = () => page.getByRole('region', { name: 'Compressed images' })
const names = () => view().getByRole('img').evaluateAll((pictures) => pictures.map((picture) => picture.getAttribute('aria-label') ?? ''))
/** Greys that a picture has. */
const greys = (name: RegExp) =>
  view()
    .getByRole('img', { name })
    .evaluate((canvas) => (canvas instanceof HTMLCanvasElement ? new Set(canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data).size : 0))

const FIGURES = String.raw`PSNR \d+\.\d\d dB · SSIM 0\.\d\d\d`

test('the training image and the new one are shown as they are, compressed, and rounded to 6 and 4 bits, each with its figures', async () => {
  for (const [name, option] of [['Camera', null], ['Astronaut', 'Astronaut, new']] as const) {
    if (option !== null) await view().getByText(option).click()
    const expected = [`${name}: Original, 8 bits a pixel`, `${name}: Compressed, codes not rounded, ${FIGURES}`, `${name}: 6 bits, 1\\.5 bits a pixel · ${FIGURES}`, `${name}: 4 bits, 1 bit a pixel · ${FIGURES}`]
    await expect.poll(names).toEqual(expected.map((pattern) => expect.stringMatching(new RegExp(`^${pattern}$`))))
    await expect.poll(() => greys(/Original/)).toBeGreaterThan(100)
    await expect.poll(() => greys(/4 bits/)).toBeGreaterThan(50)
  }
  await expect.poll(() => view().getByRole('table').innerText()).toMatch(/6 bits\s+1\.50[\s\S]*JPEG, quality \d+[\s\S]*4 bits\s+1\.00[\s\S]*JPEG, quality \d+/)
})

test('the plot holds both code sizes and JPEG, and reads out by keyboard; a place on it chooses the bit depth', async () => {
  // The newest run is open; the other is laid beside it.
  const eyes = page.getByRole('button', { name: /^Show .* in charts$/ })
  await expect.poll(() => eyes.count()).toBe(2)
  if ((await eyes.last().getAttribute('aria-pressed')) === 'false') await eyes.last().click()
  const plot = view().getByRole('group', { name: /PSNR of Astronaut over bits a pixel, of 2 runs and JPEG/ })
  await plot.focus()
  await page.keyboard.press('ArrowRight')
  await expect.poll(() => plot.innerText()).toMatch(/, 8 values[\s\S]*, 16 values|, 16 values[\s\S]*, 8 values/)
  await expect.poll(() => plot.innerText()).toContain('JPEG, whole files')
  // From 1 bit a pixel in tenths of the axis to 1.8, nearest to 7 bits.
  for (const key of ['Shift+ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowRight']) await page.keyboard.press(key)
  await page.keyboard.press('Enter')
  // No snapshot holds it: the checkpoint is asked.
  await expect.poll(async () => (await names()).at(-1)).toMatch(new RegExp(`^Astronaut: 7 bits, 1\\.75 bits a pixel · ${FIGURES}$`))
  await view().getByText('SSIM', { exact: true }).first().click()
  await expect.poll(() => view().getByRole('group', { name: /^SSIM of Astronaut over bits a pixel/ }).count()).toBe(1)
})

test('an image dropped onto the view is compressed too, and what is none is refused in words', async () => {
  const wave = Uint8Array.from({ length: 90 * 70 * 3 }, (_, at) => Math.round(127 + 90 * Math.sin(at / 300) + (at % 3) * 10))
  await dropFile('wave.png', await sharp(wave, { raw: { width: 90, height: 70, channels: 3 } }).png().toBuffer(), view())
  await expect.poll(names).toEqual([/^wave\.png: Original/, /^wave\.png: Compressed/, /^wave\.png: 6 bits, 1\.5 bits/, /^wave\.png: 7 bits, 1\.75 bits/].map((pattern) => expect.stringMatching(pattern)))
  await expect.poll(() => view().innerText()).toContain('colour made grey')
  await expect.poll(() => view().getByRole('group', { name: /^SSIM of wave\.png over bits a pixel, of 2 runs/ }).count()).toBe(1)

  await dropFile('letter.png', 'Dear reader', view())
  await expect.poll(() => view().getByRole('alert').innerText()).toMatch(/letter\.png is no image this studio opens[\s\S]*PNG, JPEG/)
  await view().getByText('Camera, trained on').click()
  await expect.poll(() => view().getByRole('alert').count()).toBe(0)
})

test('Compare lays the runs’ rate and distortion over one another, for either image', async () => {
  await goTo('Compare')
  await page.getByRole('combobox', { name: 'Metric' }).click()
  await page.getByRole('option', { name: 'Rate and distortion' }).click()
  await expect.poll(() => page.getByRole('group', { name: /^SSIM of Camera over bits a pixel, of 2 runs and JPEG/ }).count()).toBe(1)
  await page.getByRole('combobox', { name: 'Image' }).click()
  await page.getByRole('option', { name: 'Astronaut' }).click()
  await expect.poll(() => page.getByRole('group', { name: /^SSIM of Astronaut over bits a pixel, of 2 runs and JPEG/ }).count()).toBe(1)
})
