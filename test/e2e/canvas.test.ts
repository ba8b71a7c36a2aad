// The canvas under a person's hands: search, wires, comments, frames, bypass, the clipboard, menus, all undone again.
import type { Locator, Page } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { middleOf, studioPlaces, type Point } from '../support/studio-places'
import { useStudio } from '../support/use-studio'

const studio = useStudio()
const { canvas, drag, layer, undoIs, undoTitle } = studioPlaces(() => studio.page)
let page: Page

beforeAll(async () => {
  page = studio.page
  await page.getByRole('button', { name: /^Convolutional VAE on MNIST/ }).click()
  await layer('Flatten in Encoder').waitFor()
})

const wiresTo = (name: string) => page.locator(`.wire-hit[aria-label*=" to ${name}"]`)

/** A point of the canvas where nothing is. */
async function emptyPoint(): Promise<Point> {
  const box = await canvas().boundingBox()
  if (box === null) throw new Error('there is no canvas')
  return { x: box.x + box.width * 0.45, y: box.y + box.height - 120 }
}

describe('the canvas', () => {
  test('a double-click on empty canvas finds a layer and puts it there; undo takes it away', async () => {
    const before = await page.locator('.vue-flow__node-layer').count()
    const point = await emptyPoint()
    await page.mouse.dblclick(point.x, point.y)
    await page.getByRole('combobox', { name: 'Find a layer' }).last().fill('dropout')
    await page.keyboard.press('Enter')
    await undoIs('Undo: Add Dropout')
    await page.keyboard.press('Control+z')
    await undoIs('Undo')
    await expect.poll(() => page.locator('.vue-flow__node-layer').count()).toBe(before)
  })

  test('panning and zooming move what is drawn and draw none of it again; from far away only blocks are drawn', async () => {
    // Examples of the data come in by themselves.
    await page.locator('.node .thumb').first().waitFor()
    await page.evaluate(() => {
      const records: string[] = []
      Object.assign(window, { redrawn: records })
      const keep = (list: readonly MutationRecord[]): void => {
        // From far away a layer's look is a mark on it, nothing of it drawn again.
        for (const { target, type, attributeName } of list) if (attributeName !== 'data-overview' && !(target instanceof Element && target.matches('.vue-flow__transformationpane'))) records.push(`${type} of ${target.nodeName} ${target instanceof Element ? target.className.toString() : ''}`)
      }
      for (const selector of ['.vue-flow__transformationpane', '.mm g']) {
        const element = document.querySelector(selector)
        if (element === null) throw new Error(`there is no ${selector}`)
        new MutationObserver(keep).observe(element, { subtree: true, childList: true, attributes: true, characterData: true })
      }
    })
    const transform = () => page.locator('.vue-flow__transformationpane').evaluate((pane: HTMLElement) => pane.style.transform)
    const footer = layer('Flatten in Encoder').locator('.f')
    const before = await transform()
    const point = await emptyPoint()
    await page.mouse.move(point.x, point.y)
    await page.mouse.down()
    await page.mouse.move(point.x + 60, point.y - 20, { steps: 4 })
    await page.mouse.up()
    const panned = await transform()
    expect(panned).not.toBe(before)
    expect(await footer.isVisible()).toBe(true)
    for (let turn = 0; turn < 12; turn += 1) await page.mouse.wheel(0, 400)
    await expect.poll(() => footer.isVisible()).toBe(false)
    expect(await layer('Flatten in Encoder').isVisible()).toBe(true)
    expect(await page.evaluate(() => (window as unknown as { redrawn: readonly string[] }).redrawn)).toEqual([])
    await page.keyboard.press('.')
    await expect.poll(() => footer.isVisible()).toBe(true)
  })

  test('a wire dragged off its port is gone, one let go on empty canvas offers what fits', async () => {
    await drag(layer('Flatten in Encoder').locator('.vue-flow__handle.target'), await emptyPoint())
    await undoIs('Undo: Disconnect')
    await expect.poll(() => wiresTo('Flatten').count()).toBe(0)
    await page.keyboard.press('Control+z')
    await expect.poll(() => wiresTo('Flatten').count()).toBe(1)
    await drag(layer('Flatten in Encoder').locator('.vue-flow__handle.source'), await emptyPoint())
    const offers = page.getByRole('listbox', { name: 'Add a layer' })
    await offers.getByRole('option', { name: /^Dense/ }).first().waitFor()
    expect(await offers.getByRole('option', { name: /^Conv2D transpose/ }).count()).toBe(0)
    await page.keyboard.press('Escape')
  })

  test('with Alt a copy is dragged, onto a wire of another lane too; a wire let go over a layer takes its port', async () => {
    const onto = await wiresTo('up_1').first().boundingBox()
    if (onto === null) throw new Error('there is no wire')
    await page.keyboard.down('Alt')
    await drag(layer('Conv2D in Encoder, 32'), { x: onto.x + onto.width / 2, y: onto.y + 2 })
    await page.keyboard.up('Alt')
    await undoIs('Undo: Insert a copy on wire')
    await expect.poll(async () => [await layer('Conv2D in Encoder, 32').count(), await layer('Conv2D in Decoder, 32').count()]).toEqual([1, 1])
    await page.keyboard.press('Control+z')
    await undoIs('Undo')
    await drag(layer('Conv2D in Encoder, 32').locator('.vue-flow__handle.source'), await middleOf(layer('Dense in Encoder')))
    await undoIs('Undo: Replace wire')
    await page.keyboard.press('Control+z')
    await undoIs('Undo')
  })

  test('what a press left where it was does not keep what is then zoomed to from being drawn in full', async () => {
    const point = await emptyPoint()
    await page.mouse.click(point.x, point.y)
    await page.getByRole('tab', { name: 'Decoder' }).click()
    await expect.poll(() => page.locator('.node .f').count()).toBe(await page.locator('.vue-flow__node-layer').count())
    await page.getByRole('tab', { name: 'All' }).click()
    await expect.poll(() => page.locator('.node.brief').count()).toBe(0)
    await layer('Flatten in Encoder').waitFor()
  })

  test('Space takes hold of the canvas over a layer too, Ctrl draws a box, and the slash key adds after the layer pointed at', async () => {
    const transform = () => page.locator('.vue-flow__transformationpane').evaluate((pane: HTMLElement) => pane.style.transform)
    const before = await transform()
    await page.keyboard.down('Space')
    await drag(layer('Flatten in Encoder'), await emptyPoint())
    await page.keyboard.up('Space')
    expect(await transform()).not.toBe(before)
    expect(await undoTitle()).toBe('Undo')
    await page.keyboard.press('.')
    const [first, second] = [await layer('Flatten in Encoder').boundingBox(), await layer('Dense in Encoder').boundingBox()]
    if (first === null || second === null) throw new Error('the layers are not on the page')
    await page.keyboard.down('Control')
    await page.mouse.move(first.x - 6, first.y - 10)
    await page.mouse.down()
    await page.mouse.move(second.x + second.width + 4, second.y + second.height + 6, { steps: 5 })
    await page.mouse.up()
    await page.keyboard.up('Control')
    await page.getByText('2 layers and', { exact: false }).first().waitFor()
    await layer('Flatten in Encoder').click()
    await page.keyboard.press('/')
    await page.getByRole('combobox', { name: 'Find a layer' }).last().fill('dropout')
    await page.keyboard.press('Enter')
    await undoIs('Undo: Add Dropout')
    expect([await wiresTo('Dropout').count(), await wiresTo('Dense').first().getAttribute('aria-label')]).toEqual([1, expect.stringContaining('Dropout') as string])
    await page.keyboard.press('Control+z')
    await undoIs('Undo')
  })

  test('by keyboard alone: a layer is chosen, connected, switched off, renamed', async () => {
    await layer('Flatten in Encoder').focus()
    await page.keyboard.press('Enter')
    await page.keyboard.press('w')
    await page.getByRole('combobox', { name: 'Connect Flatten to' }).fill('Sample z, Mean')
    await page.getByRole('option').first().waitFor()
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+b')
    await undoIs('Undo: Bypass layer')
    await layer('Flatten in Encoder, bypassed').waitFor()
    await page.keyboard.press('Control+z')
    await page.keyboard.press('F2')
    await page.getByRole('textbox', { name: 'Name of the layer' }).first().fill('Unroll')
    await page.getByRole('textbox', { name: 'Name of the layer' }).first().press('Enter')
    await undoIs('Undo: Rename layer')
    await layer('Unroll in Encoder').waitFor()
    await page.keyboard.press('Control+z')
    await layer('Flatten in Encoder').waitFor()
  })

  test('a frame goes around two layers and carries them; a comment is kept by saving, and undo outlives it', async () => {
    await layer('Conv2D in Encoder, 32').click()
    await layer('Conv2D in Encoder, 64').click({ modifiers: ['Shift'] })
    await page.keyboard.press('Control+g')
    await page.getByRole('textbox', { name: 'Title of the frame' }).fill('Downsampling')
    await page.keyboard.press('Enter')
    await undoIs('Undo: Frame selection')
    const before = await middleOf(layer('Conv2D in Encoder, 32'))
    const title = page.locator('.note-box.frame header')
    const held = await middleOf(title)
    await drag(title, { x: held.x, y: held.y + 70 })
    await undoIs('Undo: Move')
    await expect.poll(async () => (await middleOf(layer('Conv2D in Encoder, 32'))).y).toBeGreaterThan(before.y + 20)
    await canvas().focus()
    await page.keyboard.press('c')
    await page.getByRole('textbox', { name: 'Comment' }).fill('28 to 14 to 7')
    await page.keyboard.press('Escape')
    await undoIs('Undo: Add comment')
    await page.keyboard.press('Control+s')
    await page.getByText(/^Saved “/).waitFor()
    await page.reload()
    await page.getByRole('group', { name: 'Comment in Encoder: 28 to 14 to 7' }).waitFor()
    await page.getByRole('group', { name: 'Frame in Encoder: Downsampling' }).waitFor()
  })

  test('copied layers travel as text, a paste is one step, nonsense is refused in words', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await layer('Flatten in Encoder').click()
    await page.keyboard.press('Control+c')
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain('"latent-studio-layers"')
    await page.keyboard.press('Control+v')
    await undoIs('Undo: Paste')
    await page.keyboard.press('Control+z')
    // What could be undone before the page was opened anew still can.
    await undoIs('Undo: Add comment')
    await page.evaluate(() => navigator.clipboard.writeText('no layer at all'))
    await canvas().focus()
    await page.keyboard.press('Control+v')
    await page.getByText('What is on the clipboard cannot be pasted onto the canvas').waitFor()
    expect(await undoTitle()).toBe('Undo: Add comment')
  })

  test('the menu of a layer does what the shortcuts do', async () => {
    await layer('Flatten in Encoder').click({ button: 'right' })
    await page.getByRole('menuitem', { name: /^Duplicate/ }).click()
    await undoIs('Undo: Duplicate')
    await page.keyboard.press('Control+z')
    await undoIs('Undo: Add comment')
  })

  test('a layer deleted with Ctrl leaves what it lay between joined, in one step', async () => {
    const ends = async (wire: Locator) => /^Wire from (.+) to ([^,]+)/.exec((await wire.first().getAttribute('aria-label')) ?? '') ?? expect.fail('no such wire')
    const [, before] = await ends(wiresTo('Flatten'))
    const [, , after] = await ends(page.locator('.wire-hit[aria-label^="Wire from Flatten to "]'))
    const between = () => page.locator(`.wire-hit[aria-label^="Wire from ${before} to ${after}"]`).count()
    await layer('Flatten in Encoder').click()
    await page.keyboard.press('Control+Delete')
    await undoIs('Undo: Delete layer and join')
    await expect.poll(between).toBe(1)
    expect(await layer('Flatten in Encoder').count()).toBe(0)
    await page.keyboard.press('Control+z')
    await undoIs('Undo: Add comment')
    await expect.poll(between).toBe(0)
  })
})
