// What LSTM and GRU share: settings, shape rule, weights, and the walk along the sequence. The walk is written out step by step, so
// that a training step stays one static graph; that bounds the length of a sequence.
import { z } from 'zod'
import type { Shape } from '../../tensors/shape'
import type { Tensor, Tf } from '../../tensors/tf'
import type { PortShapes, PortSources, ShapeOutcome, WeightDefinition } from '../layer-definition'
import { fromSource } from '../words'
import { sequenceAt } from './sequence-at'

/** Longer sequences make graphs that take minutes to build. */
export const MOST_STEPS = 256

export function recurrentParameters() {
  return z.object({
    units: z.int().min(1).max(16_384).default(64).meta({ title: 'Units', description: 'Length of the state.' }),
    gives: z.enum(['last', 'all']).default('last').meta({ title: 'Gives', description: 'The state after the last step, or after every step.', labels: { last: 'Last state', all: 'All states' } }),
  })
}

export type RecurrentParameters = z.output<ReturnType<typeof recurrentParameters>>

export function recurrentText({ units, gives }: RecurrentParameters): readonly string[] {
  return [`${units} unit${units === 1 ? '' : 's'}`, gives === 'last' ? 'last state' : 'all states']
}

export function recurrentShape(title: string, { units, gives }: RecurrentParameters, inputs: PortShapes, sources: PortSources | undefined): ShapeOutcome {
  const sequence = sequenceAt(title, inputs, sources)
  if ('ok' in sequence) return sequence
  const output = gives === 'last' ? [units] : [sequence.steps, units]
  if (sequence.steps <= MOST_STEPS) return { ok: true, output }
  return {
    ok: false,
    code: 'sequence-too-long',
    title: `${title} cannot walk ${sequence.steps} steps`,
    expected: `a sequence of at most ${MOST_STEPS} steps, as each becomes a part of the graph`,
    got: fromSource(`${sequence.steps} steps`, sources?.['input']),
    fix: 'shorten it with Conv1D and a stride, or reshape it to fewer steps of more features',
    intended: output,
  }
}

/** All uniform in ±1/sqrt(units), as PyTorch draws them. @param gates how many blocks of `units` columns */
export function recurrentWeights(gates: number, features: number, units: number, biases: readonly string[]): readonly WeightDefinition[] {
  const weight = (name: string, shape: Shape): WeightDefinition => ({ name, shape, initialiser: { kind: 'uniform-fan-in', fanIn: units }, trainable: true })
  return [weight('kernel', [features, gates * units]), weight('recurrentKernel', [units, gates * units]), ...biases.map((name) => weight(name, [gates * units]))]
}

/** x W + b of every step at once, as one `[batch, gates · units]` a step. */
export function projectSteps(tf: Tf, sequence: Tensor, kernel: Tensor, bias: Tensor): readonly Tensor[] {
  const [batch = 1, steps = 1, features = 1] = sequence.shape
  const projected = tf.add(tf.matMul(tf.reshape(sequence, [batch * steps, features]), kernel), bias)
  return tf.unstack(tf.reshape(projected, [batch, steps, -1]), 1)
}

/** `[batch, units]`, or `[batch, steps, units]` where all states are wanted. */
export function givenStates(tf: Tf, states: readonly Tensor[], gives: 'last' | 'all'): Tensor {
  const last = states.at(-1)
  if (last === undefined) throw new Error('A sequence has at least one step')
  return gives === 'last' ? last : tf.stack([...states], 1)
}
