// Runs that outlive what happens to them: resumed after the host was killed, forked from a checkpoint, waiting their turn.
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { studioPlaces } from '../support/studio-places'
import { useStudio } from '../support/use-studio'

const studio = useStudio()
const { goTo, historyRows, inspector, layer, press, runBar, runIs, runPanel, selectedRun, setEpochs } = studioPlaces(() => studio.page)
let page: Page
beforeAll(() => {
  page = studio.page
})

const runsList = () => page.getByRole('complementary', { name: 'Runs' })
const lineOf = (name: string) => runsList().getByRole('listitem').filter({ hasText: name }).last()
const epochNow = async (): Promise<number> => Number(/Epoch\s+(\d+)/.exec(await runBar().innerText())?.[1] ?? 0)
const openName = () => runPanel().getByRole('heading', { level: 2 }).innerText()

describe('a run whose host is killed', () => {
  test('is interrupted, and is resumed from its checkpoint to its end', async () => {
    await page.getByRole('button', { name: /^Autoencoder on two moons/ }).click()
    await setEpochs(250)
    await press('Train')
    await expect.poll(epochNow, { timeout: 120_000 }).toBeGreaterThan(15)
    const name = await openName()

    await studio.restart('kill')
    await page.goto(studio.host.address)
    await goTo('Home')
    await expect.poll(() => page.getByRole('complementary', { name: 'Recent' }).innerText(), { timeout: 120_000 }).toMatch(/interrupted at epoch/i)
    await goTo('Train')
    await runIs(/interrupted/)
    await runIs(/Goes on from its checkpoint at epoch \d+/)

    await press('Resume')
    await expect.poll(() => runBar().innerText(), { timeout: 120_000 }).toMatch(/running/i)
    await runIs(/finished/)
    expect(await openName()).toBe(name)
    await runIs(/At the end, epoch 250/)
    await expect.poll(() => runsList().getByRole('listitem').count()).toBe(1)
  })

  test('once finished, goes on for as many epochs more as are asked for', async () => {
    await runPanel().getByRole('textbox', { name: 'More epochs' }).fill('5')
    await runPanel().getByRole('button', { name: 'Train 5 more epochs' }).click()
    await runIs(/At the end, epoch 255/)
    await expect.poll(() => runsList().getByRole('listitem').count()).toBe(1)
  })
})

describe('a fork', () => {
  test('from a checkpoint opens in Design, trains as a new run, and stands below its parent in History', async () => {
    const parent = await openName()
    await runPanel().getByRole('button', { name: /^Fork from epoch/ }).last().click()
    // The experiment with its changed epochs was never saved: the studio asks before it lets it go.
    await page.getByRole('alertdialog').getByRole('button', { name: 'Discard changes' }).click()
    await expect.poll(() => page.getByRole('banner').innerText()).toMatch(new RegExp(`fork of ${parent} at epoch`))
    await page.reload()
    await expect.poll(() => page.getByRole('banner').innerText(), { timeout: 120_000 }).toMatch(new RegExp(`fork of ${parent} at epoch`))
    await press('Train')
    await runIs(new RegExp(`Fork of\\s+${parent}\\s+at epoch`))
    await runIs(/finished/)
    const fork = await openName()
    expect(fork).not.toBe(parent)

    await goTo('History')
    await expect.poll(() => page.getByRole('treegrid').getByRole('row', { name: new RegExp(fork) }).getAttribute('aria-level')).toBe('2')
    // By keyboard: Left goes to the parent, Left again folds its forks away, Right brings them back.
    await historyRows().filter({ hasText: fork }).focus()
    await page.keyboard.press('ArrowLeft')
    await expect.poll(() => selectedRun().getByRole('button', { name: fork }).count()).toBe(1)
    await page.keyboard.press('ArrowLeft')
    await expect.poll(() => historyRows().filter({ hasText: fork }).count()).toBe(0)
    await page.keyboard.press('ArrowRight')
    await historyRows().filter({ hasText: fork }).click()
    await selectedRun().getByRole('button', { name: parent }).click()
    await expect.poll(() => selectedRun().innerText()).toContain('Forked into')
  })

  test('that does not fit its checkpoint is refused in words, and can be dropped', async () => {
    await goTo('Design')
    await layer('Dense in Encoder').click()
    await inspector().getByRole('textbox', { name: 'Units' }).fill('17')
    await press('Train')
    await expect.poll(() => page.getByRole('alert').allInnerTexts().then((texts) => texts.join(' ')), { timeout: 120_000 }).toMatch(/checkpoint/i)
    await page.getByRole('button', { name: 'Train from the beginning instead' }).click()
    await expect.poll(() => page.getByRole('banner').innerText()).not.toMatch(/fork of/)
    await page.getByRole('alert').getByRole('button', { name: 'Dismiss' }).first().click()
  })
})

describe('the queue', () => {
  test('holds what is trained meanwhile, lets its order be changed, and runs one after the other', async () => {
    // Longer than this test: it is stopped.
    await goTo('Design')
    await setEpochs(100_000)
    await press('Train')
    await expect.poll(() => runBar().innerText(), { timeout: 120_000 }).toMatch(/running/i)
    const first = await openName()
    await goTo('Design')
    await setEpochs(2)
    await press('Queue')
    await expect.poll(() => runBar().innerText()).toMatch(/1 queued/)
    await press('Queue')
    await press('Queue')
    await runBar().getByRole('button', { name: '3 queued' }).click()
    const waiting = page.getByRole('list', { name: 'Waiting runs' }).getByRole('listitem')
    await expect.poll(() => waiting.count()).toBe(3)
    const named = async (): Promise<readonly string[]> => (await waiting.allInnerTexts()).map((text) => text.split('\n')[0]?.trim() ?? '')
    const [second = '', third = '', fourth = ''] = await named()
    await waiting.nth(1).getByRole('button', { name: `Move ${third} up` }).click()
    await expect.poll(named).toEqual([third, second, fourth])
    await waiting.nth(2).focus()
    await page.keyboard.press('Delete')
    await expect.poll(named).toEqual([third, second])

    expect(await openName()).toBe(first)
    // Looks at the list of runs whenever the page changes: nothing it shows in between is missed.
    await page.evaluate(() => {
      const seenRuns: string[][] = []
      Object.assign(globalThis, { seenRuns })
      const look = (): void => void seenRuns.push([...document.querySelectorAll('aside[aria-label="Runs"] li')].map((line) => line.textContent ?? ''))
      new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true, attributes: true })
    })
    await press('Stop')
    for (const name of [third, second]) await expect.poll(() => lineOf(name).innerText(), { timeout: 120_000 }).toMatch(/finished/)
    const seen = await page.evaluate(() => Reflect.get(globalThis, 'seenRuns') as string[][])
    // At every moment at most one run goes, and the second of those that waited only once the first has ended.
    const going = seen.map((texts) => texts.filter((text) => /running|starting|paused/.test(text)))
    expect(going.filter((texts) => texts.length > 1)).toEqual([])
    const begun = seen.findIndex((texts) => texts.some((text) => text.includes(second) && /running|starting|finished/.test(text)))
    expect(seen[begun]?.find((text) => text.includes(third))).toMatch(/finished/)
    await expect.poll(() => runBar().innerText()).not.toMatch(/queued/)
    await goTo('History')
    for (const name of [second, third]) await expect.poll(() => historyRows().filter({ hasText: name }).innerText()).toMatch(/finished/)
    await expect.poll(() => historyRows().filter({ hasText: fourth }).innerText()).toMatch(/stopped/)
  })
})
