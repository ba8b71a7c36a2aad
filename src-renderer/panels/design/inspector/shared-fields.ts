// The settings that several layers have in common, to be set for all of them at once.
import { dequal } from 'dequal/lite'
import type { NodeDocument } from '@shared/graph/network'
import type { LayerDefinition } from '@shared/layers/layer-definition'
import { fieldsOf, type Field } from '../form/fields-of'

export interface SharedField {
  readonly field: Field
  /** The last layer's. */
  readonly value: unknown
  /** Every value there is, in words, the layers' own order; empty where all have the same. */
  readonly differing: string
}

/** Without those that follow a parameter of the block one of the layers lies in. */
export function sharedFields(layers: readonly { readonly node: Pick<NodeDocument, 'parameters' | 'bindings'>; readonly layer: LayerDefinition }[]): readonly SharedField[] {
  const [first, ...rest] = layers
  if (first === undefined) return []
  const bound = new Set(layers.flatMap(({ node }) => Object.keys(node.bindings ?? {})))
  return fieldsOf(first.layer.parameters)
    .filter((field) => !bound.has(field.key) && rest.every(({ layer }) => fieldsOf(layer.parameters).some((other) => isAlike(field, other))))
    .map((field) => {
      const values = layers.map(({ node, layer }) => node.parameters[field.key] ?? fieldsOf(layer.parameters).find((other) => other.key === field.key)?.initial)
      const words = [...new Set(values.map((value) => spell(field, value)))]
      return { field, value: values.at(-1), differing: words.length === 1 ? '' : words.join(', ') }
    })
}

/** Of one key, and taking the same. */
function isAlike(a: Field, b: Field): boolean {
  return a.key === b.key && dequal(a.input, b.input)
}

function spell({ input }: Field, value: unknown): string {
  if (input.kind === 'choice') return input.options.find((option) => option.value === value)?.label ?? String(value)
  if (input.kind === 'switch') return value === true ? 'on' : 'off'
  return Array.isArray(value) ? value.join('×') : String(value)
}
