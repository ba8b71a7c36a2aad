// A form's fields, derived from a definition's zod schema by way of its JSON schema: what each field is called, what it
// takes, and the words for what it expects. Nothing here knows any layer, recipe, dataset or optimizer.
import { z } from 'zod'
import { writeNumber } from '../../../text/parse-number'

export interface NumberLimits {
  readonly integer: boolean
  readonly least?: number
  readonly most?: number
  /** Exclusive limits. */
  readonly above?: number
  readonly below?: number
}

export type FieldInput =
  | ({ readonly kind: 'number' } & NumberLimits)
  /** Two numbers that usually go together: height and width of a kernel. */
  | ({ readonly kind: 'pair' } & NumberLimits)
  /** A short list of whole numbers: a shape. */
  | { readonly kind: 'list'; readonly item: NumberLimits; readonly fewest: number; readonly longest: number }
  | { readonly kind: 'choice'; readonly options: readonly { readonly value: string; readonly label: string }[] }
  | { readonly kind: 'switch' }
  | { readonly kind: 'text'; readonly longest?: number }

export interface Field {
  readonly key: string
  readonly title: string
  readonly description: string | undefined
  readonly unit: string | undefined
  readonly initial: unknown
  readonly input: FieldInput
}

const derived = new WeakMap<z.ZodObject, readonly Field[]>()

/** Fields in the schema's order. The same schema gives the same list, so forms do not redraw. */
export function fieldsOf(schema: z.ZodObject): readonly Field[] {
  const known = derived.get(schema)
  if (known) return known
  const json = asObject(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }))
  const fields = Object.entries(asObject(json['properties'])).flatMap(([key, property]) => (asObject(property)['hidden'] === true ? [] : [fieldOf(key, asObject(property))]))
  derived.set(schema, fields)
  return fields
}

type Json = Readonly<Record<string, unknown>>

function fieldOf(key: string, property: Json): Field {
  return {
    key,
    title: textOf(property['title']) ?? humanise(key),
    description: textOf(property['description']),
    unit: textOf(property['unit']),
    initial: property['default'],
    input: inputOf(property),
  }
}

function inputOf(property: Json): FieldInput {
  if (Array.isArray(property['enum'])) {
    const labels = asObject(property['labels'])
    return { kind: 'choice', options: property['enum'].map(String).map((value) => ({ value, label: textOf(labels[value]) ?? humanise(value) })) }
  }
  switch (property['type']) {
    case 'boolean':
      return { kind: 'switch' }
    case 'integer':
    case 'number':
      return { kind: 'number', ...limitsOf(property) }
    case 'array':
      if (Array.isArray(property['prefixItems'])) return { kind: 'pair', ...limitsOf(asObject(property['prefixItems'][0])) }
      return {
        kind: 'list',
        item: limitsOf(asObject(property['items'])),
        fewest: numberOf(property['minItems']) ?? 0,
        longest: numberOf(property['maxItems']) ?? 8,
      }
    default:
      return { kind: 'text', longest: numberOf(property['maxLength']) }
  }
}

function limitsOf(property: Json): NumberLimits {
  const integer = property['type'] === 'integer'
  // zod bounds every integer by the safe range: that is no limit a person needs to hear of.
  const told = (value: unknown): number | undefined => {
    const limit = numberOf(value)
    return limit !== undefined && Math.abs(limit) < Number.MAX_SAFE_INTEGER ? limit : undefined
  }
  return { integer, least: told(property['minimum']), most: told(property['maximum']), above: told(property['exclusiveMinimum']), below: told(property['exclusiveMaximum']) }
}

/** `a whole number from 1 to 64`, `a number above 0, at most 10`. */
export function describeNumber({ integer, least, most, above, below }: NumberLimits): string {
  const noun = integer ? 'a whole number' : 'a number'
  if (least !== undefined && most !== undefined) return `${noun} from ${write(least)} to ${write(most)}`
  const low = least !== undefined ? `of at least ${write(least)}` : above !== undefined ? `above ${write(above)}` : ''
  const high = most !== undefined ? `at most ${write(most)}` : below !== undefined ? `below ${write(below)}` : ''
  return [noun, [low, high].filter((part) => part !== '').join(', ')].filter((part) => part !== '').join(' ')
}

/** What a field takes, in words. */
export function describeField({ input }: Field): string {
  switch (input.kind) {
    case 'number':
      return describeNumber(input)
    case 'pair':
      return `two numbers, each ${describeNumber(input)}`
    case 'list':
      return `${input.fewest === input.longest ? input.fewest : `${input.fewest} to ${input.longest}`} numbers, each ${describeNumber(input.item)}, such as 7×7×64`
    case 'choice':
      return `one of ${input.options.map((option) => option.label).join(', ')}`
    case 'switch':
      return 'on or off'
    case 'text':
      return input.longest === undefined ? 'some text' : `text of at most ${input.longest} letters`
  }
}

function write(value: number): string {
  return Number.isInteger(value) ? value.toLocaleString('en-US') : writeNumber(value)
}

/** `initialWeights` becomes `Initial weights`, `he-normal` becomes `He normal`. */
function humanise(key: string): string {
  const words = key.replace(/([a-z\d])([A-Z])/g, '$1 $2').replace(/[-_]+/g, ' ').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function asObject(value: unknown): Json {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined
}
