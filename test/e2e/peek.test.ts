// Peek and costs on the Design stage: pictures at the layers, of an edit only what lies downstream, and what an estimate consists of; in a
// small window every control is whole.
import type { Locator } from 'playwright-core'
import { expect, test } from 'vitest'
import { studioPlaces } from '../support/studio-places'
import { useStudio } from '../support/use-studio'

const studio = useStudio()
const { inspector, layer } = studioPlaces(() => studio.page)

/** What a picture shows: its pixels, or its bars. */
const drawn = (picture: Locator) => picture.evaluate((element) => (element instanceof HTMLCanvasElement ? element.toDataURL() : element.outerHTML))

test('layers show what test examples look like there, an edit marks what lies downstream, and the estimate opens', async () => {
  const { page } = studio
  await page.getByRole('button', { name: 'VAE on MNIST', exact: true }).click()
  await layer('Flatten in Encoder').waitFor()
  await page.getByRole('switch', { name: /^Peek/ }).click()
  const peeked = (name: RegExp, network: string) => page.getByRole('group', { name: new RegExp(`in ${network}`) }).getByRole('img', { name }).first()
  const hidden = peeked(/^What Dense gives/, 'Encoder')
  const pixels = peeked(/^What (Reshape|Output) gives/, 'Decoder')
  await Promise.all([hidden.waitFor(), pixels.waitFor()])
  const [hiddenBefore, pixelsBefore] = await Promise.all([drawn(hidden), drawn(pixels)])

  // Marks come and go with the answer: whatever was marked at any time is kept.
  await page.evaluate(() => {
    const marked = new Set<string>()
    const look = (): void => {
      for (const picture of document.querySelectorAll('.node .peek [role=img]')) {
        const node = picture.closest('[role=group]')?.getAttribute('aria-label') ?? ''
        if (picture.getAttribute('aria-label')?.endsWith('before the change')) marked.add(node)
      }
    }
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['aria-label', 'class'] })
    Object.assign(window, { markedByPeek: marked })
  })
  await layer('Dense in Decoder').click()
  await inspector().getByRole('tab', { name: 'Layer' }).click()
  const units = inspector().getByRole('textbox', { name: 'Units' })
  await units.fill('32')
  await units.press('Enter')
  await expect.poll(() => drawn(pixels)).not.toBe(pixelsBefore)
  expect(await drawn(hidden)).toBe(hiddenBefore)
  const marked = await page.evaluate(() => [...(window as unknown as { readonly markedByPeek: ReadonlySet<string> }).markedByPeek])
  expect(marked.some((name) => name.includes('in Decoder'))).toBe(true)
  expect(marked.filter((name) => name.includes('in Encoder'))).toEqual([])

  await page.setViewportSize({ width: 1024, height: 700 })
  const whole = (place: Locator) => place.evaluate((element) => [element, ...element.querySelectorAll('*')].every((each) => each.scrollWidth <= each.clientWidth || getComputedStyle(each).display === 'inline'))
  await expect.poll(() => whole(page.getByRole('combobox', { name: 'Weights to peek with' }))).toBe(true)
  await expect.poll(() => whole(page.getByRole('tablist', { name: 'Networks shown' }))).toBe(true)

  await page.getByRole('button', { name: 'What it costs' }).click()
  const costs = page.getByRole('dialog').filter({ hasText: 'Activations a batch' })
  await expect.poll(() => costs.textContent()).toMatch(/Memory\s*≈\s*[\d.,]+\s.B/)
  await expect.poll(() => costs.getByRole('row').allInnerTexts()).toEqual([expect.stringContaining('Parameters'), expect.stringContaining('Encoder'), expect.stringContaining('Decoder')])
  const box = await costs.boundingBox()
  expect(box !== null && box.y >= 0 && box.x >= 0 && box.x + box.width <= 1024).toBe(true)
})
