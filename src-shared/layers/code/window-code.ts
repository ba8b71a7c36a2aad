// Windows that slide, in PyTorch: it pads alike on both sides, TensorFlow and the studio put the odd pixel last. Where the two part,
// padding or cropping is written out as a module of its own.
import { samePadding, type WindowPadding } from '../parts/extents'
import type { PyTorchStep } from './layer-code'
import { keyword, pairCode, tupleCode } from './python'

export interface WindowPads {
  /** The `padding` argument, left out where it is zero. */
  readonly padding: string | undefined
  /** In the order of `nn.ZeroPad2d`: the last axis first. Undefined where the argument says it all. */
  readonly uneven: readonly number[] | undefined
}

export function pytorchPads(extents: readonly number[], spans: readonly number[], strides: readonly number[], padding: WindowPadding): WindowPads {
  if (padding === 'valid') return { padding: undefined, uneven: undefined }
  const pads = extents.map((extent, axis) => samePadding(extent, spans[axis] ?? 1, strides[axis] ?? 1))
  if (pads.every(([before, after]) => before === after)) {
    const even = pads.map(([before]) => before)
    return { padding: keyword('padding', pairCode(even), '0'), uneven: undefined }
  }
  return { padding: undefined, uneven: pads.toReversed().flat() }
}

/** The module that pads before a convolution, where its own argument cannot. */
export function pytorchPadStep({ uneven }: WindowPads): readonly PyTorchStep[] {
  return uneven === undefined ? [] : [{ make: `nn.ZeroPad${uneven.length / 2}d(${tupleCode(uneven)})`, suffix: 'pad' }]
}

export interface TransposedPads {
  readonly padding: string | undefined
  readonly outputPadding: string | undefined
  /** Rows and columns too many at the end, cut off by a negative padding. */
  readonly crop: readonly PyTorchStep[]
}

/** PyTorch's arguments for an output of extent · stride (same), or as large as kernel and stride make it (valid). */
export function pytorchTransposedPads(kernel: readonly number[], strides: readonly number[], padding: WindowPadding): TransposedPads {
  const over = kernel.map((extent, axis) => Math.max(extent - (strides[axis] ?? 1), 0))
  const missing = kernel.map((extent, axis) => Math.max((strides[axis] ?? 1) - extent, 0))
  const outputPadding = keyword('output_padding', pairCode(missing), '0')
  if (padding === 'valid') return { padding: undefined, outputPadding, crop: [] }
  const before = over.map((total) => Math.floor(total / 2))
  const rest = over.map((total) => total % 2)
  const crop = rest.every((each) => each === 0) ? [] : [{ make: `nn.ZeroPad${rest.length}d(${tupleCode(rest.toReversed().flatMap((each) => [0, each === 0 ? 0 : -each]))})`, suffix: 'crop' }]
  return { padding: keyword('padding', pairCode(before), '0'), outputPadding, crop }
}
