// A headless Chromium that talks to nobody but the studio.
import { type Browser, chromium } from 'playwright-core'
import { findChromium } from '../../scripts/lib/find-chromium.mjs'

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // It would ask its maker's servers what the fields of forms are for, who is signed in, what was pushed, and for a dictionary.
  '--host-resolver-rules=MAP *.googleapis.com 127.0.0.1:9,MAP *.google.com 127.0.0.1:9,MAP *.gvt1.com 127.0.0.1:9',
]

/** @throws Error where no Chromium is installed; `npm test` installs one where it can. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = findChromium()
  if (executablePath === null) throw new Error('No Chromium found: run npm test once, or name one in LATENT_STUDIO_CHROMIUM')
  return chromium.launch({ executablePath, headless: true, args: flags })
}
