// Denies a page everything but being our page: no navigation, no redirects, no webviews, no new windows.
import type { WebContents } from 'electron'
import { externalAddress } from './external-links'
import { isOwnAddress } from './own-page'

export function guardContents(contents: Pick<WebContents, 'on' | 'setWindowOpenHandler'>, openExternal: (address: string) => void): void {
  contents.on('will-navigate', (event) => {
    // A reload of the page itself is the one navigation there is.
    if (!isOwnAddress(event.url)) event.preventDefault()
  })
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame || !isOwnAddress(event.url)) event.preventDefault()
  })
  contents.on('will-redirect', (event) => event.preventDefault())
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    const address = externalAddress(url)
    if (address !== null) openExternal(address)
    return { action: 'deny' }
  })
}
