// Provisions TensorFlow from its Python wheel: download with pip (hashes pinned), unpack the two libraries and the C
// headers, compile the addon, try it, and only then move the folder to its place in the cache.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { compileAddon, findCompiler } from './compile-addon.mjs'
import { manifestName } from './engine-manifest.mjs'
import { isEngineFile } from './engine-wheels.mjs'
import { probeAddon } from './probe-addon.mjs'
import { writeJson } from './project.mjs'
import { megabytes, SetupError } from './report.mjs'
import { runCommand } from './run-command.mjs'
import { unzip } from './unzip.mjs'

/** The command that runs pip, as program and first arguments; null where there is none. */
export async function findPip() {
  for (const candidate of [['python3', '-m', 'pip'], ['python', '-m', 'pip'], ['pip3'], ['pip']]) {
    const { code } = await runCommand(candidate[0], [...candidate.slice(1), '--version'])
    if (code === 0) return candidate
  }
  return null
}

async function download(pip, set, folder, report) {
  const requirements = join(folder, 'requirements.txt')
  await writeFile(requirements, set.wheels.map(([name, version, sha256]) => `${name}==${version} --hash=sha256:${sha256}\n`).join(''))
  const wheels = join(folder, 'wheels')
  const result = await runCommand(
    pip[0],
    [
      ...pip.slice(1),
      'download',
      '--no-deps',
      '--only-binary=:all:',
      '--no-cache-dir',
      '--disable-pip-version-check',
      '--python-version',
      '3.11',
      ...set.platforms.flatMap((platform) => ['--platform', platform]),
      '--require-hashes',
      '-r',
      requirements,
      '-d',
      wheels,
    ],
    { show: true },
  )
  if (result.code !== 0) {
    throw new SetupError('pip could not download the TensorFlow wheel', {
      output: result.stderr,
      fix: 'check the network and the package index pip is set to use (pip config list), then run npm run setup',
    })
  }
  const archives = readdirSync(wheels).filter((name) => name.endsWith('.whl'))
  if (archives.length !== set.wheels.length) throw new SetupError(`pip downloaded ${archives.length} wheels of ${set.wheels.length}`)
  report.note(`  ${archives.length === 1 ? 'wheel' : `${archives.length} wheels`} there, SHA-256 as pinned`)
  return archives.map((name) => join(wheels, name))
}

/**
 * @param {{ set: object, accelerator: 'cpu' | 'gpu', target: string, key: string, pip: string[], compiler: string, report: object }} options
 *   target: the folder in the cache, replaced as a whole
 */
export async function provisionFromWheel({ set, accelerator, target, key, pip, compiler, report }) {
  const folder = `${target}.partial`
  // Left by a set-up that was cut off; this one holds the lock.
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  try {
    const archives = await report.step(
      `Downloading TensorFlow (${megabytes(set.downloadBytes)}, once for all checkouts on this machine)`,
      () => download(pip, set, folder, report),
    )
    const files = await report.step('Unpacking its libraries and headers', async () => {
      const unpacked = []
      for (const archive of archives) {
        const written = await unzip(archive, join(folder, 'site'), isEngineFile, (done, total) => report.progress('unpacking', done, total))
        unpacked.push(...written.map((file) => ({ ...file, path: `site/${file.path}` })))
        rmSync(archive)
      }
      return unpacked
    })
    const addon = await report.step(`Compiling the engine's addon with ${compiler}`, () => compileAddon(compiler, folder))
    const found = await report.step('Trying the engine: one matrix multiplication', () => probeAddon(join(folder, addon.path)))
    if (accelerator === 'gpu' && !found.gpu) {
      throw new SetupError('The CUDA build of TensorFlow loads but sees no GPU', { fix: 'check the NVIDIA driver (nvidia-smi), then run npm run setup' })
    }
    rmSync(join(folder, 'wheels'), { recursive: true, force: true })
    rmSync(join(folder, 'requirements.txt'), { force: true })
    writeJson(join(folder, manifestName), {
      format: 1,
      kind: 'wheel',
      key,
      version: found.version,
      accelerator,
      binding: addon.path,
      sources: set.wheels.map(([name, version, sha256]) => ({ name, version, sha256 })),
      files: [addon, ...files.filter((file) => !file.path.includes('/include/'))],
    })
    if (existsSync(target)) rmSync(target, { recursive: true, force: true })
    renameSync(folder, target)
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
}

/** What the wheel's way needs and does not find, in words; empty when it can go. */
export async function wheelNeeds() {
  const pip = await findPip()
  const compiler = await findCompiler()
  const missing = []
  if (pip === null) missing.push('pip (python3 -m pip)')
  if (compiler === null) missing.push('a C++ compiler (g++ or clang++)')
  return { pip, compiler, missing }
}
