// Batch, layer, instance and group normalisation. Scale and offset are given channel by channel.
import type { DraftNode, WeightArray } from '../../network-draft'
import { NotUnderstood } from '../../not-understood'
import { takeAlong } from '../../permute-array'
import { expectBatch, positionsAlong } from '../axis-view'
import type { OperatorContext } from '../operator-context'

/** float32's image of a setting as a person would have written it. */
function rounded(value: number): number {
  return Number(value.toPrecision(6))
}

/** What enters, channels last; flat values in whatever order they lie, the parameters following. */
function byChannel(operator: OperatorContext): { readonly node: DraftNode | null; readonly channels: number; arrange(values: WeightArray): WeightArray; give(node: DraftNode): void } {
  const view = operator.view()
  const rank = view.axes.length
  expectBatch(view, operator.batch, 0)
  const checked = (values: WeightArray, channels: number): WeightArray => {
    if (values.data.length !== channels) throw new NotUnderstood(`it has parameters for ${values.data.length} channels and ${channels} enter`)
    return { shape: [channels], data: values.data }
  }
  if (rank === 2) {
    const channels = operator.shape(view)[1] ?? 1
    if (view.shape.length !== 1 && view.node !== null) {
      const { node } = operator.settled(view, [1])
      return { node, channels, arrange: (values) => checked(values, channels), give: (made) => operator.giveFresh(made, [channels], [0]) }
    }
    const positions = positionsAlong(view, 1)
    return {
      node: view.node,
      channels,
      arrange: (values) => (positions === undefined ? checked(values, channels) : takeAlong(checked(values, channels), 0, positions)),
      give: (made) => operator.give({ ...view, node: made, ...(view.reorderable === undefined ? {} : { reorderable: [...view.reorderable, made] }) }),
    }
  }
  if (rank !== 3 && rank !== 4) throw new NotUnderstood(`it normalises a value of ${rank} axes`)
  const { node, shape } = operator.settled(view, [...Array.from({ length: rank - 2 }, (_, axis) => axis + 2), 1])
  const channels = shape.at(-1) ?? 1
  return { node, channels, arrange: (values) => checked(values, channels), give: (made) => operator.giveFresh(made, shape, [rank - 2, ...Array.from({ length: rank - 2 }, (_, axis) => axis)]) }
}

export function convertBatchNormalisation(operator: OperatorContext): void {
  if (operator.int('training_mode', 0) === 1) throw new NotUnderstood('it was exported for training', 'export the model in evaluation mode (model.eval())')
  const { node, arrange, give } = byChannel(operator)
  const parameters = { momentum: Math.min(rounded(operator.int('momentum', 0.9)), 0.9999), epsilon: rounded(operator.int('epsilon', 1e-5)) }
  const weights = { gamma: arrange(operator.weight(1)), beta: arrange(operator.weight(2)), movingMean: arrange(operator.weight(3)), movingVariance: arrange(operator.weight(4)) }
  give(operator.add('batch-normalisation', parameters, node, weights))
}

export function convertInstanceNormalisation(operator: OperatorContext): void {
  const { node, arrange, give } = byChannel(operator)
  if (operator.shape(operator.view()).length < 3) throw new NotUnderstood('what enters it has no places')
  give(operator.add('instance-normalisation', { epsilon: rounded(operator.int('epsilon', 1e-5)), scaleAndOffset: true }, node, { gamma: arrange(operator.weight(1)), beta: arrange(operator.weight(2)) }))
}

/** Groups and parameters are settled: the fused form of what exporters write as an instance normalisation between reshapes, too. */
export function convertGroupNormalisation(operator: OperatorContext): void {
  const { node, arrange, give, channels } = byChannel(operator)
  const groups = operator.int('num_groups', 1)
  if (channels % groups !== 0) throw new NotUnderstood(`it parts ${channels} channels into ${groups} groups`)
  const weights: Record<string, WeightArray> = operator.has(1) && operator.has(2) ? { gamma: arrange(operator.weight(1)), beta: arrange(operator.weight(2)) } : {}
  give(operator.add('group-normalisation', { groups, epsilon: rounded(operator.int('epsilon', 1e-5)), scaleAndOffset: operator.has(1) }, node, weights))
}

/** Over the last axis of flat values, sequences and channels-last images, or over all of an example where the scale is one for every place. */
export function convertLayerNormalisation(operator: OperatorContext): void {
  const view = operator.view()
  const rank = view.axes.length
  expectBatch(view, operator.batch, 0)
  const axis = operator.axis(view, operator.int('axis', -1))
  const epsilon = rounded(operator.int('epsilon', 1e-5))
  const gamma = operator.weight(1)
  const beta = operator.has(2) ? operator.weight(2) : { shape: gamma.shape, data: new Float32Array(gamma.data.length) }
  if (axis === rank - 1) {
    if (rank === 2 && view.shape.length === 1) {
      const positions = positionsAlong(view, 1)
      const arrange = ({ data }: WeightArray): WeightArray => (positions === undefined ? { shape: [data.length], data } : takeAlong({ shape: [data.length], data }, 0, positions))
      const made = operator.add('layer-normalisation', { over: 'example', epsilon, scaleAndOffset: true }, view.node, { gamma: arrange(gamma), beta: arrange(beta) })
      operator.give({ ...view, node: made, reorderable: undefined })
      return
    }
    const order = Array.from({ length: rank - 1 }, (_, each) => each + 1)
    const { node, shape } = operator.settled(view, order)
    const made = operator.add('layer-normalisation', { over: rank === 2 ? 'example' : 'channels', epsilon, scaleAndOffset: true }, node, { gamma: { shape: [gamma.data.length], data: gamma.data }, beta: { shape: [beta.data.length], data: beta.data } })
    operator.giveFresh(made, shape, order.map((each) => each - 1))
    return
  }
  if (axis !== 1) throw new NotUnderstood(`it normalises from axis ${axis} on: the studio normalises the last axis, or the whole example`)
  // [channels, ...places]: one scale a channel only.
  const channels = operator.shape(view)[1] ?? 1
  const places = gamma.data.length / channels
  const perChannel = ({ data }: WeightArray): WeightArray => {
    const first = Float32Array.from({ length: channels }, (_, channel) => data[channel * places] ?? 0)
    if (data.some((value, index) => value !== first[Math.floor(index / places)])) throw new NotUnderstood('it has learned a scale for every place: Layer norm here has one for every channel')
    return { shape: [channels], data: first }
  }
  const { node, shape } = operator.settled(view, [...Array.from({ length: rank - 2 }, (_, each) => each + 2), 1])
  const made = operator.add('layer-normalisation', { over: 'example', epsilon, scaleAndOffset: true }, node, { gamma: perChannel(gamma), beta: perChannel(beta) })
  operator.changed('it has a scale and an offset for every place: Layer norm here has one for every channel. They are alike now, and the network gives the same')
  operator.giveFresh(made, shape, [rank - 2, ...Array.from({ length: rank - 2 }, (_, each) => each)])
}
