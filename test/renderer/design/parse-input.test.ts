import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseList } from '../../../src-renderer/panels/design/form/parse-list'
import { parseNumber, writeNumber } from '../../../src-renderer/text/parse-number'

describe('numbers as people type them', () => {
  test('plain, scientific, grouped and reckoned numbers are read', () => {
    const read = ['64', '1e-3', '1,024', '28*28', '(7*7)*64', '7×7×64', '2^10', '-3', '1 / 4', '2+3*4', '.5', ' 12 '].map(parseNumber)
    expect(read).toEqual([64, 0.001, 1024, 784, 3136, 3136, 1024, -3, 0.25, 14, 0.5, 12])
  })

  test('what is no number yet is none', () => {
    expect(['', ' ', '-', '1e', 'abc', '3 units', '(2', '2)', '1/0', '1,2', '2**', 'Infinity', 'process.exit()'].map(parseNumber)).toEqual(Array(13).fill(null))
  })

  test('a written number reads back as the same number', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(parseNumber(writeNumber(value))).toBe(value === 0 ? 0 : value)
      }),
      { seed: 1, numRuns: 500 },
    )
  })
})

describe('shapes as people type them', () => {
  const input = { kind: 'list', fewest: 1, longest: 4, item: { integer: true, least: 1, most: 1000 } } as const
  test('any usual separator will do', () => {
    expect(['7×7×64', '7x7x64', '7 7 64', '[7, 7, 64]', '7*7*64', '784'].map((text) => parseList(text, input))).toEqual([...Array(5).fill([7, 7, 64]), [784]])
  })

  test('what breaks the limits, or is no list, is refused', () => {
    expect(['', '7×', '0×7', '1.5', '7×7×7×7×7', '2000', 'abc'].map((text) => parseList(text, input))).toEqual(Array(7).fill(null))
  })
})
