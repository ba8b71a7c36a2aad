// Puts a zod schema's demands, and a value's failure to meet them, into words: `a whole number from 1 to 65,536`.
import { z } from 'zod'
import { formatCount } from '../layers/words'

type JsonSchema = z.core.JSONSchema.BaseSchema

export interface SchemaViolation {
  readonly path: readonly (string | number)[]
  readonly expected: string
  readonly got: string
  readonly fix: string
}

const jsonSchemas = new WeakMap<z.ZodType, JsonSchema>()

/** The schema as JSON Schema, of what goes in (defaults not yet filled in). Kept, since it is costly to make. */
export function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  const known = jsonSchemas.get(schema)
  if (known !== undefined) return known
  const made: JsonSchema = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  jsonSchemas.set(schema, made)
  return made
}

function number(value: number): string {
  return Math.abs(value) >= 1e4 || Number.isInteger(value) ? formatCount(value) : String(value)
}

function rangeWords(schema: JsonSchema): string {
  const above = schema.exclusiveMinimum
  const below = schema.exclusiveMaximum
  const from = schema.minimum
  const to = schema.maximum !== undefined && Math.abs(schema.maximum) < Number.MAX_SAFE_INTEGER ? schema.maximum : undefined
  if (from !== undefined && Math.abs(from) < Number.MAX_SAFE_INTEGER && to !== undefined) return ` from ${number(from)} to ${number(to)}`
  const parts: string[] = []
  if (typeof above === 'number') parts.push(`above ${number(above)}`)
  else if (from !== undefined && Math.abs(from) < Number.MAX_SAFE_INTEGER) parts.push(`of at least ${number(from)}`)
  if (typeof below === 'number') parts.push(`below ${number(below)}`)
  else if (to !== undefined) parts.push(`${typeof above === 'number' ? '' : 'of '}at most ${number(to)}`)
  return parts.length === 0 ? '' : ` ${parts.join(' and ')}`
}

function countWords(least: number | undefined, most: number | undefined): string {
  if (least !== undefined && least === most) return `${least} `
  if (least !== undefined && most !== undefined) return `${least} to ${number(most)} `
  if (most !== undefined) return `at most ${number(most)} `
  return least === undefined ? '' : `at least ${least} `
}

/** What a value must be, in words. */
export function describeSchema(schema: JsonSchema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum !== undefined) return `one of ${schema.enum.map(String).join(', ')}`
  if (schema.anyOf !== undefined) return schema.anyOf.map((option) => (typeof option === 'object' ? describeSchema(option) : 'a value')).join(', or ')
  switch (schema.type) {
    case 'integer':
      return `a whole number${rangeWords(schema)}`
    case 'number':
      return `a number${rangeWords(schema)}`
    case 'boolean':
      return 'true or false'
    case 'string':
      if (schema.pattern !== undefined) return 'a name of 1 to 64 letters, digits, - or _'
      return schema.minLength === undefined || schema.minLength === 0
        ? `a text${schema.maxLength === undefined ? '' : ` of at most ${number(schema.maxLength)} characters`}`
        : `a text of ${countWords(schema.minLength, schema.maxLength)}characters`
    case 'null':
      return 'null'
    case 'array': {
      const items = schema.prefixItems
      const first = items === undefined ? schema.items : items[0]
      const each = typeof first === 'object' && !Array.isArray(first) ? describeSchema(first) : 'a value'
      const count = items === undefined ? countWords(schema.minItems, schema.maxItems) : `${items.length} `
      return `a list of ${count}items, each ${each}`
    }
    case 'object':
      return 'an object'
    default:
      return 'a value'
  }
}

/** Follows a path into a JSON schema; undefined where the schema says nothing of it. */
export function schemaAt(schema: JsonSchema, path: readonly PropertyKey[]): JsonSchema | undefined {
  let at: JsonSchema | boolean | undefined = schema
  for (const key of path) {
    if (typeof at !== 'object') return undefined
    const options: readonly (JsonSchema | boolean)[] = at.anyOf ?? [at]
    let next: JsonSchema | boolean | undefined
    for (const option of options) {
      if (typeof option !== 'object') continue
      const here: unknown =
        typeof key === 'number'
          ? (option.prefixItems?.[key] ?? option.items)
          : ((option.properties !== undefined && Object.hasOwn(option.properties, key) ? option.properties[String(key)] : undefined) ?? option.additionalProperties)
      if (typeof here === 'object' && here !== null && !Array.isArray(here)) next = here as JsonSchema
    }
    at = next
  }
  return typeof at === 'object' ? at : undefined
}

/** A value as a sentence quotes it, at most 60 characters long. */
export function quoteValue(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (typeof value === 'number' && !Number.isFinite(value)) return 'not a number'
  if (Array.isArray(value) && value.length > 12) return `a list of ${formatCount(value.length)} items`
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}

/** A choice that was found where another is expected: its word as it is, anything else quoted, so that nothing reads as nothing. */
export function foundWord(value: unknown): string {
  return typeof value === 'string' && /\S/.test(value) ? value : quoteValue(value)
}

/** What stands at a path in a value; undefined where nothing does. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at: unknown = value
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined
    at = (at as Record<PropertyKey, unknown>)[key]
  }
  return at
}

function plainPath(path: readonly PropertyKey[]): (string | number)[] {
  return path.map((key) => (typeof key === 'number' ? key : String(key)))
}

/** What a value breaks of a schema, in words; empty where it fits. */
export function describeIssues(schema: z.ZodType, value: unknown, issues: readonly z.core.$ZodIssue[]): readonly SchemaViolation[] {
  const json = jsonSchemaOf(schema)
  return issues.flatMap((issue): readonly SchemaViolation[] => {
    const path = plainPath(issue.path)
    if (issue.code === 'unrecognized_keys') {
      const known = Object.keys(schemaAt(json, path)?.properties ?? {})
      return issue.keys.map((key) => ({
        path: [...path, key],
        expected: known.length === 0 ? 'nothing of that name' : `one of ${known.join(', ')}`,
        got: key,
        fix: `remove ${key}`,
      }))
    }
    if (issue.code === 'invalid_key') return [{ path, expected: 'a name of letters, digits, _ and -, that begins with a letter', got: quoteValue(path.at(-1)), fix: 'correct the name, or take the entry out' }]
    const there = schemaAt(json, path)
    const expected = there === undefined ? issue.message : describeSchema(there)
    const got = quoteValue(valueAt(value, path))
    return [{ path, expected, got, fix: got === 'nothing' ? `add ${path.at(-1) ?? 'it'}: ${expected}` : `use ${expected}` }]
  })
}
