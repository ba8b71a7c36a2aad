// What convolution and transposed convolution share: their settings, how they are printed, and the check for an image.
import { z } from 'zod'
import { activationSetting, activationText, type ActivationKind } from './activations'
import type { PortShapes, PortSources, ShapeOutcome } from './layer-definition'
import { spectralSetting } from './parts/spectral-norm'
import { portShape } from './port-tensor'
import { biasSetting, initialWeightsSetting } from './weight-settings'
import { fromSource, spellShape } from './words'
import type { Shape } from '../tensors/shape'

const extent = z.int().min(1).max(64)

export type ExtentPair = [number, number]

export function convolutionParameters(initial: { readonly filters: number; readonly stride: ExtentPair; readonly activation: ActivationKind }) {
  return z.object({
    filters: z.int().min(1).max(65_536).default(initial.filters).meta({ title: 'Filters', description: 'Channels that come out, one pattern each.' }),
    kernel: z.tuple([extent, extent]).default([3, 3]).meta({ title: 'Kernel', description: 'Height and width of a filter.', unit: 'pixels' }),
    stride: z.tuple([extent, extent]).default(initial.stride).meta({ title: 'Stride', description: 'Pixels between two places, down and across.', unit: 'pixels' }),
    padding: paddingSetting('same'),
    activation: activationSetting(initial.activation),
    initialWeights: initialWeightsSetting(),
    bias: biasSetting(),
    spectralNormalisation: spectralSetting(),
  })
}

export function paddingSetting(initial: 'same' | 'valid') {
  return z
    .enum(['same', 'valid'])
    .default(initial)
    .meta({ title: 'Padding', description: 'Same goes over the edge, valid keeps to the inside.', labels: { same: 'Same', valid: 'Valid' } })
}

/** Gaps in the kernel, for convolutions that have them. */
export function dilationSetting() {
  return z.int().min(1).max(64).default(1).meta({ title: 'Dilation', description: 'Pixels from one place of the kernel to the next; 1 leaves no gaps. Above 1 the stride must be 1.', unit: 'pixels' })
}

export type ConvolutionParameters = z.output<ReturnType<typeof convolutionParameters>>

/** Refuses gaps together with steps, which no engine computes. */
export function dilatedAndStrided(title: string, dilation: number, strides: readonly number[], unstrided: number | [number, number]): Extract<ShapeOutcome, { ok: false }> | undefined {
  if (dilation === 1 || strides.every((stride) => stride === 1)) return undefined
  return {
    ok: false,
    code: 'dilated-and-strided',
    title: `${title} cannot have both a dilation and a stride`,
    expected: 'dilation 1, or stride 1',
    got: `dilation ${dilation} with stride ${[...new Set(strides)].join(' × ')}`,
    fix: 'set the stride to 1 and pool afterwards, or the dilation to 1',
    parameter: 'dilation',
    fixes: [
      { label: 'Set stride 1', parameters: { stride: unstrided } },
      { label: 'Set dilation 1', parameters: { dilation: 1 } },
    ],
  }
}

/** `32 filters, 3×3, /2` and `ReLU`; `sign` is / for a convolution, × for a transposed one. */
export function convolutionText(settings: Pick<ConvolutionParameters, 'filters' | 'kernel' | 'stride' | 'activation'>, sign: '/' | '×', dilation = 1): readonly string[] {
  const { filters, kernel, stride } = settings
  const steps = stride[0] === stride[1] ? (stride[0] === 1 ? '' : `, ${sign}${stride[0]}`) : `, ${sign}${stride[0]}×${stride[1]}`
  const gaps = dilation === 1 ? '' : `, gaps ${dilation}`
  return [`${filters} filter${filters === 1 ? '' : 's'}, ${kernel[0]}×${kernel[1]}${steps}${gaps}`, activationText(settings.activation)]
}

export interface ImageShape {
  readonly height: number
  readonly width: number
  readonly channels: number
}

/** The input as an image, or why it is none. */
export function imageAt(title: string, inputs: PortShapes, sources: PortSources | undefined): ImageShape | Extract<ShapeOutcome, { ok: false }> {
  const input = portShape(inputs, 'input')
  const [height, width, channels] = input
  if (input.length === 3 && height !== undefined && width !== undefined && channels !== undefined) return { height, width, channels }
  const guess = imageGuess(input)
  return {
    ok: false,
    code: 'input-not-an-image',
    title: `${title} cannot take ${spellShape(input)}`,
    expected: 'an image, height × width × channels',
    got: fromSource(`${spellShape(input)}, ${input.length === 1 ? '1 axis' : `${input.length} axes`},`, sources?.['input']),
    fix: guess === undefined ? 'put Reshape before it' : `put Reshape to ${spellShape(guess)} before it`,
    insertions: guess === undefined ? [] : [{ label: `Insert Reshape to ${spellShape(guess)}`, type: 'reshape', parameters: { target: [...guess] } }],
  }
}

/** The input as an image where it is known to be one. */
export function knownImage(inputs: PortShapes): ImageShape {
  const [height = 1, width = 1, channels = 1] = portShape(inputs, 'input')
  return { height, width, channels }
}

/** The largest square image with at least as many pixels as channels that uses up all the values, if there is one. */
function imageGuess(input: Shape): Shape | undefined {
  const size = input.reduce((product, each) => product * each, 1)
  for (let side = Math.floor(Math.sqrt(size)); side >= 2; side -= 1) {
    const channels = size / (side * side)
    if (Number.isInteger(channels)) return [side, side, channels]
  }
  return undefined
}
