// The one page of the desktop host and how it is recognised: everything security-relevant asks here.

export const APP_SCHEME = 'app'
const APP_HOST = 'studio'
export const APP_PAGE = `${APP_SCHEME}://${APP_HOST}/index.html`

/** True for addresses of the studio's own pages, and nothing that merely looks like them. */
export function isOwnAddress(address: string): boolean {
  let url: URL
  try {
    url = new URL(address)
  } catch {
    return false
  }
  return url.protocol === `${APP_SCHEME}:` && url.host === APP_HOST && url.username === '' && url.password === ''
}

interface Frame {
  readonly url: string
  readonly parent: unknown
}

/** True when a message comes from the top frame of our own page: frames inside it, and pages of others, are strangers. */
export function isOwnFrame(frame: Frame | null | undefined): boolean {
  return frame !== null && frame !== undefined && frame.parent === null && isOwnAddress(frame.url)
}
