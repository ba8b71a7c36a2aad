// LSTM and GRU. Gates lie as i, o, f, c and z, r, h in the file, as i, f, g, o and r, u, n here; weights as [directions, gates ·
// units, features] there and [features, gates · units] here.
import type { WeightArray } from '../../network-draft'
import { NotUnderstood } from '../../not-understood'
import { permuteAxes, takeAlong } from '../../permute-array'
import { expectBatch } from '../axis-view'
import type { OperatorContext } from '../operator-context'

function checkPlain(operator: OperatorContext, states: readonly number[]): void {
  if (operator.text('direction', 'forward') !== 'forward') throw new NotUnderstood(`it walks the sequence ${operator.text('direction', '')}: the studio walks it forwards`)
  if (operator.int('layout', 0) !== 0) throw new NotUnderstood('its axes have another order than PyTorch writes')
  if (operator.node.attributes['activations'] !== undefined || operator.node.attributes['clip'] !== undefined || operator.int('input_forget', 0) !== 0) throw new NotUnderstood('its gates are not the usual ones')
  for (const index of states) if (operator.has(index) && operator.numbers(index).some((value) => value !== 0)) throw new NotUnderstood('it does not begin at zero')
  if (operator.has(4)) throw new NotUnderstood('it has a length for every sequence')
}

/** [directions, gates · units, n] → [n, gates · units], its gates in the studio's order. */
function gateColumns({ shape, data }: WeightArray, units: number, order: readonly number[]): WeightArray {
  const [directions = 0, rows = 0, columns = 1] = shape
  if (directions !== 1 || rows !== order.length * units) throw new NotUnderstood(`its weights of ${shape.join(' × ')} do not fit ${units} units`)
  const positions = order.flatMap((gate) => Array.from({ length: units }, (_, unit) => gate * units + unit))
  return permuteAxes(takeAlong({ shape: [rows, columns], data }, 0, positions), [1, 0])
}

/** The two halves of [directions, 2 · gates · units]. */
function biases(operator: OperatorContext, units: number, order: readonly number[]): readonly [Float32Array, Float32Array] {
  const length = order.length * units
  if (!operator.has(3)) return [new Float32Array(length), new Float32Array(length)]
  const { data } = operator.weight(3)
  if (data.length !== 2 * length) throw new NotUnderstood('its biases do not fit its units')
  const half = (from: number): Float32Array => gateColumns({ shape: [1, length, 1], data: data.subarray(from, from + length) }, units, order).data
  return [half(0), half(length)]
}

function convert(operator: OperatorContext, type: 'lstm' | 'gru', order: readonly number[], weightsOf: (halves: readonly [Float32Array, Float32Array]) => Record<string, WeightArray>): void {
  const view = operator.view()
  const units = operator.int('hidden_size', 0)
  if (view.axes.length !== 3) throw new NotUnderstood('what enters it is no sequence')
  expectBatch(view, operator.batch, 1)
  const { node, shape } = operator.settled(view, [0, 2])
  const steps = shape[0] ?? 1
  const kernel = gateColumns(operator.weight(1), units, order)
  if (kernel.shape[0] !== shape[1]) throw new NotUnderstood(`its weights take ${kernel.shape[0]} features and ${shape[1]} enter`)
  const weights = { kernel, recurrentKernel: gateColumns(operator.weight(2), units, order), ...weightsOf(biases(operator, units, order)) }
  const read = operator.node.outputs.map((name) => (name === '' ? 0 : (operator.state.readers.get(name) ?? 0)))
  if ((read[2] ?? 0) > 0) throw new NotUnderstood('its cell state is read: the studio gives the hidden state')
  const all = (read[0] ?? 0) > 0
  const last = (read[1] ?? 0) > 0
  if (all && last) throw new NotUnderstood('both all its states and its last one are read: a layer gives one of them')
  const made = operator.add(type, { units, gives: last ? 'last' : 'all' }, node, weights)
  // [steps, directions, batch, units]; [directions, batch, units]
  const base = { node: made, reorderable: undefined }
  if (last) {
    const features = { size: units }
    operator.give({ ...base, shape: [units], factors: units === 1 ? [] : [features], axes: [[], [operator.batch], units === 1 ? [] : [features]] }, 1)
    return
  }
  const [time, features] = [{ size: steps }, { size: units }]
  const real = [time, features].filter(({ size }) => size !== 1)
  operator.give({ ...base, shape: [steps, units], factors: real, axes: [steps === 1 ? [] : [time], [], [operator.batch], units === 1 ? [] : [features]] })
}

export function convertLstm(operator: OperatorContext): void {
  checkPlain(operator, [5, 6])
  if (operator.has(7)) throw new NotUnderstood('its gates look at the cell (peepholes)')
  convert(operator, 'lstm', [0, 2, 3, 1], ([input, recurrent]) => ({ bias: { shape: [input.length], data: input.map((value, index) => value + (recurrent[index] ?? 0)) } }))
}

export function convertGru(operator: OperatorContext): void {
  checkPlain(operator, [5])
  if (operator.int('linear_before_reset', 0) !== 1) throw new NotUnderstood('it resets before the product: GRU here resets after it, as PyTorch and cuDNN do')
  convert(operator, 'gru', [1, 0, 2], ([input, recurrent]) => ({ bias: { shape: [input.length], data: input }, recurrentBias: { shape: [recurrent.length], data: recurrent } }))
}
