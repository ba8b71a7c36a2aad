// The fixed random inputs that an exported network and the studio's own are compared on.
import type { NetworkAnalysis } from '../graph/network-analysis'
import { readStructure, wiresRead } from '../graph/network-structure'
import { CounterRandom } from '../tensors/counter-random'
import type { NamedArray } from '../tensors/named-arrays'
import { sizeOf, type Shape } from '../tensors/shape'

const CHECK_ROWS = 4

/** Layers that read class numbers. */
const READ_CLASSES = new Set(['embedding', 'one-hot'])

/**
 * `[CHECK_ROWS, ...shape]`, the same for the same name: standard normal values, or class numbers below `classes` where given.
 */
export function drawCheckInput(name: string, shape: Shape, classes?: number): NamedArray {
  const random = new CounterRandom(7, `input ${name}`)
  const full = [CHECK_ROWS, ...shape]
  const next = (): number => (classes === undefined ? random.normal() : Math.floor(random.uniform() * classes))
  return { dtype: 'float32', shape: full, data: Float32Array.from({ length: sizeOf(full) }, next) }
}

/** How many classes the layers know that read the network's input as class numbers; undefined where none does. */
export function classesEntering({ network, nodes }: NetworkAnalysis): number | undefined {
  const structure = readStructure(network)
  const inputs = new Set(network.nodes.filter(({ type }) => type === 'input').map(({ id }) => id))
  const counts = [...nodes.values()].flatMap(({ node, parameters }) => {
    const classes = parameters?.['classes']
    const reads = READ_CLASSES.has(node.type) && [...wiresRead(structure, node)].some(([, wire]) => inputs.has(wire.from.node))
    return reads && typeof classes === 'number' ? [classes] : []
  })
  return counts.length === 0 ? undefined : Math.min(...counts)
}
