// The importance-weighted estimate of ln p(x): Burda, Grosse and Salakhutdinov 2016, arXiv:1509.00519, equation 8.

/** The running sum of the weights of some examples, kept so that no exponential overflows. */
export interface WeightSums {
  /** The largest ln weight so far, and Σ exp(ln weight − largest), by example. */
  readonly largest: Float64Array
  readonly scaled: Float64Array
  /** Weights taken, of every example. */
  count: number
}

export function emptyWeightSums(examples: number): WeightSums {
  return { largest: new Float64Array(examples).fill(Number.NEGATIVE_INFINITY), scaled: new Float64Array(examples), count: 0 }
}

/**
 * Takes in some codes' weights.
 * @param logWeights `[codes, rows]`, rows at least as many as examples; what is beyond them is padding.
 * @param codes how many of the first rows of codes are taken.
 */
export function addLogWeights(sums: WeightSums, logWeights: ArrayLike<number>, rows: number, codes: number): void {
  for (let example = 0; example < sums.largest.length; example += 1) {
    for (let code = 0; code < codes; code += 1) {
      const weight = logWeights[code * rows + example] ?? Number.NaN
      const largest = sums.largest[example] ?? Number.NEGATIVE_INFINITY
      const scaled = sums.scaled[example] ?? 0
      if (weight === Number.NEGATIVE_INFINITY) continue
      if (weight <= largest) sums.scaled[example] = scaled + Math.exp(weight - largest)
      else {
        // Not a number, too, becomes the largest: it is told, not left out.
        sums.largest[example] = weight
        sums.scaled[example] = scaled * Math.exp(largest - weight) + 1
      }
    }
  }
  sums.count += codes
}

/**
 * ln (1/K) Σₖ wₖ of each example: a lower bound of ln p(x) on average, which rises with K and comes to it in the limit; with K = 1 it is
 * the evidence lower bound.
 */
export function logMeanWeights({ largest, scaled, count }: WeightSums): Float64Array {
  return largest.map((value, example) => value + Math.log((scaled[example] ?? 0) / count))
}
