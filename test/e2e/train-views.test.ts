// What Train shows of runs that have more to show than curves and samples: the vector field of points, pages cleaned whole, filters,
// the stages of a staged run; and any run beside PCA. Very short runs, started by the command line through the open studio.
import type { Locator, Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { runCli } from '../main/cli/run-cli'
import { studioPlaces } from '../support/studio-places'
import { useStudio } from '../support/use-studio'

const studio = useStudio()
const { goTo, runPanel } = studioPlaces(() => studio.page)
let page: Page
/** Names of the runs. */
const names = { moons: '', text: '', sparse: '', staged: '' }

const training: Readonly<Record<keyof typeof names, readonly string[]>> = {
  moons: ['denoising-moons', '--epochs', '2', '--set', 'dataset.parameters.trainCount=256', '--set', 'dataset.parameters.testCount=64', '--set', 'recording.snapshotEverySteps=4'],
  text: ['denoising-text', '--steps', '2', '--set', 'dataset.parameters.trainCount=64', '--set', 'dataset.parameters.testCount=16', '--set', 'recording.snapshotEverySteps=2'],
  sparse: ['sparse-mnist', '--epochs', '1', '--set', 'dataset.parameters.trainLimit=256', '--set', 'dataset.parameters.testLimit=64', '--set', 'networks.encoder.code.units=36'],
  staged: ['deep-autoencoder-rbm-mnist-short', '--epochs', '5', '--set', 'recipe.parameters.epochs=1', '--set', 'dataset.parameters.trainLimit=300', '--set', 'dataset.parameters.testLimit=50'],
}

async function train(name: keyof typeof names): Promise<void> {
  const { code, stdout, stderr } = await runCli(['train', ...training[name], '--data-dir', studio.dataDirectory, '--json'])
  expect({ name, code, stderr: code === 0 ? '' : stderr }).toEqual({ name, code: 0, stderr: '' })
  names[name] = z.object({ name: z.string() }).parse(JSON.parse(stdout)).name
}

beforeAll(async () => {
  page = studio.page
  await Promise.all([train('moons'), train('text'), train('sparse'), train('staged')])
  await goTo('Train')
})

const card = (name: string) => page.getByRole('article', { name, exact: true })
const clock = () => page.getByRole('slider', { name: /^Clock/ })
const view = (name: string) => page.getByRole('tab', { name, exact: true }).click()

async function open(run: keyof typeof names): Promise<void> {
  await page.getByRole('complementary', { name: 'Runs' }).getByRole('listitem').filter({ hasText: names[run] }).getByRole('button').last().click()
  await expect.poll(() => runPanel().getByRole('heading', { level: 2 }).innerText()).toBe(names[run])
}

/** How many grey levels and colours a canvas shows, and a number that changes with its picture. */
function drawn(canvas: Locator): Promise<{ readonly colours: number; readonly sum: number }> {
  return canvas.evaluate((element) => {
    const surface = element as HTMLCanvasElement
    const pixels = surface.getContext('2d')?.getImageData(0, 0, surface.width, surface.height).data ?? new Uint8ClampedArray()
    const colours = new Set<number>()
    let sum = 0
    for (let at = 0; at + 3 < pixels.length; at += 4) {
      const colour = ((pixels[at] ?? 0) << 16) | ((pixels[at + 1] ?? 0) << 8) | (pixels[at + 2] ?? 0)
      colours.add(colour)
      sum = (sum * 31 + colour) % 1_000_003
    }
    return { colours: colours.size, sum }
  })
}

test('points show the vector field, and the clock goes back to how it was at first', async () => {
  await open('moons')
  await expect.poll(() => card('Vector field').innerText()).toMatch(/g\(f\(x\)\) − x, longest [\d.]+, epoch 2/)
  const field = card('Vector field').locator('canvas').first()
  await expect.poll(async () => (await drawn(field)).colours).toBeGreaterThan(20)
  const last = await drawn(field)
  await clock().press('Home')
  await expect.poll(() => card('Vector field').innerText()).not.toMatch(/epoch 2$/m)
  await expect.poll(async () => (await drawn(field)).sum).not.toBe(last.sum)
})

test('pages are shown cleaned whole beside the median filter, each with what it is worth', async () => {
  await open('text')
  await view('Pages')
  const pages = page.getByRole('region', { name: 'Cleaned pages' })
  const titles = async () => (await pages.locator('figcaption').allInnerTexts()).map((text) => text.replace(/\s+/g, ' '))
  await expect.poll(titles).toEqual([
    'Original',
    expect.stringMatching(/^Damaged ?PSNR \d+\.\d\d dB · SSIM 0\.\d{3}$/),
    expect.stringMatching(/^Restored ?PSNR \d+\.\d\d dB · SSIM -?0\.\d{3}$/),
    expect.stringMatching(/^Median [357] × [357] ?PSNR \d+\.\d\d dB · SSIM 0\.\d{3}$/),
  ])
  const first = await titles()
  for (const canvas of await pages.locator('canvas').all()) await expect.poll(async () => (await drawn(canvas)).colours).toBeGreaterThan(1)
  await pages.getByRole('group', { name: 'Page' }).getByRole('button').last().click()
  await expect.poll(titles).not.toEqual(first)
})

test('filters are shown for every unit of the first layer, activations of a sparse code beside them', async () => {
  await open('sparse')
  await view('Filters')
  await expect.poll(() => card('Filters').innerText()).toMatch(/weights into the first 36 units/)
  await expect.poll(async () => (await drawn(card('Filters').locator('canvas'))).colours).toBeGreaterThan(30)
  await view('Overview')
  await expect.poll(() => card('Activations').getByRole('list').count()).toBe(2)
})

test('a staged run lists its stages, marks where each begins, and tells the stage at the clock', async () => {
  await open('staged')
  const stages = page.getByRole('region', { name: 'Stages' }).getByRole('listitem')
  await expect.poll(() => stages.count()).toBe(4)
  const titles = (await stages.allInnerTexts()).map((text) => text.split('\n')[0])
  expect(titles.at(-1)).toMatch(/[Ff]ine-tuning/)
  await expect.poll(() => page.locator('.evt.border').count()).toBe(3)
  await clock().press('Home')
  await expect.poll(() => clock().getAttribute('aria-valuetext')).toContain(titles[0])
  await expect.poll(() => card('Hidden activity').innerText()).toMatch(/500 units, mean/)
  await clock().press('End')
  await expect.poll(() => clock().getAttribute('aria-valuetext')).toContain(titles.at(-1))
  await view('Curves')
  await expect.poll(() => card('All curves').locator('canvas').count()).toBeGreaterThan(0)
})

test('a run is laid beside PCA of its data and size, which is trained for it', async () => {
  await open('sparse')
  await page.getByRole('region', { name: 'Baselines' }).getByRole('button', { name: 'Compare with PCA…' }).click()
  const sheet = page.getByRole('dialog', { name: `Compare ${names.sparse} with PCA` })
  await sheet.getByRole('switch', { name: 'Logistic PCA' }).click()
  await sheet.getByRole('button', { name: 'Train and compare' }).click()
  const grid = card('Side by side')
  await expect.poll(() => grid.innerText(), { timeout: 120_000 }).toMatch(new RegExp(`Test examples[^]*${names.sparse}\\s+mean [\\d.]+[^]*PCA\\s+mean [\\d.]+`))
  await expect.poll(() => grid.locator('canvas').count()).toBe(3)
  await goTo('Train')
  await view('Overview')
  await expect.poll(() => card('Reconstructions').innerText()).toMatch(/Original\s+This run\s+mean [^]*PCA\s+mean/)
})
