import { expect, test } from 'vitest'
import { installedMatches } from '../../scripts/lib/dependencies.mjs'
import { hasDisplay } from '../../scripts/lib/electron-binary.mjs'
import { engineChoice, readOptions } from '../../scripts/lib/options.mjs'
import { bundledNode, isNewEnough } from '../../scripts/lib/project.mjs'
import { addTotals, totalsLine, totalsOf } from '../../scripts/lib/vitest-totals.mjs'
import fusesModule from '../../scripts/package/fuses.cjs'
import afterPack from '../../scripts/package/after-pack.cjs'

test('options of the scripts are taken, the rest is left for the studio', () => {
  const { values, flags, rest } = readOptions(['--engine', 'cpu', '--port=7', '--no-open', 'run', '--verify'], { values: ['engine'], flags: ['verify'] })
  expect([values, [...flags], rest]).toEqual([{ engine: 'cpu' }, ['verify'], ['--port=7', '--no-open', 'run']])
  expect(() => readOptions(['--engine'], { values: ['engine'] })).toThrow('--engine needs a value')
  expect(() => engineChoice('cuda')).toThrow('--engine cuda is not a choice')
})

test('an installation counts as the lockfile’s only where every package of this platform is there in its version', () => {
  const lock = { packages: { '': {}, 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '2.0.0', optional: true } } }
  const installed = (versions: Record<string, string>) => ({ packages: Object.fromEntries(Object.entries(versions).map(([name, version]) => [`node_modules/${name}`, { version }])) })
  expect(installedMatches(lock, installed({ a: '1.0.0' }))).toBe(true)
  expect(installedMatches(lock, installed({ a: '1.0.0', b: '1.9.0' }))).toBe(false)
  expect(installedMatches(lock, installed({ a: '1.0.1' }))).toBe(false)
  expect(installedMatches(lock, installed({}))).toBe(false)
  expect(installedMatches(lock, null)).toBe(false)
})

test('the Node that runs the studio comes from the dependencies and is new enough', () => {
  expect(bundledNode()).toMatch(/node/)
  expect(bundledNode('aix', 'ppc64')).toBeNull()
  expect(['v20.20.2', 'v22.13.9', 'v22.14.0', 'v24.0.0'].map(isNewEnough)).toEqual([false, false, true, true])
})

test('a display is what decides about the window on Linux', () => {
  expect([hasDisplay('linux', {}), hasDisplay('linux', { DISPLAY: ':0' }), hasDisplay('linux', { WAYLAND_DISPLAY: 'wayland-0' }), hasDisplay('win32', {}), hasDisplay('darwin', { SSH_CONNECTION: 'x' })]).toEqual([false, true, true, true, false])
})

test('the last line of a test run adds up the reports, and a file that cannot be loaded counts as failed', () => {
  const unit = totalsOf({ numPassedTests: 7, numFailedTests: 1, numPendingTests: 2, numTodoTests: 0, testResults: [{ status: 'failed', assertionResults: [{ status: 'failed' }] }] })
  const broken = totalsOf({ numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [{ status: 'failed', assertionResults: [] }] })
  expect(totalsLine(addTotals([unit, broken]))).toBe('tests: 7 passed, 2 failed, 2 skipped')
  expect(totalsLine(addTotals([totalsOf(null)]))).toBe('tests: 0 passed, 1 failed')
  expect(totalsLine(addTotals([]))).toBe('tests: 0 passed, 0 failed')
})

test('the packaged application carries the fuses promised, in the right executable', () => {
  // Numbers of FuseV1Options: RunAsNode 0, CookieEncryption 1, NodeOptions 2, NodeCliInspect 3, AsarIntegrity 4, OnlyAsar 5, FileProtocol 7.
  expect(fusesModule.fuses).toMatchObject({ 0: false, 1: true, 2: false, 3: false, 4: true, 5: true, 7: false })
  expect(['linux', 'win32', 'darwin'].map((platform) => afterPack.executableIn('/out', platform, 'Latent Studio', 'latent-studio'))).toEqual([
    '/out/latent-studio',
    '/out/Latent Studio.exe',
    '/out/Latent Studio.app/Contents/MacOS/Latent Studio',
  ])
})
