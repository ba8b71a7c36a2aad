// The other way to a native engine: the download of the tfjs-node package itself (TensorFlow 2.9.1, CUDA 11.2), for
// Windows and for machines without pip or a compiler. Its result is copied out of node_modules into the cache.
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { delimiter, join, relative, sep } from 'node:path'
import { manifestName } from './engine-manifest.mjs'
import { sha256OfFile } from './hash-files.mjs'
import { probeAddon } from './probe-addon.mjs'
import { modules, studioNode, writeJson } from './project.mjs'
import { SetupError } from './report.mjs'
import { runCommand } from './run-command.mjs'

const packageFolder = join(modules, '@tensorflow', 'tfjs-node-gpu')

function* filesUnder(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* filesUnder(path)
    else yield path
  }
}

export async function provisionFromPackage({ accelerator, target, key, report }) {
  const folder = `${target}.partial`
  rmSync(folder, { recursive: true, force: true })
  try {
    await report.step("Downloading TensorFlow 2.9.1 with the package's own script (about 250 MB, CUDA: 600 MB)", async () => {
      const result = await runCommand(studioNode(), ['scripts/install.js', accelerator, 'download'], {
        cwd: packageFolder,
        env: { ...process.env, PATH: `${join(modules, '.bin')}${delimiter}${process.env.PATH ?? ''}` },
        show: true,
        timeoutMs: 900_000,
      })
      if (result.code !== 0 || !existsSync(join(packageFolder, 'lib', 'napi-v8', 'tfjs_binding.node'))) {
        throw new SetupError("The package's own download of TensorFlow failed", {
          output: result.stderr || result.stdout,
          fix: 'check that storage.googleapis.com can be reached, then run npm run setup',
        })
      }
    })
    mkdirSync(folder, { recursive: true })
    // The addon finds its libraries at ../../deps/lib on Linux and macOS, beside itself on Windows: keep that layout.
    cpSync(join(packageFolder, 'lib', 'napi-v8'), join(folder, 'lib', 'napi-v8'), { recursive: true, dereference: true })
    cpSync(join(packageFolder, 'deps', 'lib'), join(folder, 'deps', 'lib'), { recursive: true, verbatimSymlinks: true })
    const binding = join(folder, 'lib', 'napi-v8', 'tfjs_binding.node')
    const found = await report.step('Trying the engine: one matrix multiplication', () => probeAddon(binding))
    const files = []
    for (const path of filesUnder(folder)) {
      files.push({ path: relative(folder, path).split(sep).join('/'), bytes: statSync(path).size, sha256: await sha256OfFile(path) })
    }
    writeJson(join(folder, manifestName), {
      format: 1,
      kind: 'package-download',
      key,
      version: found.version,
      accelerator: found.gpu ? 'gpu' : 'cpu',
      binding: 'lib/napi-v8/tfjs_binding.node',
      sources: [{ name: '@tensorflow/tfjs-node-gpu', version: '4.22.0', sha256: null }],
      files,
    })
    if (existsSync(target)) rmSync(target, { recursive: true, force: true })
    renameSync(folder, target)
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
}
