// How a weight starts. Pure data; src-main draws the numbers from the run's seed.
export type Initialiser =
  | { readonly kind: 'zeros' }
  | { readonly kind: 'ones' }
  | { readonly kind: 'constant'; readonly value: number }
  /** Normal with the given standard deviation. */
  | { readonly kind: 'normal'; readonly standardDeviation: number }
  /** Uniform in ±sqrt(6 / (fanIn + fanOut)); Glorot and Bengio 2010. */
  | { readonly kind: 'glorot-uniform'; readonly fanIn: number; readonly fanOut: number }
  /** Normal with standard deviation sqrt(2 / fanIn); He et al. 2015. */
  | { readonly kind: 'he-normal'; readonly fanIn: number }
  /** Uniform in ±1/sqrt(fanIn): PyTorch's default for dense and convolution kernels and biases. */
  | { readonly kind: 'uniform-fan-in'; readonly fanIn: number }

export const weightInitialisers = ['he-normal', 'glorot-uniform', 'uniform-fan-in', 'normal-0.02'] as const
export type WeightInitialiserName = (typeof weightInitialisers)[number]

/** The initialiser that a layer's `initialWeights` setting names, for a kernel with the given fans. */
export function kernelInitialiser(name: WeightInitialiserName, fanIn: number, fanOut: number): Initialiser {
  switch (name) {
    case 'he-normal':
      return { kind: 'he-normal', fanIn }
    case 'glorot-uniform':
      return { kind: 'glorot-uniform', fanIn, fanOut }
    case 'uniform-fan-in':
      return { kind: 'uniform-fan-in', fanIn }
    case 'normal-0.02':
      return { kind: 'normal', standardDeviation: 0.02 }
  }
}
