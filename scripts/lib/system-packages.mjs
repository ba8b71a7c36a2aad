// Installs system packages on a test machine: only as root on Debian, where apt-get can. Nothing outside the tests' own
// set-up does this; a person's machine is changed by its owner.
import { readFileSync } from 'node:fs'
import { SetupError } from './report.mjs'
import { runCommand } from './run-command.mjs'

export function isDebian() {
  try {
    return /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'))
  } catch {
    return false
  }
}

export function canInstallPackages() {
  return isDebian() && process.getuid?.() === 0
}

/** @param {readonly string[]} names @param {string} byHand what to do when it fails */
export async function installPackages(names, byHand) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  await runCommand('apt-get', ['update', '-q'], { env, timeoutMs: 300_000 })
  const result = await runCommand('apt-get', ['install', '-q', '-y', '--no-install-recommends', ...names], { env, timeoutMs: 900_000 })
  if (result.code !== 0) throw new SetupError(`apt-get could not install ${names.join(', ')}`, { output: result.stderr, fix: byHand })
}
