// Step one of the set-up: the dependencies, exactly as the lockfile has them.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { hashFiles } from './hash-files.mjs'
import { bundledNode, isNewEnough, modules, oldestNode, readJson, root, runsFromModules, studioNode } from './project.mjs'
import { SetupError } from './report.mjs'
import { runCommand } from './run-command.mjs'

const stampFile = join(modules, '.latent-studio-stamp')

function lockHash() {
  return hashFiles(root, [join(root, 'package-lock.json')], [process.platform, process.arch])
}

/**
 * Whether what lies in node_modules is what the lockfile asks for, by npm's own record of its last install: someone who
 * ran npm by hand need not install twice.
 */
export function installedMatches(lock, installed) {
  if (lock === null || installed === null) return false
  const wanted = lock.packages ?? {}
  const found = installed.packages ?? {}
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '' || entry.link === true) return true
    const there = found[path]
    if (there === undefined) return entry.optional === true || entry.devOptional === true || entry.peer === true
    return there.version === entry.version
  })
}

/** npm's own program and first arguments, run by a Node that an install does not replace. */
function npmCommand() {
  const script = process.env.npm_execpath
  const runner = [process.env.npm_node_execpath, process.execPath].find(
    (path) => path !== undefined && existsSync(path) && !dirname(path).startsWith(modules),
  )
  if (script !== undefined && /\.[cm]?js$/.test(script) && existsSync(script) && runner !== undefined) return { command: runner, args: [script], shell: false }
  return { command: 'npm', args: [], shell: process.platform === 'win32' }
}

/** PATH without this project's own binaries: npm must not run on a Node that it is about to replace. */
function outerEnvironment() {
  const separator = process.platform === 'win32' ? ';' : ':'
  const path = (process.env.PATH ?? '').split(separator).filter((entry) => !entry.startsWith(modules))
  return { ...process.env, PATH: path.join(separator) }
}

async function install() {
  // Windows cannot delete a program that is running: there, when this very process comes from node_modules, npm updates
  // in place instead of starting over.
  const verb = process.platform === 'win32' && runsFromModules() ? 'install' : 'ci'
  const { command, args, shell } = npmCommand()
  const result = await runCommand(command, [...args, verb, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    env: outerEnvironment(),
    show: true,
    shell,
  })
  if (result.missing) throw new SetupError('npm was not found', { fix: 'install Node.js with npm (nodejs.org, version 20 or newer)' })
  if (result.code !== 0) {
    throw new SetupError(`npm ${verb} failed (exit code ${result.code})`, {
      fix: 'read the lines above: most often the network or the disk is at fault; then run the same command again',
    })
  }
}

/** @param {{ report: object }} options @returns {Promise<string>} the Node to run the studio with */
export async function ensureDependencies({ report }) {
  if (Number.parseInt(process.versions.node, 10) < 20) {
    throw new SetupError(`Node ${process.version} is too old to set the studio up`, { fix: 'install Node.js 20 or newer (nodejs.org)' })
  }
  const hash = lockHash()
  const stamp = existsSync(stampFile) ? readFileSync(stampFile, 'utf8').trim() : null
  if (stamp !== hash) {
    const adopted = installedMatches(readJson(join(root, 'package-lock.json')), readJson(join(modules, '.package-lock.json')))
    if (!adopted) {
      rmSync(stampFile, { force: true })
      await report.step('Installing the dependencies from the lockfile (npm ci: about 350 MB to download, 1 GB on disk)', install)
    }
    writeFileSync(stampFile, `${hash}\n`)
  } else {
    report.note('• Dependencies: as the lockfile has them')
  }
  const node = studioNode()
  if (node === null) {
    throw new SetupError(`This machine (${process.platform} ${process.arch}) gets no Node from npm, and ${process.version} is too old`, {
      fix: `run the studio with Node ${oldestNode.join('.')} or newer`,
    })
  }
  if (stamp !== hash && bundledNode() !== null) {
    const { stdout, code } = await runCommand(node, ['--version'])
    if (code !== 0 || !isNewEnough(stdout.trim())) {
      throw new SetupError(`${node} does not run here (${stdout.trim() || `exit code ${code}`})`, { fix: `use Node ${oldestNode.join('.')} or newer` })
    }
  }
  return node
}
