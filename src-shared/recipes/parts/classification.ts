// What recipes that tell classes apart share: the role of the network on top of the encoder, its loss, what is measured of it.
import { z } from 'zod'
import { softmax } from '../../layers/parts/softmax'
import { stopGradient } from '../../layers/parts/stop-gradient'
import { oneHotRows } from '../../layers/parts/class-shape'
import type { NamedTensors, Tensor } from '../../tensors/tf'
import type { MetricDefinition, PlayerDefinition, RecipeContext, RoleDefinition } from '../recipe-definition'
import type { DrawnLoss, DrawnTensor } from '../recipe-drawing'
import { exposedTensor } from './encoder-decoder'

export const HEAD = 'head'

export const headRole: RoleDefinition = { id: HEAD, title: 'Classifier', notation: 'l = c(h)', colour: 'discriminator', input: { from: 'role', role: 'encoder' }, inputSymbol: 'h' }

/** Encoder and classifier minimise one loss together; which of them learns, freezing says. */
export const classifierPlayer: PlayerDefinition = { id: 'classifier', title: 'Classifier', roles: ['encoder', HEAD] }

export const labelsParameter = z.number().int().min(0).max(5_000_000).default(0).meta({
  title: 'Labels',
  unit: 'examples',
  description: 'Training examples whose class is told, as many of each class, drawn by the run’s seed; 0 for all. Whatever their number, an epoch has as many steps as the whole training set makes.',
})

/** ln in nats. */
export const classificationFormula = 'p = \\mathrm{softmax}(l), \\quad L = -\\frac{1}{B} \\sum_b \\ln p_{b, y_b}'

export const classificationLoss: DrawnLoss = {
  id: 'classification',
  title: 'Cross-entropy',
  formula: '-\\ln p_y',
  inputs: [
    { source: { from: 'role', role: HEAD }, symbol: 'l' },
    { source: { from: 'data' }, symbol: 'y' },
  ] satisfies readonly DrawnTensor[],
  players: [classifierPlayer.id],
}

export const classificationMetrics: readonly MetricDefinition[] = [
  { name: 'loss', title: 'Loss', unit: 'nats', better: 'lower', splits: ['train', 'test'], group: 'Loss' },
  { name: 'accuracy', title: 'Accuracy', unit: '%', better: 'higher', splits: ['train', 'test'], group: 'Accuracy' },
  { name: 'errorRate', title: 'Error rate', unit: '%', better: 'lower', splits: ['test'], group: 'Error rate' },
]

type Context = RecipeContext<Readonly<Record<string, unknown>>>

/** What the encoder says of x, without noise: the mean of a variational code, else its output. `[batch, ...code]`. */
export function quietCode(context: Context): Tensor {
  const { output, exposed } = context.forward('encoder', context.x)
  return exposed['mean'] ?? output
}

/** `[batch, classes]`. */
function classLogits(context: Context): Tensor {
  const logits = exposedTensor(context.forward(HEAD, quietCode(context)).exposed, 'preActivation', HEAD)
  return context.tf.reshape(logits, [logits.shape[0] ?? 1, -1])
}

export function classProbabilities(context: Context): Tensor {
  return softmax(context.tf, classLogits(context))
}

/**
 * `[batch]` each: the cross-entropy ln Σ exp l − l_y in nats, and 100 where the largest logit is that of the class, else 0.
 * @throws Error where no labels were fed: the recipe's validation should have said so before.
 */
export function classificationTerms(context: Context): { readonly loss: Tensor; readonly accuracy: Tensor } {
  const { tf, labels } = context
  if (labels === undefined) throw new Error('No labels were fed')
  const logits = classLogits(context)
  // Rounding, of which one-hot rows are made, takes floats.
  const own = oneHotRows(tf, tf.cast(labels, 'float32'), logits.shape[1] ?? 1)
  // The largest logit is taken from all, so that no exponential overflows.
  const shifted = tf.sub(logits, stopGradient(tf, tf.max(logits, 1, true)))
  const loss = tf.sub(tf.log(tf.sum(tf.exp(shifted), 1)), tf.sum(tf.mul(shifted, own), 1))
  const right = tf.cast(tf.equal(tf.argMax(logits, 1), tf.cast(labels, 'int32')), 'float32')
  return { loss, accuracy: tf.mul(right, 100) }
}

/** Test metrics, `[batch]` each. */
export function classificationFigures(context: Context): NamedTensors {
  const { loss, accuracy } = classificationTerms(context)
  return { loss, accuracy, errorRate: context.tf.sub(100, accuracy) }
}
