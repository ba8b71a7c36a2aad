import { describe, expect, test } from 'vitest'
import { installedMatches } from '../../scripts/lib/dependencies.mjs'
import { hasDisplay } from '../../scripts/lib/electron-binary.mjs'
import { engineChoice, readOptions } from '../../scripts/lib/options.mjs'
import { bundledNode, isNewEnough } from '../../scripts/lib/project.mjs'
import { addTotals, describeFailures, failuresOf, totalsLine, totalsOf } from '../../scripts/lib/vitest-totals.mjs'
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

describe('a test run', () => {
  const at = (exitCode: number) => ({ project: 'unit', exitCode, root: '/project' })
  const counts = { numPassedTests: 7, numPendingTests: 2, numTodoTests: 0 }
  const passed = { name: '/project/test/good.test.ts', status: 'passed', message: '', assertionResults: [{ ancestorTitles: [''], title: 'works', status: 'passed' }] }
  const report = {
    ...counts,
    testResults: [
      passed,
      {
        name: '/project/test/bad.test.ts',
        status: 'failed',
        message: '',
        assertionResults: [
          { ancestorTitles: ['', 'a group'], title: 'fails', status: 'failed', failureMessages: [`\u001b[31mAssertionError: expected 1 to be 2\u001b[39m\n    at test/bad.test.ts:3:1\n    at node_modules/vitest/runner.js:1:1\n${'deep\n'.repeat(40)}`] },
          { ancestorTitles: ['', 'a group'], title: 'works', status: 'passed' },
        ],
      },
      { name: '/project/test/torn.test.ts', status: 'failed', message: 'Cannot find module ./nowhere', assertionResults: [] },
      { name: '/project/test/hook.test.ts', status: 'failed', message: '', assertionResults: [{ ancestorTitles: ['', 'with a set-up'], title: 'never ran', status: 'skipped' }] },
    ],
  }

  test('names every failure by file, full name and first lines, files without tests and set-ups too, and counts them', () => {
    const failures = failuresOf(report, at(1))
    expect(failures.map(({ file, name }) => [file, name])).toEqual([
      ['test/bad.test.ts', 'a group > fails'],
      ['test/torn.test.ts', '(the file itself, or a set-up in it)'],
      ['test/hook.test.ts', '(the file itself, or a set-up in it, at or before "with a set-up > never ran")'],
    ])
    expect(totalsLine(addTotals([totalsOf(report, failures)]))).toBe('tests: 7 passed, 3 failed, 2 skipped')
    const lines = describeFailures(failures).split('\n')
    expect(lines.slice(0, 4)).toEqual(['✗ test/bad.test.ts', '  a group > fails', '    AssertionError: expected 1 to be 2', '        at test/bad.test.ts:3:1'])
    expect(lines.findIndex((line) => line.endsWith('…'))).toBeLessThan(16)
    expect(lines).toContain('    Cannot find module ./nowhere')
  })

  test('that ends without a report, or fails outside any test, names itself as failed; one that passes names nothing', () => {
    const lost = failuresOf(null, at(139))
    expect([lost.length, describeFailures(lost)]).toEqual([1, expect.stringContaining('exit code 139')])
    expect(totalsLine(addTotals([totalsOf(null, lost)]))).toBe('tests: 0 passed, 1 failed')
    const sound = { ...counts, testResults: [passed] }
    expect(failuresOf(sound, at(0))).toEqual([])
    expect(failuresOf(sound, at(1))).toMatchObject([{ file: 'unit tests', name: '(outside any test)' }])
    expect(totalsLine(addTotals([]))).toBe('tests: 0 passed, 0 failed')
  })
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
