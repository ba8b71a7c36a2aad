// The stages in which a stack of restricted Boltzmann machines is trained, from the data upwards: each machine on what the one below
// expects of its hidden units. After every step the decoder's weights are the machine's own, transposed: unrolling is done on the way.
import type { Work } from '../../cost/work'
import type { NamedTensors, Tensor, Tf } from '../../tensors/tf'
import type { StageContext, StageProgram, TrainingStage } from '../training-stage'
import type { StackedMachine } from './boltzmann-stack'
import { contrastiveDivergence, hiddenUnits, visibleUnits, type BoltzmannWeights } from './restricted-boltzmann-machine'
import { squaredError } from './reconstruction-terms'

export interface PretrainingSettings {
  readonly epochs: number
  readonly learningRate: number
  readonly initialMomentum: number
  readonly finalMomentum: number
  /** Passes over the data after which the final momentum takes over. */
  readonly momentumEpochs: number
  readonly weightDecay: number
}

/** @param settings of the machine of an index, from 0 at the data. */
export function pretrainingStages(machines: readonly StackedMachine[], settings: (index: number) => PretrainingSettings): readonly TrainingStage[] {
  return machines.map((machine, index) => ({
    id: `rbm-${index + 1}`,
    title: `RBM ${index + 1}: ${machine.visible.size}–${machine.hidden.size}`,
    epochs: settings(index).epochs,
    program: machineProgram(machines.slice(0, index), machine, settings(index)),
  }))
}

/** Δ ← m Δ + η (direction − λ W); W ← W + Δ. Biases do not decay. */
function machineProgram(below: readonly StackedMachine[], machine: StackedMachine, settings: PretrainingSettings): StageProgram {
  const { kernel, hiddenBias, visibleBias, mirror } = machine.weights
  const { visible, hidden } = machine
  return {
    trains: [kernel, hiddenBias, visibleBias, mirror],
    slots: { kernel: [visible.size, hidden.size], hiddenBias: [hidden.size], visibleBias: [visible.size] },
    values: ({ step, stepsPerEpoch }) => ({
      learningRate: settings.learningRate,
      momentum: step < settings.momentumEpochs * stepsPerEpoch ? settings.initialMomentum : settings.finalMomentum,
    }),
    step: (context) => {
      const { tf, random, values } = context
      const weights = weightsOf(context, machine)
      const data = passUp(context, below)
      const noise = random[hidden.kind === 'binary' ? 'uniform' : 'normal']('hidden states', [data.shape[0] ?? 1, hidden.size])
      const divergence = contrastiveDivergence(tf, { visible: visible.kind, hidden: hidden.kind }, weights, data, noise)
      const decayed = { ...divergence.direction, kernel: tf.sub(divergence.direction.kernel, tf.mul(weights.kernel, settings.weightDecay)) }
      const change = (name: keyof BoltzmannWeights): Tensor => tf.add(tf.mul(context.slot(name), value(values, 'momentum')), tf.mul(decayed[name], value(values, 'learningRate')))
      const slots = { kernel: change('kernel'), hiddenBias: change('hiddenBias'), visibleBias: change('visibleBias') }
      const next = tf.add(weights.kernel, slots.kernel)
      return {
        weights: {
          [kernel]: next,
          [hiddenBias]: tf.add(weights.hiddenBias, slots.hiddenBias),
          [visibleBias]: tf.add(weights.visibleBias, slots.visibleBias),
          [mirror]: tf.transpose(next),
        },
        slots,
        metrics: { rbmError: tf.mean(squaredError(tf, data, divergence.reconstruction)), activity: tf.mean(activityOf(tf, machine, divergence.hidden)) },
      }
    },
    work: (batchSize) => machineWork(below, machine, batchSize),
    activities: (context) => hiddenUnits(context.tf, hidden.kind, weightsOf(context, machine), passUp(context, below)),
    evaluate: (context) => {
      const { tf } = context
      const weights = weightsOf(context, machine)
      const data = passUp(context, below)
      const activities = hiddenUnits(tf, hidden.kind, weights, data)
      const reconstruction = visibleUnits(tf, visible.kind, weights, activities)
      return { rbmError: squaredError(tf, data, reconstruction), activity: tf.mean(activityOf(tf, machine, activities), 1) }
    },
  }
}

/** Up through the machines below, up, down and up again through this one, and the two products of its direction; every weight is read and written a dozen times. */
function machineWork(below: readonly StackedMachine[], { visible, hidden }: StackedMachine, batchSize: number): Partial<Work> {
  const weights = visible.size * hidden.size
  const lower = below.reduce((sum, each) => ({ products: sum.products + each.visible.size * each.hidden.size, values: sum.values + each.hidden.size }), { products: 0, values: 0 })
  return {
    operations: 40 + 4 * below.length,
    denseProducts: batchSize * (lower.products + 5 * weights),
    values: batchSize * (3 * lower.values + 8 * visible.size + 10 * hidden.size),
    drawnValues: batchSize * hidden.size,
    updatedValues: 14 * weights,
  }
}

/** How active hidden units are: the probability of a binary one, the size of a real-valued one. */
function activityOf(tf: Tf, { hidden }: StackedMachine, units: Tensor): Tensor {
  return hidden.kind === 'binary' ? units : tf.abs(units)
}

function weightsOf({ weight }: StageContext, { weights: { kernel, visibleBias, hiddenBias } }: StackedMachine): BoltzmannWeights {
  return { kernel: weight(kernel), visibleBias: weight(visibleBias), hiddenBias: weight(hiddenBias) }
}

/** What the machines below make of the examples: `[batch, visible]` of the next one. */
function passUp(context: StageContext, below: readonly StackedMachine[]): Tensor {
  const { tf, x } = context
  const examples: Tensor = tf.reshape(x, [x.shape[0] ?? 1, -1])
  return below.reduce((units, machine) => hiddenUnits(tf, machine.hidden.kind, weightsOf(context, machine), units), examples)
}

function value(values: NamedTensors, name: string): Tensor {
  const tensor = values[name]
  if (tensor === undefined) throw new Error(`The stage was not fed its ${name}`)
  return tensor
}
