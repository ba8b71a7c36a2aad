// What an end-to-end test is told on: a local host over a data folder of its own, a browser, and one page of the studio, open from before
// the first test of the file until after the last. Whatever the page must not have fails the file in the end.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { launchBrowser } from './browser'
import { freePort } from './free-port'
import { startLocalHost, type LocalHost } from './local-host'
import { watchForFaults } from './page-faults'
import { temporaryFolder } from './temporary-folder'

/** As long as a page on a busy machine may take over anything. */
const PAGE_MS = 90_000

interface OpenStudio extends AsyncDisposable {
  readonly dataDirectory: string
  readonly browser: Browser
  readonly page: Page
  /** What the page must not have; grows. */
  readonly faults: readonly string[]
  /** The one that runs now. */
  readonly host: LocalHost
  /** Ends the host, as Ctrl+C does unless it is to be killed, and starts another on the same folder and port. */
  restart(end?: 'stop' | 'kill'): Promise<void>
}

export interface StudioOptions {
  /** Puts into the data folder what is to lie there when the host opens it. */
  readonly prepare?: (dataDirectory: string) => Promise<unknown>
}

async function openStudio({ prepare }: StudioOptions): Promise<OpenStudio> {
  const folder = await temporaryFolder()
  await prepare?.(folder.path)
  // Known beforehand, and none of those that connections are given: the page that looks for its lost host must not take its port.
  const port = await freePort()
  let host = await startLocalHost({ dataDirectory: folder.path, port })
  const browser = await launchBrowser()
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  page.setDefaultTimeout(PAGE_MS)
  const faults = watchForFaults(page)
  // The first listener switches the interception on, which takes a moment: a key pressed meanwhile opens a real dialog.
  page.on('filechooser', () => {})
  await page.goto(host.address)
  return {
    dataDirectory: folder.path,
    browser,
    page,
    faults,
    get host() {
      return host
    },
    async restart(end = 'stop') {
      await host[end]()
      host = await startLocalHost({ dataDirectory: folder.path, port })
    },
    async [Symbol.asyncDispose]() {
      await browser.close()
      await host.stop()
      await folder[Symbol.asyncDispose]()
    },
  }
}

/** Called once, at the head of a test file; its members are there from `beforeAll` on. */
export function useStudio(options: StudioOptions = {}): Omit<OpenStudio, typeof Symbol.asyncDispose> {
  let opened: OpenStudio | null = null
  const now = (): OpenStudio => {
    if (opened === null) throw new Error('The studio opens before the first test, not while the file is read')
    return opened
  }
  beforeAll(async () => {
    opened = await openStudio(options)
  })
  afterAll(async () => {
    const { faults } = now()
    await now()[Symbol.asyncDispose]()
    expect(faults).toEqual([])
  })
  return {
    get dataDirectory() {
      return now().dataDirectory
    },
    get browser() {
      return now().browser
    },
    get page() {
      return now().page
    },
    get faults() {
      return now().faults
    },
    get host() {
      return now().host
    },
    restart: (end) => now().restart(end),
  }
}
