// Whether the desktop window can be opened here: a display, and Electron's binary (which npm does not install).
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { modules, projectCache, readJson, writeJson } from './project.mjs'
import { runCommand } from './run-command.mjs'

const folder = join(modules, 'electron')
const memoryFile = join(projectCache, 'electron.json')
const retryAfterMs = 24 * 3600 * 1000

export function hasDisplay(platform = process.platform, environment = process.env) {
  if (platform !== 'linux') return environment.SSH_CONNECTION === undefined || platform === 'win32'
  return Boolean(environment.DISPLAY || environment.WAYLAND_DISPLAY)
}

/** Electron's sandbox refuses to start as root on Linux, and the studio does not run without it. */
export function isRootOnLinux() {
  return process.platform === 'linux' && process.getuid?.() === 0
}

/** Absolute path of Electron's executable; null where it was not downloaded. */
export function electronBinary() {
  const names = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }
  const pathFile = join(folder, 'path.txt')
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : (names[process.platform] ?? 'electron')
  const path = join(process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, 'dist'), name)
  return existsSync(path) ? path : null
}

/**
 * Tries Electron's own download, by name, once a day at most.
 * @returns {Promise<string | null>} the executable, or null when it could not be had
 */
export async function fetchElectron({ report, node }) {
  const version = readJson(join(folder, 'package.json'))?.version ?? 'unknown'
  const memory = readJson(memoryFile)
  if (memory !== null && memory.version === version && Date.now() - memory.failedAt < retryAfterMs) return null
  report.say(`• Downloading Electron ${version} (about 120 MB)`)
  const result = await runCommand(node, [join(folder, 'install.js')], { cwd: folder, show: true, timeoutMs: 600_000 })
  const binary = electronBinary()
  if (result.code === 0 && binary !== null) return binary
  writeJson(memoryFile, { version, failedAt: Date.now() })
  return null
}
