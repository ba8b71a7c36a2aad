// The counter-based generator: the published answers, and the distributions it is used for.
import { describe, expect, test } from 'vitest'
import { CounterRandom, philox } from '@shared/tensors/counter-random'

describe('counter-based random numbers', () => {
  test('Philox 4×32-10 gives the known answers of its authors', () => {
    expect(philox([0, 0], [0, 0, 0, 0])).toEqual([0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8])
    const ones = 0xffffffff
    expect(philox([ones, ones], [ones, ones, ones, ones])).toEqual([0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd])
    expect(philox([0xa4093822, 0x299f31d0], [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344])).toEqual([0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1])
  })

  test('a stream repeats itself, and differs by seed, name and step', () => {
    const first = (seed: number, stream: string, step: number): number[] => {
      const random = new CounterRandom(seed, stream, step)
      return Array.from({ length: 6 }, () => random.integer())
    }
    expect(first(3, 'weight/a', 0)).toEqual(first(3, 'weight/a', 0))
    const streams = [first(3, 'weight/a', 0), first(4, 'weight/a', 0), first(3, 'weight/b', 0), first(3, 'weight/a', 1)]
    expect(new Set(streams.map(String)).size).toBe(4)
  })

  test('normal values have mean 0, variance 1, and the tails of a normal', () => {
    const random = new CounterRandom(1, 'normal')
    const values = Array.from({ length: 100_000 }, () => random.normal())
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
    const beyondTwo = values.filter((value) => Math.abs(value) > 2).length / values.length
    expect(Math.abs(mean)).toBeLessThan(0.01)
    expect(Math.abs(variance - 1)).toBeLessThan(0.02)
    expect(Math.abs(beyondTwo - 0.0455)).toBeLessThan(0.003)
  })

  test('a permutation holds every number once, and puts each anywhere equally often', () => {
    const firsts = new Array<number>(5).fill(0)
    for (let seed = 0; seed < 5000; seed += 1) {
      const order = new CounterRandom(seed, 'shuffle').permutation(5)
      expect([...order].sort()).toEqual([0, 1, 2, 3, 4])
      const head = order[0] ?? 0
      firsts[head] = (firsts[head] ?? 0) + 1
    }
    for (const count of firsts) expect(Math.abs(count - 1000)).toBeLessThan(130)
  })
})
