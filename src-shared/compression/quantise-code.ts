// Uniform rounding of a code's values to so many bits each: what makes a real-valued code a compressed one.

export const FEWEST_BITS = 1
export const MOST_BITS = 8
/** Every bit depth a code is looked at with. */
export const bitDepths: readonly number[] = Array.from({ length: MOST_BITS - FEWEST_BITS + 1 }, (_, index) => FEWEST_BITS + index)

/** Distance between neighbouring levels: 2 / 2ᵇ. A value of [−1, 1] is moved by half of it at most. */
export function quantisationStep(bits: number): number {
  return 2 / 2 ** bits
}

/**
 * [−1, 1] is cut into 2ᵇ cells of equal width Δ = 2 / 2ᵇ, and a value goes to the middle of its cell:
 * k = min(2ᵇ − 1, ⌊(z + 1) / Δ⌋), ẑ = −1 + (k + ½) Δ. Values outside count as the ends.
 * @returns k in 0 … 2ᵇ − 1, what would be stored.
 */
export function quantisationIndex(value: number, bits: number): number {
  const levels = 2 ** bits
  return Math.max(0, Math.min(levels - 1, Math.floor(((value + 1) * levels) / 2)))
}

/** ẑ of a value z: the middle of its cell. */
export function quantiseValue(value: number, bits: number): number {
  return -1 + (quantisationIndex(value, bits) + 0.5) * quantisationStep(bits)
}

/** Of every value of codes, of any number and size. */
export function quantiseCodes(codes: Float32Array, bits: number): Float32Array {
  return codes.map((value) => quantiseValue(value, bits))
}

/** Bits a pixel of codes of `codeSize` values at `bits` each, for frames of so many pixels: 16 × 6 / 64 = 1.5. */
export function codeRate(codeSize: number, bits: number, framePixels: number): number {
  return (codeSize * bits) / framePixels
}
