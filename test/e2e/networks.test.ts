// Several networks on one canvas, and the recipe drawn around them: lanes, tabs, roles, freezing, moving layers across; names for
// screen readers, checked with axe-core.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Locator } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { studioPlaces } from '../support/studio-places'
import { useStudio } from '../support/use-studio'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const studio = useStudio()
const { canvas, inspector, layer, news, undoIs } = studioPlaces(() => studio.page)

beforeAll(async () => {
  await studio.page.getByRole('button', { name: 'VAE on MNIST', exact: true }).click()
  await layer('Flatten in Encoder').waitFor()
})

const lane = (name: string): Locator => studio.page.getByRole('region', { name: new RegExp(`^${name}, `) })
const head = (name: string): Locator => studio.page.getByRole('button', { name: new RegExp(`^Network ${name},`) })
const tabs = (): Promise<string[]> => studio.page.getByRole('tablist', { name: 'Networks shown' }).getByRole('tab').allInnerTexts()
const tabsAre = (expected: string[]) => expect.poll(async () => (await tabs()).map((text) => text.trim())).toEqual(expected)

/** What axe-core finds on the Design stage: rules broken, with the first element that breaks each. */
async function violations(): Promise<readonly string[]> {
  await studio.page.evaluate(axe)
  return studio.page.evaluate(async () => {
    interface Result {
      readonly id: string
      readonly nodes: readonly { readonly html: string }[]
    }
    const { axe } = window as unknown as { readonly axe: { run(root: Element, options: object): Promise<{ readonly violations: readonly Result[] }> } }
    // Experimental, and wrong where words stand in neighbouring elements: it reads them without the space between.
    const rules = { 'label-content-name-mismatch': { enabled: false } }
    const found = await axe.run(document.querySelector('.design') ?? document.body, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'], rules })
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)
  })
}

describe('several networks', () => {
  test('the recipe is drawn: what enters, what is needed, who trains it, the losses with what they compare', async () => {
    const { page } = studio
    await page.getByRole('group', { name: 'Reconstruction, Bernoulli, from x (the data) and x̂ (Decoder), minimised by Model' }).waitFor()
    await page.getByRole('group', { name: 'Divergence, from μ, σ² (Encoder), minimised by Model' }).waitFor()
    const text = await lane('Encoder').innerText()
    expect(text).toContain('2 × 20 values: a mean and a log-variance, into Sample z')
    expect(text).toContain('Adam 0.001 updates Encoder and Decoder')
  })

  test('a network is added, renamed, doubled, moved and deleted, each one step of undo', async () => {
    const { page } = studio
    await page.getByRole('button', { name: 'Add a network' }).first().click()
    await undoIs('Undo: Add Network')
    await tabsAre(['All', 'Encoder', 'Decoder', 'Network'])
    await head('Network').press('F2')
    await page.getByRole('textbox', { name: 'Name of the network', exact: true }).fill('Classifier')
    await page.keyboard.press('Enter')
    await undoIs('Undo: Rename network')
    await head('Classifier').click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'Duplicate network' }).click()
    await tabsAre(['All', 'Encoder', 'Decoder', 'Classifier', 'Classifier copy'])
    await page.getByRole('tab', { name: 'Classifier copy' }).click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'Move up' }).click()
    await tabsAre(['All', 'Encoder', 'Decoder', 'Classifier copy', 'Classifier'])
    await page.getByRole('button', { name: /^Role and more of Classifier copy/ }).click()
    await page.getByRole('menuitem', { name: 'Delete network' }).click()
    await tabsAre(['All', 'Encoder', 'Decoder', 'Classifier'])
    for (let step = 0; step < 5; step += 1) await page.getByRole('button', { name: /^Undo/ }).first().click()
    await tabsAre(['All', 'Encoder', 'Decoder'])
    await undoIs('Undo')
  })

  test('freezing is shown, told to screen readers, and changes who is trained; freezing all is a problem in words', async () => {
    const { page } = studio
    await page.getByRole('button', { name: 'Encoder frozen' }).click()
    await expect.poll(() => news().innerText()).toContain('Freeze: Encoder')
    await expect.poll(() => lane('Decoder').innerText()).toContain('Adam 0.001 updates Decoder')
    await page.getByRole('button', { name: 'Decoder frozen' }).click()
    await expect.poll(() => news().innerText()).toContain('1 problem: All networks of the model are frozen')
    await head('Encoder').click()
    await inspector().getByRole('button', { name: 'Let Decoder learn' }).click()
    await expect.poll(() => lane('Decoder').innerText()).toContain('Adam 0.001 updates Decoder')
    for (let step = 0; step < 3; step += 1) await page.getByRole('button', { name: /^Undo/ }).first().click()
    await undoIs('Undo')
  })

  test('another recipe binds the networks that suit it and offers what is missing, with what it needs', async () => {
    const { page } = studio
    await inspector().getByRole('tab', { name: 'Recipe' }).click()
    await inspector().getByRole('combobox', { name: 'Recipe', exact: true }).click()
    await page.getByRole('option', { name: 'GAN', exact: true }).click()
    await undoIs('Undo: Use GAN')
    await page.getByRole('button', { name: 'Role and more of Decoder: Generator' }).waitFor()
    const missing = page.getByRole('region', { name: 'Missing: Discriminator' })
    await expect.poll(() => missing.innerText()).toContain('one number out')
    await missing.getByRole('button', { name: 'Add an empty discriminator' }).click()
    await tabsAre(['All', 'Encoder', 'Decoder', 'Discriminator'])
    await expect.poll(() => lane('Discriminator').innerText()).toContain('one number out, has 28×28×1')
    for (let step = 0; step < 2; step += 1) await page.getByRole('button', { name: /^Undo/ }).first().click()
    await undoIs('Undo')
  })

  test('a layer let go in another lane goes over into its network; the drag follows the pointer from its first step', async () => {
    const { page } = studio
    const from = await layer('Flatten in Encoder').boundingBox()
    const to = await layer('Dense in Decoder').boundingBox()
    if (from === null || to === null) throw new Error('not on the page')
    await page.mouse.move(from.x + 20, from.y + 10)
    await page.mouse.down()
    // One large step: all of it counts.
    await page.mouse.move(from.x + 20, to.y + 10)
    await page.mouse.move(from.x + 21, to.y + 10)
    await page.mouse.up()
    await undoIs('Undo: Move to Decoder')
    await page.getByText('Flatten moved to Decoder; 2 wires were cut. Undo takes it back.').waitFor()
    await layer('Flatten in Decoder').waitFor()
    await page.getByRole('button', { name: /^Undo/ }).first().click()
    await layer('Flatten in Encoder').waitFor()
    await undoIs('Undo')
  })

  test('the canvas has names for everything: axe-core finds nothing, the accessibility tree says it all', async () => {
    const { page } = studio
    await layer('Flatten in Encoder').click()
    await expect.poll(() => news().innerText()).toMatch(/^Flatten in Encoder, .*selected/)
    const tree = await canvas().ariaSnapshot()
    for (const name of ['Flatten in Encoder', 'Wire from', 'Network Encoder, role Encoder', 'Role and more of Encoder: Encoder', 'Encoder frozen', 'Reconstruction, Bernoulli']) expect(tree).toContain(name)
    expect(tree.split('\n').filter((line) => /^\s*- (button|group|tab|region)\s*:?\s*$/.test(line))).toEqual([])
    expect(await violations()).toEqual([])
    await page.getByRole('button', { name: 'Light theme' }).or(page.getByRole('button', { name: /theme/i })).first().click()
    expect(await violations()).toEqual([])
  })
})
