// Two values that are joined number by number: of one shape, or one of them a single number for every channel of the other.
import { sameShape, sizeOf, type Shape } from '../../tensors/shape'
import type { Tensor, Tf } from '../../tensors/tf'
import type { PortDefinition, PortShapes, PortSources, ShapeOutcome } from '../layer-definition'
import { channelsOf, portShape, portTensor } from '../port-tensor'
import { spellShape } from '../words'

export const pairOfPorts: readonly PortDefinition[] = [
  { id: 'first', title: 'First' },
  { id: 'second', title: 'Second' },
]

/** The larger of two shapes where the other is its equal or its channels; undefined where they do not go together. */
function joined(first: Shape, second: Shape): Shape | undefined {
  if (sameShape(first, second)) return first
  if (second.length === 1 && first.length > 1 && channelsOf(first) === second[0]) return first
  if (first.length === 1 && second.length > 1 && channelsOf(second) === first[0]) return second
  return undefined
}

export function mergedShape(title: string, inputs: PortShapes, sources: PortSources | undefined): ShapeOutcome {
  const first = portShape(inputs, 'first')
  const second = portShape(inputs, 'second')
  const output = joined(first, second)
  if (output !== undefined) return { ok: true, output }
  const firstName = sources?.['first'] ?? 'the first input'
  const secondName = sources?.['second'] ?? 'the second input'
  return {
    ok: false,
    code: 'inputs-differ',
    title: `${title} cannot join ${spellShape(first)} and ${spellShape(second)}`,
    expected: `${spellShape(first)} at both ports, or one number for each of its ${channelsOf(first)} channels at one of them`,
    got: `${spellShape(first)} from ${firstName}, ${spellShape(second)} from ${secondName}`,
    fix: `have ${firstName} and ${secondName} give one shape`,
    intended: sizeOf(first) >= sizeOf(second) ? first : second,
    wanted: { second: [first], first: [second] },
  }
}

/** Both tensors with as many axes, so that they broadcast: `[batch, channels]` becomes `[batch, 1, 1, channels]`. */
export function alignedPair(tf: Tf, inputs: Readonly<Record<string, Tensor>>): readonly [Tensor, Tensor] {
  const first = portTensor(inputs, 'first')
  const second = portTensor(inputs, 'second')
  const rank = Math.max(first.rank, second.rank)
  const align = (value: Tensor): Tensor => {
    if (value.rank === rank) return value
    const [batch = 1, channels = 1] = value.shape
    return tf.reshape(value, [batch, ...Array.from({ length: rank - 2 }, () => 1), channels])
  }
  return [align(first), align(second)]
}
