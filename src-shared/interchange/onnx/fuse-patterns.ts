// What exporters write as several operators and people as one: SiLU, hard SiLU, GELU, softplus and group normalisation.
import { foldConstant, countReaders } from './fold-constants'
import type { OnnxModel, OnnxNode, OnnxTensor } from './onnx-model'

type Fusion = (node: OnnxNode, look: Look) => Fused | undefined

interface Fused {
  readonly node: OnnxNode
  /** Nodes that are part of it. */
  readonly parts: readonly OnnxNode[]
}

interface Look {
  /** The node that gives a value, where one does. */
  producer(value: string): OnnxNode | undefined
  /** The only reader of a node's first output. */
  reader(node: OnnxNode): OnnxNode | undefined
  /** A constant of one number. */
  scalar(value: string): number | undefined
  constant(value: string): OnnxTensor | undefined
}

const near = (value: number | undefined, wanted: number): boolean => value !== undefined && Math.abs(value - wanted) < 1e-4

function fused(last: OnnxNode, operator: string, inputs: readonly string[], parts: readonly OnnxNode[], attributes: OnnxNode['attributes'] = {}): Fused {
  return { node: { name: last.name, operator, domain: '', inputs, outputs: last.outputs, attributes }, parts: [...parts, last] }
}

/** The other input of a node with two. */
function other(node: OnnxNode, value: string): string {
  return (node.inputs[0] === value ? node.inputs[1] : node.inputs[0]) ?? ''
}

/** x · σ(x), and x · hard σ(x). */
const silu: Fusion = (gate, look) => {
  if (gate.operator !== 'Sigmoid' && gate.operator !== 'HardSigmoid') return undefined
  const product = look.reader(gate)
  const x = gate.inputs[0] ?? ''
  if (product?.operator !== 'Mul' || other(product, gate.outputs[0] ?? '') !== x) return undefined
  if (gate.operator === 'Sigmoid') return fused(product, 'Swish', [x], [gate])
  const alpha = gate.attributes['alpha']
  return typeof alpha === 'number' && near(alpha, 1 / 6) ? fused(product, 'HardSwish', [x], [gate]) : undefined
}

/** x / 2 · (1 + erf(x / √2)), its factors in any order. */
const gelu: Fusion = (erf, look) => {
  if (erf.operator !== 'Erf') return undefined
  const scale = look.producer(erf.inputs[0] ?? '')
  const x = scale?.inputs[0] ?? ''
  const factor = look.scalar(scale?.inputs[1] ?? '')
  if (scale === undefined || !((scale.operator === 'Div' && near(factor, Math.SQRT2)) || (scale.operator === 'Mul' && near(factor, Math.SQRT1_2)))) return undefined
  const plusOne = look.reader(erf)
  if (plusOne?.operator !== 'Add' || !near(look.scalar(other(plusOne, erf.outputs[0] ?? '')), 1)) return undefined
  const product = look.reader(plusOne)
  if (product?.operator !== 'Mul') return undefined
  const partner = other(product, plusOne.outputs[0] ?? '')
  const parts = [scale, erf, plusOne]
  if (partner === x) {
    const half = look.reader(product)
    return half?.operator === 'Mul' && near(look.scalar(other(half, product.outputs[0] ?? '')), 0.5) ? fused(half, 'Gelu', [x], [...parts, product]) : undefined
  }
  const half = look.producer(partner)
  return half?.operator === 'Mul' && half.inputs.includes(x) && near(look.scalar(other(half, x)), 0.5) && look.reader(half) === product ? fused(product, 'Gelu', [x], [...parts, half]) : undefined
}

/** Softplus that is the identity for large values, where the two are equal to rounding. */
const softplus: Fusion = (where, look) => {
  if (where.operator !== 'Where') return undefined
  const [condition, x = '', otherwise] = where.inputs
  const [greater, inner] = [look.producer(condition ?? ''), look.producer(otherwise ?? '')]
  const large = (look.scalar(greater?.inputs[1] ?? '') ?? 0) >= 15
  if (greater?.operator !== 'Greater' || inner?.operator !== 'Softplus' || greater.inputs[0] !== x || inner.inputs[0] !== x || !large) return undefined
  return look.reader(greater) === where && look.reader(inner) === where ? fused(where, 'Softplus', [x], [greater, inner]) : undefined
}

/** [batch, groups, rest] normalised as instances, and back, times a scale and plus an offset for every channel. */
const groupNormalisation: Fusion = (normalisation, look) => {
  if (normalisation.operator !== 'InstanceNormalization') return undefined
  const into = look.producer(normalisation.inputs[0] ?? '')
  const target = look.constant(into?.inputs[1] ?? '')
  const [scale, offset] = [look.constant(normalisation.inputs[1] ?? ''), look.constant(normalisation.inputs[2] ?? '')]
  const back = look.reader(normalisation)
  if (into?.operator !== 'Reshape' || back?.operator !== 'Reshape' || target?.data.length !== 3 || target.uniform === true || target.data[2] !== -1) return undefined
  const groups = scale?.shape[0] ?? 0
  const all = (tensor: OnnxTensor | undefined, value: number): boolean => tensor !== undefined && Array.from(tensor.data).every((each) => each === value)
  if (look.reader(into) !== normalisation || groups !== target.data[1] || !all(scale, 1) || !all(offset, 0)) return undefined
  const attributes = { num_groups: groups, ...(typeof normalisation.attributes['epsilon'] === 'number' ? { epsilon: normalisation.attributes['epsilon'] } : {}) }
  const parts = [into, normalisation, back]
  const product = look.reader(back)
  const gamma = product?.operator === 'Mul' ? other(product, back.outputs[0] ?? '') : ''
  const sum = product === undefined ? undefined : look.reader(product)
  const beta = sum?.operator === 'Add' ? other(sum, product?.outputs[0] ?? '') : ''
  const perChannel = (name: string): boolean => {
    const tensor = look.constant(name)
    return tensor !== undefined && tensor.data.length > 0 && tensor.shape.filter((extent) => extent > 1).length <= 1
  }
  if (product !== undefined && sum !== undefined && perChannel(gamma) && perChannel(beta)) return fused(sum, 'GroupNormalization', [into.inputs[0] ?? '', gamma, beta], [...parts, product], attributes)
  return fused(back, 'GroupNormalization', [into.inputs[0] ?? ''], [into, normalisation], attributes)
}

/** The graph's nodes with such groups as one node each, in their order. */
export function fusePatterns(model: OnnxModel): readonly OnnxNode[] {
  const producers = new Map(model.nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)))
  const readersOf = new Map<string, OnnxNode[]>()
  for (const node of model.nodes) {
    for (const input of new Set(node.inputs)) {
      if (node.operator === 'Shape') continue
      const known = readersOf.get(input)
      if (known === undefined) readersOf.set(input, [node])
      else known.push(node)
    }
  }
  const counts = countReaders(model)
  const constant = (value: string): OnnxTensor | undefined => {
    const producer = producers.get(value)
    return model.constants.get(value) ?? (producer?.operator === 'Constant' ? foldConstant(producer, () => undefined, () => undefined) : undefined)
  }
  const look: Look = {
    producer: (value) => producers.get(value),
    reader: (node) => (counts.get(node.outputs[0] ?? '') === 1 ? readersOf.get(node.outputs[0] ?? '')?.[0] : undefined),
    constant,
    scalar(value) {
      const found = constant(value)
      return found !== undefined && found.data.length === 1 ? found.data[0] : undefined
    },
  }
  const replaced = new Map<OnnxNode, OnnxNode | null>()
  for (const node of model.nodes) {
    for (const fusion of [silu, gelu, softplus, groupNormalisation]) {
      const found = fusion(node, look)
      if (found === undefined || found.parts.some((part) => replaced.has(part))) continue
      for (const part of found.parts) replaced.set(part, null)
      const last = found.parts.at(-1)
      if (last !== undefined) replaced.set(last, found.node)
      break
    }
  }
  return model.nodes.flatMap((node) => {
    const replacement = replaced.get(node)
    return replacement === null ? [] : [replacement ?? node]
  })
}
