// What adversarial recipes ask of their networks: fakes shaped like data and within its range, and one number a verdict.
import type { DatasetDescription } from '../../datasets/dataset-definition'
import { foundWord } from '../../graph/describe-schema'
import type { NetworkAnalysis } from '../../graph/analyse-network'
import type { NodeDocument } from '../../graph/network'
import { outputFixes } from '../../graph/upstream-fixes'
import type { Problem } from '../../problem'
import { formatShape, sameShape, sizeOf } from '../../tensors/shape'
import type { RoleNeed } from '../recipe-drawing'
import { DISCRIMINATOR, GENERATOR } from './adversaries'

function outputOf(analysis: NetworkAnalysis): NodeDocument | undefined {
  return analysis.network.nodes.find((node) => node.type === 'output')
}

function activationOf(analysis: NetworkAnalysis, output: NodeDocument): unknown {
  return analysis.nodes.get(output.id)?.parameters?.['activation'] ?? output.parameters['activation'] ?? 'linear'
}

/** The discriminator must be able to take a fake for an example. Silent while the generator's own shapes are unknown. */
export function checkGenerator(generator: NetworkAnalysis | undefined, dataset: DatasetDescription): readonly Problem[] {
  if (generator === undefined || generator.outputShape === null) return []
  const output = outputOf(generator)
  const place = { network: generator.network.id, ...(output === undefined ? {} : { node: output.id }) }
  if (!sameShape(generator.outputShape, dataset.shape)) {
    return [
      {
        code: 'generator-shape-mismatch',
        severity: 'error',
        place,
        title: `${generator.network.name} gives ${formatShape(generator.outputShape)}, the data has ${formatShape(dataset.shape)}`,
        expected: `an output of ${formatShape(dataset.shape)}, the shape of one example`,
        got: formatShape(generator.outputShape),
        fix: `End the generator with a layer that gives ${formatShape(dataset.shape)}; a Reshape helps where only the arrangement differs`,
        fixes: [...outputFixes(generator, dataset.shape)],
      },
    ]
  }
  const fits = dataset.range === null ? ['linear'] : dataset.range[0] === 0 && dataset.range[1] === 1 ? ['sigmoid'] : []
  if (output === undefined || fits.length === 0 || fits.includes(String(activationOf(generator, output)))) return []
  const usual = fits[0] ?? 'linear'
  return [
    {
      code: 'generator-range-mismatch',
      severity: 'warning',
      place: { ...place, path: 'parameters.activation' },
      title: `${generator.network.name} does not end in the range of the data`,
      expected: dataset.range === null ? 'activation linear: the data has no bounds' : `activation ${usual}: the data lies in [${dataset.range.join(', ')}]`,
      got: `activation ${String(activationOf(generator, output))}`,
      fix: `Set the output's activation to ${usual}, or its opponent tells fakes by their range alone`,
      fixes: [{ label: `Set ${usual}`, edits: [{ kind: 'set-parameters', network: generator.network.id, node: output.id, parameters: { activation: usual } }] }],
    },
  ]
}

/** @param activations which the output may have; the loss is computed from what enters it. */
export function checkVerdict(opponent: NetworkAnalysis | undefined, word: string, activations: readonly ('linear' | 'sigmoid')[]): readonly Problem[] {
  if (opponent === undefined || opponent.outputShape === null) return []
  const output = outputOf(opponent)
  const place = { network: opponent.network.id, ...(output === undefined ? {} : { node: output.id }) }
  if (sizeOf(opponent.outputShape) !== 1) {
    return [
      {
        code: 'verdict-not-one-number',
        severity: 'error',
        place,
        title: `${opponent.network.name} gives ${formatShape(opponent.outputShape)} where one number is needed`,
        expected: `one number for each example: what the ${word} thinks of it`,
        got: formatShape(opponent.outputShape),
        fix: `End the ${word} with a Dense layer of 1 unit`,
        fixes: [...outputFixes(opponent, [1])],
      },
    ]
  }
  if (output === undefined || activations.some((each) => each === activationOf(opponent, output))) return []
  return [
    {
      code: 'verdict-activation',
      severity: 'error',
      place: { ...place, path: 'parameters.activation' },
      title: `The output of ${opponent.network.name} cannot be ${String(activationOf(opponent, output))} here`,
      expected: `activation ${activations.join(' or ')}`,
      got: foundWord(activationOf(opponent, output)),
      fix: 'Set the output’s activation to linear: the loss is computed from the number itself',
      fixes: [{ label: 'Set linear', edits: [{ kind: 'set-parameters', network: opponent.network.id, node: output.id, parameters: { activation: 'linear' } }] }],
    },
  ]
}

/** What the checks above ask, in words. */
export function adversaryNeeds(dataset: DatasetDescription, activations: readonly ('linear' | 'sigmoid')[]): readonly RoleNeed[] {
  return [
    { role: GENERATOR, text: `${formatShape(dataset.shape)} out, as the data`, unmetBy: ['generator-shape-mismatch'] },
    { role: GENERATOR, text: dataset.range === null ? 'no bounds at the end' : `values in [${dataset.range.join(', ')}]`, unmetBy: ['generator-range-mismatch'] },
    { role: DISCRIMINATOR, text: 'one number out', unmetBy: ['verdict-not-one-number'] },
    { role: DISCRIMINATOR, text: `${activations.join(' or ')} at the end`, unmetBy: ['verdict-activation'] },
  ]
}
