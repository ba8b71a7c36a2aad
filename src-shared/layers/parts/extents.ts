// How many places a window has along one axis, and the words for it: convolution and pooling share them.
import type { ShapeOutcome } from '../layer-definition'
import { fromSource, spellShape } from '../words'

export type WindowPadding = 'same' | 'valid'

/** Pixels from the first to the last that a window with gaps meets: (kernel - 1) · dilation + 1. */
export function spannedExtent(kernel: number, dilation: number): number {
  return (kernel - 1) * dilation + 1
}

/** ceil(extent / stride) with same padding, floor((extent - span) / stride) + 1 with valid. */
export function windowPlaces(extent: number, span: number, stride: number, padding: WindowPadding): number {
  return padding === 'same' ? Math.ceil(extent / stride) : Math.floor((extent - span) / stride) + 1
}

/** Places outside, before and after, that same padding adds along one axis. */
export function samePadding(extent: number, span: number, stride: number): readonly [number, number] {
  const around = Math.max((windowPlaces(extent, span, stride, 'same') - 1) * stride + span - extent, 0)
  return [Math.floor(around / 2), around - Math.floor(around / 2)]
}

/** `⌈14 / 2⌉ = 7`. */
export function windowSum(extent: number, span: number, stride: number, padding: WindowPadding): string {
  const result = windowPlaces(extent, span, stride, padding)
  return padding === 'same' ? `⌈${extent} / ${stride}⌉ = ${result}` : `⌊(${extent} − ${span}) / ${stride}⌋ + 1 = ${result}`
}

/** extent · stride with same padding; extent · stride + max(kernel - stride, 0) with valid. */
export function transposedExtent(extent: number, kernel: number, stride: number, padding: WindowPadding): number {
  return padding === 'same' ? extent * stride : extent * stride + Math.max(kernel - stride, 0)
}

/** `7 · 2 = 14`. */
export function transposedSum(extent: number, kernel: number, stride: number, padding: WindowPadding): string {
  const rest = padding === 'valid' && kernel > stride ? ` + ${kernel - stride}` : ''
  return `${extent} · ${stride}${rest} = ${transposedExtent(extent, kernel, stride, padding)}`
}

/** The sums of several axes, said once where they are the same. */
export function joinSums(sums: readonly string[]): string {
  return [...new Set(sums)].join(', ')
}

export interface WindowMisfit {
  readonly title: string
  /** What the window is called: `kernel`, `pool`. Also the name of its parameter. */
  readonly window: 'kernel' | 'pool'
  readonly spans: readonly number[]
  readonly extents: readonly number[]
  /** The largest window that fits, as the parameter's value; left out where another setting is at fault too. */
  readonly fitting: number | [number, number] | undefined
  readonly source: string | undefined
}

/** The refusal of a window that is larger than what it should slide over. */
export function windowTooLarge(misfit: WindowMisfit): Extract<ShapeOutcome, { ok: false }> {
  const { title, window, spans, extents, fitting, source } = misfit
  const fittingWords = fitting === undefined ? undefined : spellShape([fitting].flat())
  return {
    ok: false,
    code: 'kernel-too-large',
    title: `${title}'s ${spellShape(spans)} ${window} does not fit into ${spellShape(extents)}`,
    expected: `at least ${spellShape(spans)} ${extents.length === 1 ? 'steps' : 'pixels'}, as padding is valid`,
    got: fromSource(`${spellShape(extents)} ${extents.length === 1 ? 'steps' : 'pixels'}`, source),
    fix: fittingWords === undefined ? `use a smaller ${window}, or same padding` : `use a ${fittingWords} ${window}, or same padding`,
    parameter: window,
    fixes: [
      { label: 'Use same padding', parameters: { padding: 'same' } },
      ...(fitting === undefined ? [] : [{ label: `Use a ${fittingWords ?? ''} ${window}`, parameters: { [window]: fitting } }]),
    ],
  }
}
