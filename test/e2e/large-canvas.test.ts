// A document of hundreds of layers: what is out of sight or too small to be read is drawn as a block, and is there for the pointer, the keys and
// a screen reader as everything else is.
import { mkdir, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { scaleExperiment } from '../../bench/support/scale-experiment.mjs'
import { middleOf, studioPlaces } from '../support/studio-places'
import { useStudio } from '../support/use-studio'

const [LAYERS, WIRES] = [240, 330] as const

const studio = useStudio({
  prepare: async (data) => {
    await mkdir(resolve(data, 'experiments'), { recursive: true })
    await writeFile(resolve(data, 'experiments/large.latent.json'), JSON.stringify(await scaleExperiment(resolve(import.meta.dirname, '../..'), LAYERS, WIRES)))
  },
})
const { canvas, inspector, news, undoIs, undoTitle } = studioPlaces(() => studio.page)
let page: Page

beforeAll(async () => {
  page = studio.page
  await page.locator('.saved-open', { hasText: `Scale ${LAYERS}` }).click()
  await page.locator('.node').nth(LAYERS - 1).waitFor({ state: 'attached' })
})

const node = (id: string) => page.locator(`.vue-flow__node[data-id="${id}"] .node`)
const isBlock = async (id: string): Promise<boolean> => (await node(id).getAttribute('class'))?.includes('brief') === true

/** True where the whole of it lies on the canvas. */
async function inSight(locator: Locator): Promise<boolean> {
  const [box, room] = [await locator.boundingBox(), await canvas().boundingBox()]
  return box !== null && room !== null && box.x >= room.x && box.y >= room.y && box.x + box.width <= room.x + room.width && box.y + box.height <= room.y + room.height
}

test('every layer and wire has its name however it is drawn, and Tab brings into sight and fills what it comes to', async () => {
  await expect.poll(() => page.getByRole('group', { name: / in (Encoder|Decoder), / }).count()).toBe(LAYERS)
  await expect.poll(() => page.getByRole('button', { name: /^Wire from / }).count()).toBe(WIRES)
  await expect.poll(() => isBlock('encoder/layer-1')).toBe(false)
  expect(await isBlock('decoder/output')).toBe(true)
  expect(await inSight(node('decoder/output'))).toBe(false)
  await node('decoder/layer-118').focus()
  await page.keyboard.press('Tab')
  await expect.poll(() => node('decoder/output').evaluate((element) => element === document.activeElement)).toBe(true)
  await expect.poll(() => inSight(node('decoder/output'))).toBe(true)
  await expect.poll(() => isBlock('decoder/output')).toBe(false)
  await page.keyboard.press('Enter')
  await expect.poll(() => news().textContent()).toMatch(/^Output in Decoder, .*, selected$/)
  // The canvas itself was not scrolled, which would leave everything beside its place.
  expect(await page.locator('.vue-flow').evaluate((element) => [element.scrollLeft, element.scrollTop])).toEqual([0, 0])
})

test('an edit reaches the names of layers and wires out of sight too', async () => {
  await canvas().focus()
  await page.keyboard.press('.')
  await node('encoder/layer-1').click()
  await inspector().getByRole('textbox', { name: 'Units' }).fill('48')
  await expect.poll(() => page.getByRole('group', { name: /^Output in Encoder, .*output 48$/ }).count()).toBe(1)
  await expect.poll(() => page.getByRole('button', { name: /^Wire from .*, 48$/ }).count()).toBeGreaterThan(WIRES - 10)
})

test('from far away blocks are pointed at, picked by a box, dragged, renamed, wired and asked for their menu', async () => {
  await canvas().focus()
  await page.keyboard.press('.')
  await expect.poll(() => inSight(node('decoder/output'))).toBe(true)
  await expect.poll(() => page.locator('.node.brief').count()).toBeGreaterThan(50)
  const far = 'decoder/layer-57'
  await expect.poll(() => isBlock(far)).toBe(true)
  await node(far).click()
  await expect.poll(() => news().textContent()).toMatch(/ in Decoder, .*, selected$/)
  // From the margin beside the lanes, where no wire is.
  const [first, last] = [await middleOf(node('decoder/layer-75')), await middleOf(node('decoder/layer-78'))]
  await page.mouse.move(first.x - 21, first.y - 12)
  await page.keyboard.down('Shift')
  await page.mouse.down()
  await page.mouse.move(last.x + 14, last.y + 11, { steps: 5 })
  await page.mouse.up()
  await page.keyboard.up('Shift')
  await expect.poll(() => news().textContent()).toMatch(/^\d+ selected: 4 layers, \d+ wires/)
  await page.keyboard.press('Escape')

  const start = await middleOf(node(far))
  await page.mouse.move(start.x, start.y)
  await page.mouse.down()
  await page.mouse.move(start.x + 6, start.y + 9, { steps: 4 })
  await page.mouse.up()
  await undoIs('Undo: Move')
  await page.keyboard.press('Control+z')

  await node('decoder/layer-83').dblclick()
  await page.getByRole('textbox', { name: 'Name of the layer' }).first().fill('Far away')
  await page.keyboard.press('Enter')
  await undoIs('Undo: Rename layer')
  await page.getByRole('group', { name: /^Far away in Decoder/ }).waitFor()

  await node('decoder/layer-60').click({ button: 'right' })
  await page.getByRole('menuitem', { name: /^Bypass/ }).click()
  await undoIs('Undo: Bypass layer')

  // Its ports are there as soon as the pointer is; the layer that takes the wire gets its own when the wire comes near.
  await node('decoder/layer-30').hover()
  const from = await middleOf(page.locator('.vue-flow__node[data-id="decoder/layer-30"] .vue-flow__handle.source'))
  const to = await node('decoder/layer-45').boundingBox()
  if (to === null) throw new Error('it is not on the page')
  await page.mouse.move(from.x, from.y)
  await page.mouse.down()
  await page.mouse.move(to.x - 12, to.y + to.height / 2, { steps: 5 })
  await page.mouse.move(to.x, to.y + to.height / 2, { steps: 3 })
  await page.locator('.vue-flow__node[data-id="decoder/layer-45"] .vue-flow__handle.target').first().waitFor({ state: 'attached' })
  await page.mouse.move(to.x + 1, to.y + to.height / 2)
  await page.mouse.up()
  await expect.poll(undoTitle).toMatch(/^Undo: (Connect|Replace wire)$/)
})

test('what comes into sight is filled', async () => {
  await page.getByRole('group', { name: 'Zoom' }).getByRole('button', { name: /^Zoom \d/ }).click()
  const middle = await middleOf(canvas())
  const shown = () =>
    page.evaluate(({ x, y }) => {
      const found = [...document.querySelectorAll('.node')].filter((element) => {
        const box = element.getBoundingClientRect()
        return box.right > x - 300 && box.left < x + 300 && box.bottom > y - 200 && box.top < y + 200
      })
      return found.length > 0 && found.every((element) => !element.classList.contains('brief'))
    }, middle)
  await expect.poll(shown).toBe(true)
})
