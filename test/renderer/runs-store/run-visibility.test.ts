import { describe, expect, test } from 'vitest'
import { toggleVisibility } from '../../../src-renderer/stores/run-visibility'

const order = ['e', 'd', 'c', 'b', 'a']

describe('runs on show', () => {
  test('a click shows or hides one', () => {
    expect([...toggleVisibility(new Set(['a']), order, 'c', null, false)].sort()).toEqual(['a', 'c'])
    expect([...toggleVisibility(new Set(['a', 'c']), order, 'c', 'a', false)]).toEqual(['a'])
  })

  test('Shift+click gives every run in between the state of the one clicked, in either direction', () => {
    expect([...toggleVisibility(new Set(['d']), order, 'b', 'd', true)].sort()).toEqual(['b', 'c', 'd'])
    expect([...toggleVisibility(new Set(['a', 'b', 'c', 'd', 'e']), order, 'd', 'a', true)].sort()).toEqual(['e'])
  })

  test('Shift+click without a click before, or after one that is filtered away, takes the one alone', () => {
    expect([...toggleVisibility(new Set<string>(), order, 'c', null, true)]).toEqual(['c'])
    expect([...toggleVisibility(new Set<string>(), order, 'c', 'gone', true)]).toEqual(['c'])
  })
})
