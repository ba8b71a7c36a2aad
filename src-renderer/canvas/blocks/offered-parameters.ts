// What a new block may leave to its uses: the settings of the selected layers, those that are set alike as one.
import type { BlockParameter } from '@shared/graph/block'
import { layerOf } from '@shared/graph/analyse-network'
import type { BlockDocument } from '@shared/graph/block'
import type { NewParameter } from '@shared/graph/make-block'
import { nodeName } from '@shared/graph/names'
import type { NetworkDocument, NodeId } from '@shared/graph/network'
import { readNodeParameters } from '@shared/graph/node-parameters'
import { fieldsOf, type Field } from '../../panels/design/form/fields-of'

export interface OfferedParameter {
  readonly key: string
  readonly parameter: BlockParameter
  readonly settings: NewParameter['settings']
  /** `64, in Conv2D and Conv2D`. */
  readonly words: string
  /** Chosen from the start: what such a block is most often used with. */
  readonly usual: boolean
}

const USUAL = new Set(['filters', 'units'])

/** In the order in which they are met; the usual ones first. */
export function offeredParameters(network: NetworkDocument, chosen: ReadonlySet<NodeId>, blocks: readonly BlockDocument[]): readonly OfferedParameter[] {
  const groups = new Map<string, { readonly field: Field; readonly value: number | string | boolean; readonly settings: { node: NodeId; name: string }[] }>()
  for (const node of network.nodes) {
    const layer = chosen.has(node.id) ? layerOf(node.type, blocks) : undefined
    const values = layer === undefined ? undefined : readNodeParameters(layer, node).values
    if (layer === undefined || values === undefined) continue
    for (const field of fieldsOf(layer.parameters)) {
      const value = single(values[field.key])
      if (value === undefined || field.input.kind === 'list' || field.input.kind === 'text' || node.bindings?.[field.key] !== undefined) continue
      const key = `${field.key} ${field.input.kind} ${String(value)}`
      const group = groups.get(key) ?? { field, value, settings: [] }
      group.settings.push({ node: node.id, name: nodeName(node, layer) })
      groups.set(key, group)
    }
  }
  const taken = new Set<string>()
  const offered = [...groups].flatMap(([key, { field, value, settings }]): OfferedParameter[] => {
    const id = freeName(field.key, taken)
    const parameter = parameterOf(id, field, value)
    if (parameter === null) return []
    const names = settings.map((setting) => setting.name)
    return [{ key, parameter, settings: settings.map(({ node }) => ({ node, setting: field.key, term: id })), words: `${label(field, value)}, in ${names.length > 3 ? `${names.length} layers` : names.join(' and ')}`, usual: USUAL.has(field.key) }]
  })
  return offered.toSorted((a, b) => Number(b.usual) - Number(a.usual))
}

/** One value; of two that are the same, such as a square kernel's sides, that one. */
function single(value: unknown): number | string | boolean | undefined {
  const one: unknown = Array.isArray(value) && value.length === 2 && value[0] === value[1] ? value[0] : value
  return typeof one === 'number' || typeof one === 'string' || typeof one === 'boolean' ? one : undefined
}

function freeName(key: string, taken: Set<string>): string {
  const stem = key.replace(/[^A-Za-z0-9_]/g, '').slice(0, 28) || 'setting'
  let id = stem
  for (let count = 2; taken.has(id); count += 1) id = `${stem}${count}`
  taken.add(id)
  return id
}

function label({ input }: Field, value: number | string | boolean): string {
  if (input.kind === 'choice') return input.options.find((option) => option.value === value)?.label ?? String(value)
  return typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value)
}

function parameterOf(id: string, { title, description, input }: Field, value: number | string | boolean): BlockParameter | null {
  const common = { id, title, ...(description === undefined ? {} : { description: description.slice(0, 300) }) }
  if (input.kind === 'switch' && typeof value === 'boolean') return { ...common, kind: 'switch', default: value }
  if (input.kind === 'choice' && typeof value === 'string') return { ...common, kind: 'choice', default: value, choices: input.options.map(({ value: choice, label: words }) => ({ value: choice, label: words })) }
  if ((input.kind !== 'number' && input.kind !== 'pair') || typeof value !== 'number') return null
  const limits = { ...(input.least === undefined ? {} : { minimum: input.least }), ...(input.most === undefined ? {} : { maximum: input.most }) }
  return input.integer ? { ...common, kind: 'integer', default: value, ...limits } : { ...common, kind: 'number', default: value, ...limits }
}
