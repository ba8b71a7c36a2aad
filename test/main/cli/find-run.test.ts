// Finding the run a person means.
import { expect, test } from 'vitest'
import type { RunSummary } from '@shared/run/run-record'
import { findRun } from '../../../src-main/cli/find-run'

const runs = [
  { id: 'abcd1111', name: 'calm-fjord-1', number: 1 },
  { id: 'abce2222', name: 'calm-bay-2', number: 2 },
  { id: '3xyz3333', name: 'baseline', number: 3 },
] as unknown as readonly RunSummary[]

test.each([
  ['abcd1111', 1],
  ['abcd', 1],
  ['calm-bay-2', 2],
  ['calm-f', 1],
  ['2', 2],
  ['#3', 3],
  ['base', 3],
  ['3', 3],
])('%s means run %i', (wanted, number) => {
  expect(findRun(runs, wanted).number).toBe(number)
})

test.each(['calm', 'abc'])('%s fits several and is refused, naming them', (wanted) => {
  expect(() => findRun(runs, wanted)).toThrow(`2 runs begin with ${wanted}`)
})

test.each(['zzz', '', '4'])('%j fits none', (wanted) => {
  expect(() => findRun(runs, wanted)).toThrow('There is no run')
})
