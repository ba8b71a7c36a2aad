// What a reconstruction term asks of the decoder and the data: the same shape, and for probabilities a sigmoid and values in [0, 1].
import type { DatasetDescription } from '../../datasets/dataset-definition'
import { foundWord } from '../../graph/describe-schema'
import type { NetworkAnalysis } from '../../graph/analyse-network'
import { networkIdSchema } from '../../graph/network'
import { outputFixes } from '../../graph/upstream-fixes'
import type { Problem } from '../../problem'
import { formatShape, sameShape } from '../../tensors/shape'
import type { RoleNeed } from '../recipe-drawing'

/** The decoder must give back what the encoder was shown. Silent while the decoder's own shapes are unknown. */
export function checkReconstructionShape(decoder: NetworkAnalysis | undefined, dataset: DatasetDescription): readonly Problem[] {
  if (decoder === undefined || decoder.outputShape === null || sameShape(decoder.outputShape, dataset.shape)) return []
  const output = decoder.network.nodes.find((node) => node.type === 'output')
  return [
    {
      code: 'reconstruction-shape-mismatch',
      severity: 'error',
      place: { network: decoder.network.id, ...(output === undefined ? {} : { node: output.id }) },
      title: `${decoder.network.name} gives ${formatShape(decoder.outputShape)}, the data has ${formatShape(dataset.shape)}`,
      expected: `an output of ${formatShape(dataset.shape)}, the shape of one example`,
      got: formatShape(decoder.outputShape),
      fix: `End the decoder with a layer that gives ${formatShape(dataset.shape)}; a Reshape helps where only the arrangement differs`,
      fixes: [...outputFixes(decoder, dataset.shape)],
    },
  ]
}

export interface ProbabilityTerm {
  /** As the recipe's form calls it: `Cross-entropy`, `A Bernoulli likelihood`. */
  readonly title: string
  /** The setting that chose it and the value that does without it. */
  readonly setting: { readonly path: string; readonly alternative: string; readonly alternativeTitle: string }
}

/** A term that reads outputs as probabilities needs a sigmoid at the end, and data that are probabilities themselves. */
export function checkProbabilities(term: ProbabilityTerm, decoder: NetworkAnalysis | undefined, dataset: DatasetDescription): readonly Problem[] {
  const problems: Problem[] = []
  const { path, alternative, alternativeTitle } = term.setting
  const alternativeFix = { label: `Use ${alternativeTitle}`, edits: [{ kind: 'set-value' as const, path, value: alternative }] }
  const inUnitRange = dataset.range !== null && dataset.range[0] >= 0 && dataset.range[1] <= 1
  if (!inUnitRange) {
    problems.push({
      code: 'data-not-probabilities',
      severity: 'error',
      place: { path },
      title: `${term.title} needs data between 0 and 1`,
      expected: 'values in [0, 1]',
      got: dataset.range === null ? 'unbounded values' : `values in [${dataset.range[0]}, ${dataset.range[1]}]`,
      fix: `Choose ${alternativeTitle}, or a dataset with values in [0, 1]`,
      fixes: [alternativeFix],
    })
  }
  const output = decoder?.network.nodes.find((node) => node.type === 'output')
  if (decoder === undefined || output === undefined) return problems
  const activation = decoder.nodes.get(output.id)?.parameters?.['activation'] ?? output.parameters['activation'] ?? 'linear'
  if (activation !== 'sigmoid') {
    const network = networkIdSchema.parse(decoder.network.id)
    problems.push({
      code: 'output-not-sigmoid',
      severity: 'error',
      place: { network, node: output.id, path: 'parameters.activation' },
      title: `${term.title} needs a sigmoid at the end of ${decoder.network.name}`,
      expected: 'activation sigmoid on the output',
      got: foundWord(activation),
      fix: `Set the output's activation to sigmoid, or choose ${alternativeTitle}`,
      fixes: [
        { label: 'Set sigmoid', edits: [{ kind: 'set-parameters', network, node: output.id, parameters: { activation: 'sigmoid' } }] },
        alternativeFix,
      ],
    })
  }
  return problems
}

/** What the two checks above ask, in words. */
export function decoderNeeds(dataset: DatasetDescription, probabilities: boolean): readonly RoleNeed[] {
  return [
    { role: 'decoder', text: `${formatShape(dataset.shape)} out, as the data`, unmetBy: ['reconstruction-shape-mismatch'] },
    ...(probabilities ? [{ role: 'decoder', text: 'a sigmoid at the end', unmetBy: ['output-not-sigmoid'] }] : []),
  ]
}
