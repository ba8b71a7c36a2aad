import { describe, expect, test } from 'vitest'
import { describeKeys } from '../../../src-renderer/design-system/describe-keys'
import { matchesKeys, type KeyPress } from '../../../src-renderer/shell/keys'

function press(key: string, held: Partial<KeyPress> = {}): KeyPress {
  return { key, code: '', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held }
}

describe('shortcuts as written', () => {
  test('every held key must be named, and every named key held', () => {
    expect(matchesKeys(press('z', { ctrlKey: true }), 'Ctrl+Z', false)).toBe(true)
    expect(matchesKeys(press('Z', { ctrlKey: true, shiftKey: true }), 'Ctrl+Z', false)).toBe(false)
    expect(matchesKeys(press('Z', { ctrlKey: true, shiftKey: true }), 'Ctrl+Shift+Z', false)).toBe(true)
    expect(matchesKeys(press('Enter', { ctrlKey: true, altKey: true }), 'Ctrl+Enter', false)).toBe(false)
    expect(matchesKeys(press('Enter', { ctrlKey: true, altKey: true }), 'Ctrl+Alt+Enter', false)).toBe(true)
    expect(matchesKeys(press('z'), 'Ctrl+Z', false)).toBe(false)
  })

  test('Ctrl means Cmd on a Mac, and the other of the two is not it', () => {
    expect(matchesKeys(press('s', { metaKey: true }), 'Ctrl+S', true)).toBe(true)
    expect(matchesKeys(press('s', { ctrlKey: true }), 'Ctrl+S', true)).toBe(false)
    expect(matchesKeys(press('s', { metaKey: true }), 'Ctrl+S', false)).toBe(false)
  })

  test('signs are found whether or not the keyboard needs Shift for them, digits by their key', () => {
    expect(matchesKeys(press('?', { shiftKey: true }), '?', false)).toBe(true)
    expect(matchesKeys(press('?'), '?', false)).toBe(true)
    expect(matchesKeys(press('&', { ctrlKey: true, code: 'Digit1' }), 'Ctrl+1', false)).toBe(true)
    expect(matchesKeys(press('.', {}), '.', false)).toBe(true)
  })

  test('printed with spaces, or with the signs of a Mac', () => {
    expect(describeKeys('Ctrl+Shift+Z', false)).toBe('Ctrl Shift Z')
    expect(describeKeys('Ctrl+Shift+Z', true)).toBe('⌘⇧Z')
    expect(describeKeys('?', false)).toBe('?')
  })
})
