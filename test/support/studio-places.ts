// Where things are on the studio's pages, by the names that a screen reader says, and the few things that nearly every story does there.
import { expect } from 'vitest'
import type { Locator, Page } from 'playwright-core'

/** What a browser makes of a file's name; of others it knows nothing. */
const types: Readonly<Record<string, string>> = { png: 'image/png', json: 'application/json', csv: 'text/csv' }

export interface Point {
  readonly x: number
  readonly y: number
}

export async function middleOf(locator: Locator): Promise<Point> {
  const box = await locator.boundingBox()
  if (box === null) throw new Error('it is not on the page')
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}

/** @param of asked anew for each place: a studio's page is there only once its tests run. */
export function studioPlaces(of: () => Page) {
  const canvas = (): Locator => of().getByRole('application')
  const inspector = (): Locator => of().getByRole('complementary', { name: 'Inspector' })
  const runBar = (): Locator => of().getByRole('region', { name: 'Run bar' })
  const runPanel = (): Locator => of().getByRole('complementary', { name: 'Run', exact: true })
  const undoTitle = (): Promise<string | null> => of().getByRole('toolbar', { name: 'Canvas' }).getByRole('button', { name: /^Undo/ }).getAttribute('aria-label')

  return {
    canvas,
    inspector,
    runBar,
    runPanel,
    messages: (): Locator => of().getByRole('region', { name: 'Messages' }),
    totals: (): Locator => of().getByRole('status', { name: 'Totals' }),
    news: (): Locator => of().getByRole('status', { name: 'Canvas news' }),
    historyRows: (): Locator => of().getByRole('region', { name: 'History' }).getByRole('row'),
    selectedRun: (): Locator => of().getByRole('complementary', { name: 'The selected run' }),
    /** A layer on the canvas: `Dense in Encoder`. */
    layer: (name: string): Locator => of().getByRole('group', { name: new RegExp(`^${name}`) }).first(),
    undoTitle,
    undoIs: (title: string): Promise<void> => expect.poll(undoTitle).toBe(title),

    goTo: (stage: 'Home' | 'Design' | 'Train' | 'Compare' | 'History' | 'Data'): Promise<void> => of().getByRole('link', { name: new RegExp(`^${stage}`) }).click(),

    async setEpochs(epochs: number): Promise<void> {
      await inspector().getByRole('tab', { name: 'Training' }).click()
      const field = inspector().getByRole('textbox', { name: 'Epochs' })
      await field.fill(String(epochs))
      await field.press('Enter')
    },

    /** A button of the run bar: Train, Queue, Pause, Resume, Stop. */
    press: (name: string): Promise<void> => runBar().getByRole('button', { name, exact: true }).click(),

    runIs: (state: RegExp): Promise<void> => expect.poll(() => runPanel().innerText(), { timeout: 240_000 }).toMatch(state),

    async drag(from: Locator, to: Point): Promise<void> {
      const { mouse } = of()
      const start = await middleOf(from)
      await mouse.move(start.x, start.y)
      await mouse.down()
      await mouse.move((start.x + to.x) / 2, (start.y + to.y) / 2, { steps: 4 })
      await mouse.move(to.x, to.y, { steps: 4 })
      await mouse.up()
    },

    /** Opens a file as Ctrl+O does. */
    async openFile(name: string, text: string): Promise<void> {
      const page = of()
      // A browser opens a file dialog only soon after a key press; on a starved machine the page can answer the key too late.
      for (let attempt = 1; ; attempt += 1) {
        const chooser = page.waitForEvent('filechooser', { timeout: 8_000 }).catch(() => null)
        await page.keyboard.press('Control+o')
        const opened = await chooser
        if (opened !== null) return opened.setFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) })
        if (attempt === 3) throw new Error('Ctrl+O opens no file dialog')
      }
    },

    /** Lets a file go over a place, or anywhere on the window. */
    async dropFile(name: string, content: string | Uint8Array, onto: Locator = of().locator('body')): Promise<void> {
      const dataTransfer = await of().evaluateHandle(
        ([fileName = '', type = '', base64 = '']) => {
          const held = new DataTransfer()
          held.items.add(new File([Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))], fileName, { type }))
          return held
        },
        [name, types[name.split('.').at(-1) ?? ''] ?? '', Buffer.from(content).toString('base64')],
      )
      for (const kind of ['dragover', 'drop']) await onto.dispatchEvent(kind, { dataTransfer })
    },
  }
}
