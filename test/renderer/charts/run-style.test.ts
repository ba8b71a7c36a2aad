import { expect, test } from 'vitest'
import { runStyle } from '../../../src-renderer/charts/run-style'

test('a run’s look comes from its number alone, and thirty-six runs in a row are all told apart', () => {
  const looks = Array.from({ length: 36 }, (_, index) => runStyle(index + 1)).map((style) => `${style.variable} ${style.dash.join(' ')}`)
  expect(new Set(looks).size).toBe(36)
  expect(runStyle(8)).toEqual(runStyle(8))
})

test('the first six runs take the six colours and six dashes in order, the first one solid', () => {
  expect([1, 2, 3, 4, 5, 6].map((number) => runStyle(number).variable)).toEqual(['--run-1', '--run-2', '--run-3', '--run-4', '--run-5', '--run-6'])
  expect(new Set([1, 2, 3, 4, 5, 6].map((number) => runStyle(number).dash.join(' '))).size).toBe(6)
  expect(runStyle(1).words).toBe('blue, solid')
})
