// An experiment's life: edited, reloaded and recovered; named, compared and gone back to; saved from two windows; made a template,
// found by a word of it, and trained. Nothing that was done to it is lost on the way.
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { watchForFaults } from '../support/page-faults'
import { studioPlaces } from '../support/studio-places'
import { useStudio } from '../support/use-studio'
import { smallExperiment } from '../main/runs/run-fixtures'

const TWO_MOONS = smallExperiment()
const NAME = TWO_MOONS.name

const studio = useStudio()
const { dropFile, goTo, inspector, press, runBar, setEpochs } = studioPlaces(() => studio.page)
let page: Page
beforeAll(() => {
  page = studio.page
})

const left = (of = page) => of.getByRole('complementary', { name: /versions/ })
const versions = () => left().getByRole('list', { name: 'Versions' })
const layers = (units: number, of = page) => of.getByRole('group', { name: new RegExp(`^Dense in Encoder, ${units} units`) })
const hasUnits = (units: number, of = page, count = 1) => expect.poll(() => layers(units, of).count()).toBe(count)
const isSaved = (of = page) => expect.poll(() => of.locator('.doc .state').innerText()).toMatch(/^Saved/)

async function setUnits(units: number, of = page): Promise<void> {
  await of.getByRole('group', { name: /^Dense in Encoder/ }).first().click()
  const field = studioPlaces(() => of).inspector().getByRole('textbox', { name: 'Units' })
  await field.fill(String(units))
  await field.press('Enter')
  await hasUnits(units, of)
}

test('unsaved changes survive a reload with their undo steps, and are told of in words', async () => {
  await page.getByRole('button', { name: new RegExp(`^${NAME}`) }).click()
  await setUnits(48)
  await page.reload()
  const strip = page.getByRole('status').filter({ hasText: 'were recovered' })
  await expect.poll(() => strip.innerText()).toMatch(new RegExp(`Unsaved changes to “${NAME}” were recovered.*1 step to undo`))
  await hasUnits(48)
  await page.getByRole('button', { name: /^Undo/ }).click()
  await hasUnits(64, page, 2)
  await page.getByRole('button', { name: /^Redo/ }).click()
  await hasUnits(48)
  await strip.getByRole('button', { name: 'Keep them' }).click()
  await expect.poll(() => strip.count()).toBe(0)
})

test('saves and names become versions; one is gone back to, and undo returns', async () => {
  await left().getByRole('tab', { name: 'Versions' }).click()
  await left().getByRole('textbox', { name: 'Name for the version on the canvas' }).fill('forty-eight')
  await left().getByRole('button', { name: 'Keep' }).click()
  await expect.poll(() => versions().innerText()).toMatch(/forty-eight[\s\S]*named/)
  await setUnits(24)
  await setEpochs(3)
  await inspector().getByRole('tab', { name: 'Layer' }).click()
  await page.keyboard.press('Control+s')
  await isSaved()
  await expect.poll(() => versions().getByRole('listitem').count()).toBe(2)
  await left().getByRole('button', { name: 'More for “forty-eight”' }).click()
  await page.getByRole('menuitem', { name: 'Go back to this version' }).click()
  await hasUnits(48)
  await page.getByRole('button', { name: /^Undo/ }).click()
  await hasUnits(24)
})

const before = () => page.getByRole('region', { name: 'Graph before' })
const after = () => page.getByRole('region', { name: 'Graph after' })
const viewOf = (side: 'Before' | 'After') => page.getByRole('region', { name: side, exact: true }).locator('.vue-flow__transformationpane').evaluate((pane) => getComputedStyle(pane).transform.replace(/matrix\((.*)\)/, '$1').split(', ').map(Number))

test('two versions are laid side by side, their differences led to, their graphs moved together', async () => {
  await left().getByTitle('Compare “forty-eight” with the canvas').click()
  await page.getByRole('region', { name: 'After', exact: true }).getByRole('button', { name: 'Other…' }).click()
  await page.getByRole('dialog').getByRole('button', { name: /Version, saved/ }).click()
  const differences = page.getByRole('complementary', { name: 'Differences' })
  await expect.poll(() => differences.innerText()).toMatch(/changed[\s\S]*Dense in Encoder[\s\S]*Units[\s\S]*48[\s\S]*24/)
  await expect.poll(async () => [await before().locator('.diff-node.changed').count(), await after().locator('.diff-node.changed').innerText()]).toEqual([1, expect.stringContaining('changed')])
  const focused = () => differences.locator('[aria-current="true"]').innerText()
  const first = await focused()
  await page.keyboard.press('F8')
  await expect.poll(focused).not.toBe(first)
  await page.getByRole('button', { name: 'Previous' }).click()
  await expect.poll(focused).toBe(first)
  await expect.poll(() => before().locator('.diff-node.sel').count()).toBe(1)

  const start = [await viewOf('Before'), await viewOf('After')]
  await before().hover()
  await page.mouse.down()
  await page.mouse.move(300, 300)
  await page.mouse.up()
  await expect.poll(() => viewOf('After')).not.toEqual(start[1])
  const moved = [await viewOf('Before'), await viewOf('After')]
  const shift = (index: number): number[] => [4, 5].map((place) => Math.round((moved[index]?.[place] ?? 0) - (start[index]?.[place] ?? 0)))
  expect(shift(1)).toEqual(shift(0))
  await after().hover()
  await page.mouse.wheel(0, -200)
  await expect.poll(async () => (await viewOf('Before'))[0]).toBeGreaterThan(moved[0]?.[0] ?? Infinity)
})

test('a file dropped on a side stands there; the canvas stays as it is', async () => {
  await dropFile('dropped.latent.json', JSON.stringify(TWO_MOONS), before())
  await expect.poll(() => page.getByRole('region', { name: 'Before', exact: true }).innerText()).toContain('dropped.latent.json')
  await expect.poll(() => page.getByRole('complementary', { name: 'Differences' }).innerText()).toMatch(/Units[\s\S]*64[\s\S]*24/)
  await expect.poll(() => page.locator('.drop-hint').count()).toBe(0)
  await page.getByRole('button', { name: 'Back', exact: true }).click()
  await hasUnits(24)
})

test('what another window saved is not overwritten unasked; what a closed window left is found on Home', async () => {
  const context = await studio.browser.newContext({ viewport: { width: 1440, height: 900 }, storageState: { cookies: await page.context().cookies(), origins: [] } })
  const other = await context.newPage()
  other.setDefaultTimeout(90_000)
  const faults = watchForFaults(other)
  await other.goto(studio.host.origin)
  await other.getByRole('button', { name: new RegExp(`^${NAME} .*(now|ago)`) }).click()
  await hasUnits(24, other)
  await setUnits(56, other)
  await other.keyboard.press('Control+s')
  await isSaved(other)
  await setUnits(32)
  await page.keyboard.press('Control+s')
  const dialog = page.getByRole('alertdialog')
  await expect.poll(() => dialog.innerText()).toContain('Another window saved this experiment')
  await dialog.getByRole('button', { name: 'Keep both' }).click()
  await isSaved()
  await other.reload()
  await hasUnits(56, other)
  await setUnits(40, other)
  await other.reload()
  await hasUnits(40, other)
  await hasUnits(32)
  expect(faults).toEqual([])
  await context.close()

  const recover = page.getByRole('button', { name: `Recover “${NAME}”` })
  // The host notices a window's going a moment later.
  await expect.poll(async () => {
    await goTo('Design')
    await goTo('Home')
    return recover.isVisible()
  }).toBe(true)
  await recover.click()
  await hasUnits(40)
})

test('the experiment becomes a template, is found by a word of its summary, and trains', async () => {
  await page.keyboard.press('Control+k')
  await page.keyboard.type('save as template')
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Save as template' })
  await dialog.getByRole('textbox', { name: 'Title' }).fill('Narrow moons')
  await dialog.getByRole('textbox', { name: 'Summary' }).fill('Forty units, for marmalade experiments.')
  await expect.poll(() => dialog.getByRole('img').count()).toBe(1)
  await dialog.getByRole('button', { name: 'Save as template' }).click()
  await goTo('Home')
  await page.getByRole('textbox', { name: 'Find a template' }).fill('marmalade')
  const cards = page.getByRole('region', { name: 'Templates' }).locator('.template')
  await expect.poll(() => cards.allInnerTexts()).toEqual([expect.stringMatching(/Narrow moons[\s\S]*yours/)])
  await cards.first().click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Discard changes' }).click()
  await hasUnits(40)
  await press('Train')
  await expect.poll(() => runBar().innerText(), { timeout: 120_000 }).toMatch(/finished/i)
  await goTo('Design')
  await expect.poll(() => versions().innerText()).toMatch(/trained as /)
})
