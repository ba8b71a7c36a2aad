// A new experiment from a run's: its encoder with a classifier on top, on the same data.
import { formatCount } from '../layers/words'
import { networkIdSchema, nodeIdSchema, wireIdSchema, type NetworkDocument, type NetworkId, type NodeDocument } from '../graph/network'
import type { StartingWeights } from '../graph/starting-weights'
import { usedBlocks } from '../graph/used-blocks'
import { HEAD } from '../recipes/parts/classification'
import { StudioError } from '../studio-error'
import type { Shape } from '../tensors/shape'
import { analyseExperiment } from './analyse-experiment'
import type { Experiment } from './experiment'
import { CLASSIFIER } from './label-sweep'

/** So few show what an encoder is worth, and are enough to begin with. */
const USUAL_LABELS = 1000
const EPOCHS = 10
/** Columns of the canvas' grid. */
const COLUMN = 168

export interface EncoderOrigin {
  /** The run's name. */
  readonly run: string
  readonly step: number
  readonly startingWeights: StartingWeights
}

/**
 * The network that plays the encoder.
 * @throws StudioError `run-without-encoder`
 */
export function encoderOf(experiment: Experiment, run: string): NetworkDocument {
  const id = Object.hasOwn(experiment.recipe.roles, 'encoder') ? experiment.recipe.roles['encoder'] : undefined
  const network = experiment.networks.find((each) => each.id === id)
  if (network !== undefined) return network
  const played = Object.keys(experiment.recipe.roles).join(', ')
  throw new StudioError({ code: 'run-without-encoder', message: `${run} has no encoder that a classifier could stand on.`, expected: 'a run of a recipe with an encoder: an autoencoder or a VAE', got: played === '' ? 'no roles' : `the roles ${played}`, fix: 'Choose another run' })
}

/**
 * The encoder frozen, beginning with the run's weights, and one Dense layer with a softmax on top.
 * @throws StudioError `run-without-encoder`, `labels-missing`
 */
export function classifierFrom(experiment: Experiment, { run, step, startingWeights }: EncoderOrigin): Experiment {
  const encoder = encoderOf(experiment, run)
  const { dataset, networksByRole } = analyseExperiment(experiment)
  if (dataset === undefined || dataset.classes === null) {
    throw new StudioError({ code: 'labels-missing', message: `The data of ${run} has no labels to learn classes from.`, path: 'dataset.id', expected: 'a run on data whose examples carry classes', got: `${experiment.dataset.id}, without classes`, fix: 'Choose a run on other data; own data gets classes from folders named after them' })
  }
  const { trainCount, classes } = dataset
  const { startingWeights: _before, frozen: _learned, ...network } = encoder
  const head = headNetwork(networkIdSchema.parse(encoder.id === HEAD ? 'classifier-head' : HEAD), classes.length, networksByRole['encoder']?.outputShape ?? null)
  const networks = [{ ...network, frozen: true as const, startingWeights }, head]
  const blocks = usedBlocks(networks, experiment.blocks ?? [])
  return {
    format: experiment.format,
    version: experiment.version,
    name: `Classifier on ${run}`.slice(0, 120),
    description: `The encoder of ${run} as it was at step ${formatCount(step)}, frozen, with a classifier of ${formatCount(classes.length)} classes on top. Let the encoder learn to fine-tune it, or drop its starting weights to compare with the same networks from scratch.`,
    networks,
    ...(blocks.length === 0 ? {} : { blocks: [...blocks] }),
    recipe: { id: CLASSIFIER, parameters: { labels: trainCount > USUAL_LABELS && classes.length <= USUAL_LABELS ? USUAL_LABELS : 0 }, roles: { encoder: encoder.id, head: head.id } },
    dataset: experiment.dataset,
    training: { ...experiment.training, epochs: EPOCHS, steps: null, optimizers: { classifier: { id: 'adam', parameters: {}, schedule: { id: 'cosine', parameters: {} } } } },
    recording: experiment.recording,
  }
}

/** Input, Flatten where a code has axes, Dense, Output with a softmax. */
function headNetwork(id: NetworkId, classes: number, code: Shape | null): NetworkDocument {
  const layers: readonly (readonly [string, NodeDocument['parameters']])[] = [
    ['input', {}],
    ...(code !== null && code.length > 1 ? [['flatten', {}] as const] : []),
    ['dense', { units: classes, activation: 'linear' }],
    ['output', { activation: 'softmax' }],
  ]
  const nodes = layers.map(([type, parameters], index): NodeDocument => ({ id: nodeIdSchema.parse(type), type, parameters, position: { x: index * COLUMN, y: 0 } }))
  const wires = nodes.slice(1).map((node, index) => ({ id: wireIdSchema.parse(`wire-${index + 1}`), from: { node: nodes[index]?.id ?? node.id, port: 'output' }, to: { node: node.id, port: 'input' } }))
  return { id, name: 'Classifier', nodes, wires }
}
