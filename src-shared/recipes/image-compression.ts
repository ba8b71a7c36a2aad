// Image compression by autoencoder: a code with fewer values than a frame has pixels, each of them rounded to a few bits once the
// networks are trained. Cottrell, Munro and Zipser 1987, Proc. 9th Annual Conf. of the Cognitive Science Society, 462–473.
// Noise as wide as the rounding, in training: Ballé, Laparra and Simoncelli 2017, ICLR.
import { z } from 'zod'
import { foundWord } from '../graph/describe-schema'
import { MOST_BITS, quantisationStep } from '../compression/quantise-code'
import type { Problem } from '../problem'
import { formatShape, sizeOf } from '../tensors/shape'
import type { Tensor } from '../tensors/tf'
import { checkReconstructionShape, decoderNeeds } from './parts/decoder-checks'
import { decoderRole, encoderRole, modelPlayer } from './parts/encoder-decoder'
import { lastActivation } from './parts/last-activation'
import { plainLoss } from './parts/plain-reconstruction'
import { squaredError } from './parts/reconstruction-terms'
import { defineRecipe, type RecipeContext, type RecipeValidationContext } from './recipe-definition'

const depth = (usual: number, title: string) => z.number().int().min(1).max(MOST_BITS).default(usual).meta({ title, unit: 'bits', description: 'Of each value of a code. Whole pictures are tested and shown with codes rounded to it; training does not depend on it.' })

const parameters = z.object({
  bits: depth(6, 'Finer rounding'),
  coarseBits: depth(4, 'Coarser rounding'),
  noiseBits: z.number().int().min(0).max(MOST_BITS).default(0).meta({
    title: 'Noise in training',
    unit: 'bits',
    description: 'Adds to every value of a code uniform noise as wide as a step of rounding to so many bits, so that rounding later costs less. 0: none.',
  }),
})
type Parameters = z.output<typeof parameters>
type Context = RecipeContext<Parameters>
type Validation = RecipeValidationContext<Parameters>

function encoded({ forward, x }: Context): Tensor {
  return forward('encoder', x).output
}

function decoded({ forward }: Context, code: Tensor): Tensor {
  return forward('decoder', code).output
}

/** z + Δ (u − ½), u uniform in [0, 1): noise of the width of one level, whose error has the spread that rounding's has. */
function disturbed({ tf, random, parameters: { noiseBits } }: Context, code: Tensor): Tensor {
  if (noiseBits === 0) return code
  return tf.add(code, tf.mul(tf.sub(random.uniform('rounding', code.shape), 0.5), quantisationStep(noiseBits)))
}

/** Levels lie in [−1, 1]: a code that leaves it would be cut, one that does not come from tanh leaves levels unused. */
function checkBoundedCode({ networks }: Validation): readonly Problem[] {
  const encoder = networks['encoder']
  if (encoder === undefined || encoder.outputShape === null) return []
  const { node, activation } = lastActivation(encoder)
  if (activation === 'tanh' || activation === 'hard-tanh') return []
  const output = encoder.network.nodes.find((each) => each.type === 'output')
  const id = node ?? output?.id
  return [
    {
      code: 'code-not-bounded',
      severity: 'error',
      place: { network: encoder.network.id, ...(id === undefined ? {} : { node: id }) },
      title: `Rounding needs a code in [−1, 1] from ${encoder.network.name}`,
      expected: 'activation tanh at the encoder’s end: the levels of rounding lie between −1 and 1',
      got: foundWord(activation ?? 'linear'),
      fix: 'Set the activation of the encoder’s last layer to tanh',
      ...(id === undefined ? {} : { fixes: [{ label: 'Set tanh', edits: [{ kind: 'set-parameters' as const, network: encoder.network.id, node: acceptsTanh(encoder, id) ? id : (output?.id ?? id), parameters: { activation: 'tanh' } }] }] }),
    },
  ]
}

/** Whether a node has an activation to set; the output always does. */
function acceptsTanh({ nodes }: NonNullable<Validation['networks'][string]>, id: string): boolean {
  return [...nodes.values()].some(({ node, parameters: settings }) => node.id === id && settings?.['activation'] !== undefined)
}

function checkSmallerCode({ dataset, networks }: Validation): readonly Problem[] {
  const encoder = networks['encoder']
  if (encoder === undefined || encoder.outputShape === null || encoder.problems.some(({ severity }) => severity === 'error')) return []
  const [code, frame] = [sizeOf(encoder.outputShape), sizeOf(dataset.shape)]
  if (code < frame) return []
  const output = encoder.network.nodes.find((node) => node.type === 'output')
  return [
    {
      code: 'code-not-smaller',
      severity: 'error',
      place: { network: encoder.network.id, ...(output === undefined ? {} : { node: output.id }) },
      title: `The code of ${encoder.network.name} is not smaller than a frame: nothing is compressed`,
      expected: `fewer than ${frame} values, the pixels of a frame`,
      got: `${code} values, ${formatShape(encoder.outputShape)}`,
      fix: 'End the encoder with a smaller layer, or choose larger frames',
    },
  ]
}

function checkGreyFrames({ dataset }: Validation): readonly Problem[] {
  const grey = dataset.kind === 'image' && dataset.shape.length === 3 && dataset.shape[2] === 1
  if (grey && dataset.range !== null) return []
  const got = dataset.kind !== 'image' ? 'points' : grey ? 'values without bounds' : `frames of ${formatShape(dataset.shape)}`
  return [
    {
      code: 'data-not-grey-frames',
      severity: 'error',
      place: { path: 'dataset.id' },
      title: 'Image compression needs grey frames of an image',
      expected: 'images of one channel, as height × width × 1, with a lowest and a highest value',
      got,
      fix: 'Choose the dataset Image frames, or import an image under Data, cut into grey patches',
    },
  ]
}

export const imageCompression = defineRecipe({
  id: 'image-compression',
  title: 'Image compression',
  help: {
    text:
      'An image is cut into frames, and each becomes a code of fewer values than it has pixels. Rounded to b bits a value, the codes are the compressed image: code size × b / pixels bits a pixel. ' +
      'Training knows nothing of the rounding, unless noise as wide as a step is added. Any image can be compressed by the trained networks; those like the training image come out best.',
    formula:
      'L = \\frac{1}{B} \\sum_{b=1}^{B} \\sum_i (x_{bi} - \\hat{x}_{bi})^2, \\quad \\hat{x} = g(z), \\; z = f(x) \\in [-1, 1]^m \\\\ ' +
      '\\text{rounded to } b \\text{ bits: } \\hat{z}_j = -1 + (k_j + \\tfrac{1}{2}) \\Delta, \\quad k_j = \\lfloor (z_j + 1) / \\Delta \\rfloor, \\; \\Delta = 2 / 2^b \\\\ ' +
      '\\text{rate} = m \\, b / n \\text{ bits a pixel, of frames of } n \\text{ pixels}',
    source: 'Cottrell, Munro and Zipser 1987, Learning internal representations from gray-scale images, CogSci, 462–473; Ballé, Laparra and Simoncelli 2017, ICLR',
  },
  parameters,
  roles: [encoderRole('z = f(x)'), decoderRole('x̂ = g(z)')],
  players: [modelPlayer],
  metrics: () => [{ name: 'loss', title: 'Loss', unit: 'squared error', better: 'lower', splits: ['train', 'test'], group: 'Loss' }],
  primaryMetric: 'test/loss',
  drawing: () => ({ flows: [], losses: [plainLoss('squared-error')] }),
  needs: ({ dataset }) => [{ role: 'encoder', text: 'fewer values than a frame, tanh at the end', unmetBy: ['code-not-bounded', 'code-not-smaller'] }, ...decoderNeeds(dataset, false)],
  validate: (validation) => [...checkGreyFrames(validation), ...checkReconstructionShape(validation.networks['decoder'], validation.dataset), ...checkBoundedCode(validation), ...checkSmallerCode(validation)],
  schedule: () => ({}),
  loss: (_player, context) => {
    const loss = context.tf.mean(squaredError(context.tf, context.x, decoded(context, disturbed(context, encoded(context)))))
    return { loss, metrics: { loss } }
  },
  evaluate: (context) => ({ loss: squaredError(context.tf, context.x, decoded(context, encoded(context))) }),
  reconstruct: (context) => ({ output: decoded(context, encoded(context)) }),
  codeBits: ({ bits, coarseBits }) => [bits, coarseBits],
  latentShape: (networks) => networks['encoder']?.outputShape ?? undefined,
  encode: encoded,
  decode: decoded,
  sampling: 'code-statistics',
})
