// Step two of the set-up: a native TensorFlow for this machine, or plain words that there is none.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { addonSourceHash } from './compile-addon.mjs'
import { provisionFromPackage } from './engine-from-package.mjs'
import { provisionFromWheel, wheelNeeds } from './engine-from-wheel.mjs'
import { findFault, manifestIn, readManifest } from './engine-manifest.mjs'
import { tensorflowVersion, wheelSet } from './engine-wheels.mjs'
import { withLock } from './lock.mjs'
import { engineFile, projectCache, readJson, userCache, writeJson } from './project.mjs'
import { runCommand } from './run-command.mjs'

const setupFile = join(projectCache, 'setup.json')
const retryAfterMs = 24 * 3600 * 1000

/** @typedef {'auto' | 'cpu' | 'gpu' | 'none'} EngineChoice */

async function hasNvidiaGpu() {
  if (process.platform === 'darwin') return false
  const { code, stdout } = await runCommand('nvidia-smi', ['-L'], { timeoutMs: 20_000 })
  return code === 0 && /GPU \d+/.test(stdout)
}

/** Ways to an engine, best first, as [kind, accelerator]. */
export function engineWays(platform, arch, choice, gpu) {
  const accelerators = choice === 'cpu' ? ['cpu'] : choice === 'gpu' ? ['gpu'] : gpu ? ['gpu', 'cpu'] : ['cpu']
  const wheels = accelerators.filter((accelerator) => wheelSet(platform, arch, accelerator) !== null)
  return [...wheels.map((accelerator) => ['wheel', accelerator]), ...accelerators.map((accelerator) => ['package-download', accelerator])]
}

function keyOf(kind, accelerator, sourceHash) {
  const machine = `${process.platform}-${process.arch}-${accelerator}`
  if (kind === 'package-download') return `tfjs-node-gpu-4.22.0-${machine}`
  const set = wheelSet(process.platform, process.arch, accelerator)
  const pins = set.wheels.map(([, , sha256]) => sha256.slice(0, 2)).join('')
  return `tensorflow-${tensorflowVersion}-${machine}-${pins.slice(0, 26)}-${sourceHash.slice(0, 12)}`
}

function publish(manifest, choice) {
  writeJson(engineFile, { ...manifest, chosen: choice })
  rmSync(setupFile, { force: true })
}

async function provision(way, sourceHash, options) {
  const { report, verify } = options
  const [kind, accelerator] = way
  const key = keyOf(kind, accelerator, sourceHash)
  const target = join(userCache(), 'engine', key)
  return withLock(
    `${target}.lock`,
    async () => {
      const cached = readManifest(manifestIn(target))
      if (cached !== null) {
        const fault = await findFault(cached, verify, (done, total) => report.progress('verifying', done, total))
        if (fault === null) return cached
        report.say(`  The cached engine is damaged (${fault}); making it anew`)
      }
      if (kind === 'wheel') {
        const needs = await wheelNeeds()
        if (needs.missing.length > 0) throw new Error(`${needs.missing.join(' and ')} not found`)
        const set = wheelSet(process.platform, process.arch, accelerator)
        await provisionFromWheel({ set, accelerator, target, key, pip: needs.pip, compiler: needs.compiler, report })
      } else {
        await provisionFromPackage({ accelerator, target, key, report })
      }
      return readManifest(manifestIn(target))
    },
    (holder) => report.say(`  Another set-up (process ${holder}) is preparing the engine; waiting for it`),
  )
}

function sayFallback(report, reasons) {
  report.say('  No native engine: the studio will open, teach and train toy problems with its JavaScript engine, which is')
  report.say('  a hundred times slower, and every run will say so.')
  for (const reason of reasons) report.say(`    ${reason}`)
  report.say('  To mend: install python3 with pip and a C++ compiler (or mend what is named above), then run npm run setup')
}

/**
 * Makes sure that `.cache/engine.json` names a working engine, or is absent and the reason told.
 * @param {{ report: object, choice?: EngineChoice, verify?: boolean, retry?: boolean }} options
 *   choice: undefined keeps what was chosen before; retry: try again even where it failed today
 */
export async function ensureEngine(options) {
  const { report, verify = false, retry = false } = options
  const current = readManifest(engineFile)
  const memory = readJson(setupFile)
  const choice = options.choice ?? current?.chosen ?? memory?.choice ?? 'auto'
  if (choice === 'none') {
    rmSync(engineFile, { force: true })
    writeJson(setupFile, { choice, failedAt: null, reasons: [] })
    report.note('• Native engine: none, as chosen (npm run setup -- --engine auto brings it back)')
    return null
  }
  const sourceHash = addonSourceHash()
  const isSame = current !== null && current.chosen === choice && current.key === keyOf(current.kind, current.accelerator, sourceHash)
  if (isSame && !retry && (await findFault(current, verify)) === null) {
    report.note(`• Native engine: TensorFlow ${current.version} for ${current.accelerator.toUpperCase()}`)
    return current
  }
  if (!retry && memory !== null && memory.choice === choice && memory.failedAt !== null && Date.now() - memory.failedAt < retryAfterMs) {
    report.note('• Native engine: missing; runs will use the slow JavaScript engine (npm run setup tries again)')
    return null
  }
  const ways = engineWays(process.platform, process.arch, choice, choice === 'auto' && (await hasNvidiaGpu()))
  const reasons = []
  for (const way of ways) {
    const label = way[0] === 'wheel' ? `TensorFlow ${tensorflowVersion} for ${way[1].toUpperCase()}` : 'TensorFlow 2.9.1 as tfjs-node ships it'
    report.say(`• Native engine: ${label}`)
    try {
      const manifest = await provision(way, sourceHash, { report, verify })
      publish(manifest, choice)
      report.say(`  TensorFlow ${manifest.version} for ${manifest.accelerator.toUpperCase()} is ready`)
      return manifest
    } catch (error) {
      const reason = `${label}: ${error instanceof Error ? error.message : String(error)}`
      reasons.push(reason)
      report.say(`  ${reason}`)
      if (error.output) report.say(error.output.trimEnd().split('\n').slice(-8).map((text) => `    | ${text}`).join('\n'))
    }
  }
  rmSync(engineFile, { force: true })
  writeJson(setupFile, { choice, failedAt: Date.now(), reasons })
  sayFallback(report, reasons)
  return null
}
