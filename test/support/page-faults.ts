// Collects what a page must not have: errors thrown, errors and policy refusals in its console, failed requests, foreign addresses.
import type { Page } from 'playwright-core'

export function watchForFaults(page: Page): string[] {
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(`thrown: ${error.message}`))
  page.on('console', (message) => {
    // A host that is stopped on purpose takes its connection with it.
    if (message.type() === 'error' && !/WebSocket connection|ERR_CONNECTION_(REFUSED|RESET)|ERR_NETWORK/.test(message.text())) faults.push(`console: ${message.text()}`)
  })
  page.on('response', (response) => {
    if (response.status() >= 400) faults.push(`${response.status()}: ${response.url()}`)
  })
  page.on('request', (request) => {
    const url = new URL(request.url())
    if (!['127.0.0.1', ''].includes(url.hostname) && url.protocol !== 'data:' && url.protocol !== 'blob:') faults.push(`foreign: ${request.url()}`)
  })
  return faults
}
