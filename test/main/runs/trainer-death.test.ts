// A trainer's death is told in words that name the cause.
import { expect, test } from 'vitest'
import { describeTrainerEnd } from '../../../src-main/runs/trainer-death'

const cases: readonly (readonly [string, Parameters<typeof describeTrainerEnd>[0], string, RegExp])[] = [
  ['killed', { code: null, signal: 'SIGKILL', lastLines: [] }, 'trainer-killed', /SIGKILL/],
  ['segfault', { code: null, signal: 'SIGSEGV', lastLines: ['something native'] }, 'trainer-crashed', /native code \(SIGSEGV\)/],
  ['exit', { code: 3, signal: null, lastLines: ['last words'] }, 'trainer-exited', /exit code 3/],
  ['heap', { code: null, signal: 'SIGABRT', lastLines: ['FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory'] }, 'trainer-out-of-memory', /out of memory/],
  ['tensor memory', { code: 1, signal: null, lastLines: ['OOM when allocating tensor with shape[9,9]'] }, 'trainer-out-of-memory', /exit code 1/],
  ['address space', { code: null, signal: 'SIGTRAP', lastLines: ['#', '# Fatal process OOM in Failed to reserve virtual memory for CodeRange', '#'] }, 'trainer-out-of-memory', /SIGTRAP/],
  ['no room for a library', { code: 1, signal: null, lastLines: ['libvips-cpp.so: failed to map segment from shared object'] }, 'trainer-out-of-memory', /exit code 1/],
  ['a library in a place without execution', { code: 1, signal: null, lastLines: ['lib.so: cannot open shared object file', 'lib.so: failed to map segment from shared object: Operation not permitted'] }, 'engine-library-missing', /native library/],
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

test('stacks are for the log; the line that names the cause is quoted however far back', () => {
  const stack = Array.from({ length: 12 }, (_, index) => ` ${index}: 0xd301d2 v8::Isolate [/opt/node]`)
  const lastLines = ['FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory', '----- Native stack trace -----', ...stack, '    at file:///somewhere.js:1:1', ...'abcdefg']
  expect(describeTrainerEnd({ code: null, signal: 'SIGABRT', lastLines }).got?.split('\n')).toEqual([lastLines[0], ...'bcdefg'])
})
