// Random numbers as a pure function of (key, counter): Philox 4×32-10, Salmon et al. 2011, Parallel Random Numbers: As Easy as 1, 2, 3.
// Nothing is kept between draws, so a weight's start, a shuffle or a point set depends on its seed and name alone.
import { utf8Bytes } from './utf8'

const MULTIPLIER_0 = 0xd2511f53
const MULTIPLIER_1 = 0xcd9e8d57
const WEYL_0 = 0x9e3779b9
const WEYL_1 = 0xbb67ae85
const ROUNDS = 10

/** Upper 32 bits of the 64-bit product of two unsigned 32-bit numbers. */
function highProduct(a: number, b: number): number {
  const aLow = a & 0xffff
  const aHigh = a >>> 16
  const bLow = b & 0xffff
  const bHigh = b >>> 16
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16)
  const carry = aLow * bHigh + (middle & 0xffff)
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(carry / 0x10000)) >>> 0
}

export type RandomKey = readonly [number, number]
export type RandomBlock = [number, number, number, number]

/** Four unsigned 32-bit numbers for a 64-bit key and a 128-bit counter, both given as unsigned 32-bit words. */
export function philox(key: RandomKey, counter: readonly [number, number, number, number]): RandomBlock {
  let [c0, c1, c2, c3] = counter
  let [k0, k1] = key
  for (let round = 0; round < ROUNDS; round += 1) {
    const high0 = highProduct(MULTIPLIER_0, c0)
    const low0 = Math.imul(MULTIPLIER_0, c0) >>> 0
    const high1 = highProduct(MULTIPLIER_1, c2)
    const low1 = Math.imul(MULTIPLIER_1, c2) >>> 0
    c0 = (high1 ^ c1 ^ k0) >>> 0
    c1 = low1
    c2 = (high0 ^ c3 ^ k1) >>> 0
    c3 = low0
    k0 = (k0 + WEYL_0) >>> 0
    k1 = (k1 + WEYL_1) >>> 0
  }
  return [c0, c1, c2, c3]
}

/** A 32-bit hash of a text's UTF-8 bytes: FNV-1a, then the finaliser of MurmurHash3 for even bits. */
function hashText(text: string, basis = 0x811c9dc5): number {
  let hash = basis >>> 0
  for (const byte of utf8Bytes(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/** Two independent 32-bit hashes of a stream's name. */
export function hashStream(stream: string): RandomKey {
  return [hashText(stream), hashText(stream, 0x5bd1e995)]
}

/** A stream of numbers that depends on its seed and name alone. */
export class CounterRandom {
  private readonly key: RandomKey
  private readonly upper: RandomKey
  private position = 0
  private block: RandomBlock = [0, 0, 0, 0]
  private spare: number | null = null

  /** @param seed a non-negative integer below 2^32. */
  constructor(seed: number, stream: string, step = 0) {
    this.key = [seed >>> 0, step >>> 0]
    this.upper = hashStream(stream)
  }

  /** An unsigned 32-bit integer, every value equally likely. */
  integer(): number {
    const lane = this.position % 4
    if (lane === 0) {
      const index = this.position / 4
      this.block = philox(this.key, [index >>> 0, Math.floor(index / 0x1_0000_0000) >>> 0, this.upper[0], this.upper[1]])
    }
    this.position += 1
    return this.block[lane as 0 | 1 | 2 | 3]
  }

  /** Uniform in [0, 1), a multiple of 2⁻³². */
  uniform(): number {
    return this.integer() / 0x1_0000_0000
  }

  /** An integer in [0, bound), every value equally likely. */
  below(bound: number): number {
    const limit = 0x1_0000_0000 - (0x1_0000_0000 % bound)
    for (;;) {
      const value = this.integer()
      if (value < limit) return value % bound
    }
  }

  /** Standard normal: Box and Muller 1958. */
  normal(): number {
    if (this.spare !== null) {
      const value = this.spare
      this.spare = null
      return value
    }
    const radius = Math.sqrt(-2 * Math.log((this.integer() + 1) / 0x1_0000_0000))
    const angle = 2 * Math.PI * this.uniform()
    this.spare = radius * Math.sin(angle)
    return radius * Math.cos(angle)
  }

  /** The numbers 0 to count − 1 in random order: Fisher and Yates. */
  permutation(count: number): Uint32Array {
    const order = Uint32Array.from({ length: count }, (_, index) => index)
    for (let last = count - 1; last > 0; last -= 1) {
      const other = this.below(last + 1)
      const value = order[last] ?? 0
      order[last] = order[other] ?? 0
      order[other] = value
    }
    return order
  }
}
