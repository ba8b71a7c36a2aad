// A document of hundreds of layers: what is out of sight or too small to be read is drawn as a block, and is there for the pointer, the keys and
// a screen reader as everything else is.
import { mkdir, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { scaleExperiment } from '../../bench/support/scale-experiment.mjs'
import { launchBrowser } from '../support/browser'
import { startLocalHost, type LocalHost } from '../support/local-host'
import { temporaryFolder, type TemporaryFolder } from '../support/temporary-folder'
import { watchForFaults } from '../support/page-faults'

const WAIT = { timeout: 20_000 }
const [LAYERS, WIRES] = [240, 330] as const

let folder: TemporaryFolder
let host: LocalHost
let browser: Browser
let page: Page
let faults: string[]

beforeAll(async () => {
  folder = await temporaryFolder()
  await mkdir(resolve(folder.path, 'experiments'), { recursive: true })
  await writeFile(resolve(folder.path, 'experiments/large.latent.json'), JSON.stringify(await scaleExperiment(resolve(import.meta.dirname, '../..'), LAYERS, WIRES)))
  host = await startLocalHost({ dataDirectory: folder.path })
  browser = await launchBrowser()
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  faults = watchForFaults(page)
  await page.goto(host.address)
  await page.locator('.saved-open', { hasText: `Scale ${LAYERS}` }).click()
  await page.locator('.node').nth(LAYERS - 1).waitFor({ state: 'attached' })
})

afterAll(async () => {
  await browser.close()
  await host.stop()
  await folder[Symbol.asyncDispose]()
})

const node = (id: string) => page.locator(`.vue-flow__node[data-id="${id}"] .node`)
const isBlock = async (id: string): Promise<boolean> => (await node(id).getAttribute('class'))?.includes('brief') === true
const news = () => page.getByRole('status', { name: 'Canvas news' })
const undoTitle = () => page.getByRole('toolbar', { name: 'Canvas' }).getByRole('button', { name: /^Undo/ }).getAttribute('aria-label')

async function middleOf(locator: Locator): Promise<{ readonly x: number; readonly y: number }> {
  const box = await locator.boundingBox()
  if (box === null) throw new Error('it is not on the page')
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}

/** True where the whole of it lies on the canvas. */
async function inSight(locator: Locator): Promise<boolean> {
  const [box, room] = [await locator.boundingBox(), await page.getByRole('application').boundingBox()]
  return box !== null && room !== null && box.x >= room.x && box.y >= room.y && box.x + box.width <= room.x + room.width && box.y + box.height <= room.y + room.height
}

test('every layer and wire has its name however it is drawn, and Tab brings into sight and fills what it comes to', async () => {
  expect(await page.getByRole('group', { name: / in (Encoder|Decoder), / }).count()).toBe(LAYERS)
  expect(await page.getByRole('button', { name: /^Wire from / }).count()).toBe(WIRES)
  expect(await isBlock('encoder/layer-1')).toBe(false)
  expect(await isBlock('decoder/output')).toBe(true)
  expect(await inSight(node('decoder/output'))).toBe(false)
  await node('decoder/layer-118').focus()
  await page.keyboard.press('Tab')
  await expect.poll(() => node('decoder/output').evaluate((element) => element === document.activeElement), WAIT).toBe(true)
  await expect.poll(() => inSight(node('decoder/output')), WAIT).toBe(true)
  await expect.poll(() => isBlock('decoder/output'), WAIT).toBe(false)
  await page.keyboard.press('Enter')
  await expect.poll(() => news().textContent(), WAIT).toMatch(/^Output in Decoder, .*, selected$/)
  // The canvas itself was not scrolled, which would leave everything beside its place.
  expect(await page.locator('.vue-flow').evaluate((element) => [element.scrollLeft, element.scrollTop])).toEqual([0, 0])
})

test('an edit reaches the names of layers and wires out of sight too', async () => {
  await page.getByRole('application').focus()
  await page.keyboard.press('.')
  await node('encoder/layer-1').click()
  await page.getByRole('complementary', { name: 'Inspector' }).getByRole('textbox', { name: 'Units' }).fill('48')
  await expect.poll(() => page.getByRole('group', { name: /^Output in Encoder, .*output 48$/ }).count(), WAIT).toBe(1)
  await expect.poll(() => page.getByRole('button', { name: /^Wire from .*, 48$/ }).count(), WAIT).toBeGreaterThan(WIRES - 10)
})

test('from far away blocks are pointed at, picked by a box, dragged, renamed, wired and asked for their menu', async () => {
  await page.getByRole('application').focus()
  await page.keyboard.press('.')
  await expect.poll(() => inSight(node('decoder/output')), WAIT).toBe(true)
  expect(await page.locator('.node.brief').count()).toBeGreaterThan(50)
  const far = 'decoder/layer-57'
  expect(await isBlock(far)).toBe(true)
  await node(far).click()
  await expect.poll(() => news().textContent(), WAIT).toMatch(/ in Decoder, .*, selected$/)
  // From the margin beside the lanes, where no wire is.
  const [first, last] = [await middleOf(node('decoder/layer-75')), await middleOf(node('decoder/layer-78'))]
  await page.mouse.move(first.x - 21, first.y - 12)
  await page.keyboard.down('Shift')
  await page.mouse.down()
  await page.mouse.move(last.x + 14, last.y + 11, { steps: 5 })
  await page.mouse.up()
  await page.keyboard.up('Shift')
  await expect.poll(() => news().textContent(), WAIT).toMatch(/^\d+ selected: 4 layers, \d+ wires/)
  await page.keyboard.press('Escape')

  const start = await middleOf(node(far))
  await page.mouse.move(start.x, start.y)
  await page.mouse.down()
  await page.mouse.move(start.x + 6, start.y + 9, { steps: 4 })
  await page.mouse.up()
  await expect.poll(undoTitle, WAIT).toBe('Undo: Move')
  await page.keyboard.press('Control+z')

  await node('decoder/layer-83').dblclick()
  await page.getByRole('textbox', { name: 'Name of the layer' }).first().fill('Far away')
  await page.keyboard.press('Enter')
  await expect.poll(undoTitle, WAIT).toBe('Undo: Rename layer')
  await page.getByRole('group', { name: /^Far away in Decoder/ }).waitFor()

  await node('decoder/layer-60').click({ button: 'right' })
  await page.getByRole('menuitem', { name: /^Bypass/ }).click()
  await expect.poll(undoTitle, WAIT).toBe('Undo: Bypass layer')

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
  await expect.poll(undoTitle, WAIT).toMatch(/^Undo: (Connect|Replace wire)$/)
})

test('what comes into sight is filled, and nothing went wrong in the page', async () => {
  await page.getByRole('group', { name: 'Zoom' }).getByRole('button', { name: /^Zoom \d/ }).click()
  const middle = await middleOf(page.getByRole('application'))
  const shown = () =>
    page.evaluate(({ x, y }) => {
      const found = [...document.querySelectorAll('.node')].filter((element) => {
        const box = element.getBoundingClientRect()
        return box.right > x - 300 && box.left < x + 300 && box.bottom > y - 200 && box.top < y + 200
      })
      return found.length > 0 && found.every((element) => !element.classList.contains('brief'))
    }, middle)
  await expect.poll(shown, WAIT).toBe(true)
  expect(faults).toEqual([])
})
