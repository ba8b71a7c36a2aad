// What the tests need of the machine beside the project: a browser to drive, and what the native engine is made with.
import { wheelNeeds } from './engine-from-wheel.mjs'
import { findChromium } from './find-chromium.mjs'
import { SetupError } from './report.mjs'
import { canInstallPackages, installPackages, isDebian } from './system-packages.mjs'

const browserByHand = 'install Chromium or Chrome, or name one in LATENT_STUDIO_CHROMIUM'

/** @param {{ report: object, install: boolean }} options @returns {Promise<string>} absolute path */
export async function ensureChromium({ report, install }) {
  const found = findChromium()
  if (found !== null) return found
  if (!install || !canInstallPackages()) {
    throw new SetupError('The end-to-end tests need a Chromium and found none', {
      fix: isDebian() ? `apt-get install chromium as root, or ${browserByHand}` : browserByHand,
    })
  }
  await report.step('Installing Chromium for the end-to-end tests (apt-get)', () => installPackages(['chromium', 'fonts-dejavu-core'], browserByHand))
  const installed = findChromium()
  if (installed === null) throw new SetupError('apt-get installed chromium but no binary was found', { fix: browserByHand })
  return installed
}

/** pip and a compiler, where they are missing and can be installed; the set-up says what is missing otherwise. */
export async function ensureEngineTools({ report, install }) {
  if (!install || !canInstallPackages()) return
  const { pip, compiler } = await wheelNeeds()
  const names = [...(pip === null ? ['python3-pip'] : []), ...(compiler === null ? ['g++'] : [])]
  if (names.length === 0) return
  await report.step(`Installing ${names.join(' and ')} for the native engine (apt-get)`, () => installPackages(names, `apt-get install ${names.join(' ')}`))
}
