// What an end-to-end test starts with: a local host over a data folder of its own, a browser, and one page of it.
import type { Browser, Page } from 'playwright-core'
import { launchBrowser } from './browser'
import { freePort } from './free-port'
import { startLocalHost, type LocalHost } from './local-host'
import { watchForFaults } from './page-faults'
import { temporaryFolder } from './temporary-folder'

/** As long as a page on a busy machine may take over anything. */
const PAGE_MS = 90_000

export interface OpenStudio extends AsyncDisposable {
  readonly dataDirectory: string
  readonly browser: Browser
  readonly page: Page
  /** What the page must not have; grows. */
  readonly faults: readonly string[]
  /** The one that runs now. */
  host(): LocalHost
  /** Ends the host, as Ctrl+C does unless it is to be killed, and starts another on the same folder and port. */
  restart(end?: 'stop' | 'kill'): Promise<void>
}

/** @throws Error where no Chromium is installed or the host does not start. */
export async function openStudio(): Promise<OpenStudio> {
  const folder = await temporaryFolder()
  // Known beforehand, and none of those that connections are given: the page that looks for its lost host must not take its port.
  const port = await freePort()
  let host = await startLocalHost({ dataDirectory: folder.path, port })
  const browser = await launchBrowser()
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  page.setDefaultTimeout(PAGE_MS)
  return {
    dataDirectory: folder.path,
    browser,
    page,
    faults: watchForFaults(page),
    host: () => host,
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
