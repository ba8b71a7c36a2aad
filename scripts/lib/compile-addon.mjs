// Compiles tfjs-node's own addon source against TensorFlow's libraries. The addon is Node-API: one build serves every
// Node from 20 on and Electron.
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { hashFiles, sha256OfFile } from './hash-files.mjs'
import { modules, root } from './project.mjs'
import { SetupError } from './report.mjs'
import { runCommand } from './run-command.mjs'

const addonPackage = join(modules, '@tensorflow', 'tfjs-node-gpu')
const nodeHeaders = join(modules, 'node-api-headers', 'include')
/** Changes whenever the command line below does, so that cached addons are built anew. */
const recipe = 'c++17 O2 napi8 relative-rpath 1'

/** Identifies what an addon is built from. */
export function addonSourceHash() {
  return hashFiles(root, [join(addonPackage, 'binding'), nodeHeaders], [recipe])
}

/** The first C++ compiler that answers; null where there is none. */
export async function findCompiler() {
  const candidates = [process.env.CXX, 'g++', 'clang++', 'c++'].filter((name) => name !== undefined && name !== '')
  for (const name of candidates) {
    const { code } = await runCommand(name, ['--version'])
    if (code === 0) return name
  }
  return null
}

/**
 * @param {string} compiler
 * @param {string} folder the engine's folder, TensorFlow's files in `site/tensorflow`; the addon goes to `lib/`
 * @returns {Promise<{ path: string, bytes: number, sha256: string }>} path relative to the folder
 */
export async function compileAddon(compiler, folder) {
  const libraries = join(folder, 'site', 'tensorflow')
  const names = readdirSync(libraries).filter((name) => /^libtensorflow_(cc|framework)\./.test(name))
  if (names.length !== 2) throw new SetupError(`The TensorFlow wheel holds ${names.length} of the two libraries the engine needs`)
  const output = join(folder, 'lib', 'tfjs_binding.node')
  mkdirSync(join(folder, 'lib'), { recursive: true })
  const sources = readdirSync(join(addonPackage, 'binding')).filter((name) => name.endsWith('.cc'))
  const platformFlags =
    process.platform === 'darwin'
      ? ['-bundle', '-undefined', 'dynamic_lookup', '-mmacosx-version-min=12.0', '-Wl,-rpath,@loader_path/../site/tensorflow']
      : ['-shared', '-Wl,-rpath,$ORIGIN/../site/tensorflow']
  const result = await runCommand(
    compiler,
    [
      '-std=c++17',
      '-O2',
      '-fPIC',
      '-w',
      '-DNAPI_VERSION=8',
      `-I${nodeHeaders}`,
      `-I${join(libraries, 'include')}`,
      `-I${addonPackage}`,
      ...sources.map((name) => join(addonPackage, 'binding', name)),
      '-o',
      output,
      ...names.map((name) => join(libraries, name)),
      ...platformFlags,
    ],
    { timeoutMs: 300_000 },
  )
  if (result.code !== 0 || !existsSync(output)) {
    throw new SetupError(`${compiler} could not build the engine's addon`, {
      output: result.stderr,
      fix: 'install a C++17 compiler (Debian and Ubuntu: apt-get install g++; macOS: xcode-select --install), then run npm run setup',
    })
  }
  return { path: 'lib/tfjs_binding.node', bytes: statSync(output).size, sha256: await sha256OfFile(output) }
}
