// The browser that tests, benches and pictures of the documents drive: any Chromium on this machine.
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

/** A Chromium that talks to nobody but the studio. */
export const chromiumFlags = [
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
