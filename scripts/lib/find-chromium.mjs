// The browser the end-to-end tests drive: any Chromium on this machine.
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge']

function wellKnownPlaces() {
  if (process.platform === 'darwin') {
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`)
  }
  if (process.platform === 'win32') {
    const folders = [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA].filter(Boolean)
    return folders.flatMap((folder) => [join(folder, 'Google/Chrome/Application/chrome.exe'), join(folder, 'Microsoft/Edge/Application/msedge.exe')])
  }
  return []
}

/** Absolute path of a Chromium, Chrome or Edge; null where none is found. LATENT_STUDIO_CHROMIUM names one outright. */
export function findChromium() {
  const named = process.env.LATENT_STUDIO_CHROMIUM
  if (named) return existsSync(named) ? named : null
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  const places = [...names.flatMap((name) => folders.map((folder) => join(folder, name))), ...wellKnownPlaces()]
  return places.find((path) => existsSync(path)) ?? null
}
