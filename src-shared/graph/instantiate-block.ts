// A block with its parameters set: the network that one use of it is.
import { findLayer } from '../layers/catalogue'
import type { BlockDocument } from './block'
import { evaluateTerm, type TermValue } from './block-terms'
import type { NetworkDocument, NodeDocument, NodeId, ParameterValues } from './network'

type Values = Readonly<Record<string, unknown>>

export interface BindingFault {
  readonly node: NodeId
  /** The setting that was to follow the term. */
  readonly setting: string
  readonly term: string
  readonly reason: string
}

export interface BlockInstance {
  /** The block's own network; nodes with bound settings are copies, all others the same objects. Its id is the block's. */
  readonly network: NetworkDocument
  /** Bindings that give no value: the setting keeps the value its node has. */
  readonly faults: readonly BindingFault[]
}

// The values of a use stay one object as long as they are the same: so does the instance, and what is known of it.
const made = new WeakMap<Values, { readonly block: BlockDocument; readonly instance: BlockInstance }>()

/** @param values of all the block's parameters, defaults filled in */
export function instantiateBlock(block: BlockDocument, values: Values): BlockInstance {
  const known = made.get(values)
  if (known?.block === block) return known.instance
  const faults: BindingFault[] = []
  const terms = termValues(values)
  const nodes = block.nodes.map((node) => boundNode(node, terms, faults))
  const { id, name, wires, notes } = block
  const instance = { network: { id, name, nodes, wires, ...(notes === undefined ? {} : { notes }) }, faults }
  made.set(values, { block, instance })
  return instance
}

function termValues(values: Values): Readonly<Record<string, TermValue>> {
  return Object.fromEntries(Object.entries(values).filter((entry): entry is [string, TermValue] => ['number', 'string', 'boolean'].includes(typeof entry[1])))
}

/** The node with its bound settings filled in; the same object where it has none. */
function boundNode(node: NodeDocument, values: Readonly<Record<string, TermValue>>, faults: BindingFault[]): NodeDocument {
  const bindings = Object.entries(node.bindings ?? {})
  if (bindings.length === 0) return node
  const bound: ParameterValues = {}
  for (const [setting, term] of bindings) {
    const outcome = evaluateTerm(term, values)
    if (outcome.ok) bound[setting] = asSetting(node.type, setting, outcome.value)
    else faults.push({ node: node.id, setting, term, reason: outcome.reason })
  }
  return { ...node, parameters: { ...node.parameters, ...bound } }
}

/** One number for a setting of two, such as a kernel's height and width, stands for both. */
function asSetting(type: string, setting: string, value: TermValue): ParameterValues[string] {
  const field = typeof value === 'number' ? findLayer(type)?.parameters.shape[setting] : undefined
  return field?.safeParse(value).success === false && field.safeParse([value, value]).success ? [value, value] : value
}
