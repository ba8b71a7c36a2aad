// Windows of convolutions and pooling: which of the studio's paddings gives what the file asks for, or how much to pad before.
import { samePadding } from '../../../layers/parts/extents'
import { NotUnderstood } from '../../not-understood'
import type { OperatorContext } from '../operator-context'

export interface FileWindow {
  readonly kernel: readonly number[]
  readonly strides: readonly number[]
  readonly dilations: readonly number[]
  /** [before, after] of every axis. */
  readonly pads: readonly (readonly [number, number])[]
}

/** @param extents of the image or sequence that enters */
export function readWindow(operator: OperatorContext, kernel: readonly number[], extents: readonly number[]): FileWindow {
  const axes = kernel.length
  const filled = (name: string): readonly number[] => operator.ints(name) ?? new Array<number>(axes).fill(1)
  const strides = filled('strides')
  const dilations = filled('dilations')
  if (strides.length !== axes || dilations.length !== axes || kernel.some((extent) => extent < 1) || strides.some((stride) => stride < 1)) throw new NotUnderstood('its kernel, strides and dilations do not fit one another')
  const given = operator.ints('pads') ?? new Array<number>(2 * axes).fill(0)
  const automatic = operator.text('auto_pad', 'NOTSET')
  const pads = kernel.map((extent, axis): readonly [number, number] => {
    const span = (extent - 1) * (dilations[axis] ?? 1) + 1
    if (automatic === 'NOTSET') return [given[axis] ?? 0, given[axis + axes] ?? 0]
    if (automatic === 'VALID') return [0, 0]
    const [before, after] = samePadding(extents[axis] ?? 1, span, strides[axis] ?? 1)
    return automatic === 'SAME_LOWER' ? [after, before] : [before, after]
  })
  if (pads.some(([before, after]) => before < 0 || after < 0)) throw new NotUnderstood('its padding is negative: use Crop')
  return { kernel, strides, dilations, pads }
}

export type PaddingPlan = { readonly padding: 'same' | 'valid' } | { readonly padding: 'valid'; readonly before: readonly (readonly [number, number])[] }

/** The studio's own padding where one fits; else how many places to pad before a window without padding. */
export function planPadding({ kernel, strides, dilations, pads }: FileWindow, extents: readonly number[]): PaddingPlan {
  if (pads.every(([before, after]) => before === 0 && after === 0)) return { padding: 'valid' }
  const same = kernel.every((extent, axis) => {
    const [before, after] = samePadding(extents[axis] ?? 1, (extent - 1) * (dilations[axis] ?? 1) + 1, strides[axis] ?? 1)
    return before === pads[axis]?.[0] && after === pads[axis]?.[1]
  })
  return same ? { padding: 'same' } : { padding: 'valid', before: pads }
}

/** The one number that stands for all; @throws NotUnderstood */
export function oneFor(what: string, values: readonly number[]): number {
  const [first = 1] = values
  if (values.some((value) => value !== first)) throw new NotUnderstood(`its ${what} differ from axis to axis (${values.join(' × ')}): the studio has one for all`)
  return first
}
