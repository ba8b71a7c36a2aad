// A trainer's death is told in words that name the cause.
import { expect, test } from 'vitest'
import { describeTrainerEnd } from '../../../src-main/runs/trainer-death'

const cases: readonly (readonly [string, Parameters<typeof describeTrainerEnd>[0], string, RegExp])[] = [
  ['killed', { code: null, signal: 'SIGKILL', lastLines: [] }, 'trainer-killed', /SIGKILL/],
  ['segfault', { code: null, signal: 'SIGSEGV', lastLines: ['something native'] }, 'trainer-crashed', /native code \(SIGSEGV\)/],
  ['exit', { code: 3, signal: null, lastLines: ['last words'] }, 'trainer-exited', /exit code 3/],
  ['heap', { code: null, signal: 'SIGABRT', lastLines: ['FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory'] }, 'trainer-out-of-memory', /out of memory/],
  ['tensor memory', { code: 1, signal: null, lastLines: ['OOM when allocating tensor with shape[9,9]'] }, 'trainer-out-of-memory', /exit code 1/],
  ['library', { code: 1, signal: null, lastLines: ['libtensorflow_cc.so.2: cannot open shared object file'] }, 'engine-library-missing', /native library/],
  ['no start', { code: null, signal: null, startError: new Error('spawn /nowhere/node ENOENT'), lastLines: [] }, 'trainer-not-started', /ENOENT/],
]

test.each(cases)('%s', (_name, end, code, words) => {
  const detail = describeTrainerEnd(end)
  expect(detail.code).toBe(code)
  expect(detail.message).toMatch(words)
  expect(detail.fix).toBeTruthy()
})

test('its last words are quoted', () => {
  expect(describeTrainerEnd({ code: 3, signal: null, lastLines: ['', 'one', 'two', ''] }).got).toBe('one\ntwo')
})
