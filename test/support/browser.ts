// A headless Chromium that talks to nobody but the studio.
import { type Browser, chromium } from 'playwright-core'
import { chromiumFlags, findChromium } from '../../scripts/lib/find-chromium.mjs'

/** @throws Error where no Chromium is installed; `npm test` installs one where it can. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = findChromium()
  if (executablePath === null) throw new Error('No Chromium found: run npm test once, or name one in LATENT_STUDIO_CHROMIUM')
  return chromium.launch({ executablePath, headless: true, args: chromiumFlags })
}
