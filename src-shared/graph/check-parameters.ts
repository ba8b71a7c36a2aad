// Checks the parameters of any catalogue entry (a layer, recipe, dataset or optimizer) against its schema.
import type { z } from 'zod'
import { describeIssues, jsonSchemaOf, quoteValue, schemaAt, valueAt } from './describe-schema'
import { nearestNames } from './nearest-names'
import type { ParameterValues } from './network'

type JsonValue = z.core.util.JSONType

export interface ParameterViolation {
  /** Inside the parameters: `['units']`, `['kernel', 0]`. */
  readonly path: readonly (string | number)[]
  readonly key: string
  /** The field's title in the form. */
  readonly title: string
  /** False where the schema has no such parameter: the value is ignored, which only warns. */
  readonly known: boolean
  readonly expected: string
  readonly got: string
  readonly fix: string
  /** Values of the whole parameter that would fit. */
  readonly suggestions: readonly { readonly label: string; readonly value: JsonValue }[]
}

export interface ParameterCheck {
  /** With defaults filled in; undefined where a value does not fit. */
  readonly values: Readonly<Record<string, unknown>> | undefined
  readonly violations: readonly ParameterViolation[]
}

export function checkParameters(schema: z.ZodObject, parameters: ParameterValues): ParameterCheck {
  const parsed = schema.safeParse(parameters)
  const unknown = unknownParameters(schema, parameters)
  if (parsed.success) return { values: parsed.data, violations: unknown }
  const violations = describeIssues(schema, parameters, parsed.error.issues).map((violation): ParameterViolation => {
    const key = String(violation.path[0] ?? '')
    return { ...violation, key, title: fieldTitle(schema, key), known: true, suggestions: suggestions(schema, key, violation.path, parameters) }
  })
  return { values: undefined, violations: [...violations, ...unknown] }
}

function fieldTitle(schema: z.ZodObject, key: string): string {
  return schemaAt(jsonSchemaOf(schema), [key])?.title ?? key
}

function unknownParameters(schema: z.ZodObject, parameters: ParameterValues): readonly ParameterViolation[] {
  const known = Object.keys(schema.shape)
  return Object.keys(parameters)
    .filter((key) => !known.includes(key))
    .map((key) => ({
      path: [key],
      key,
      title: key,
      known: false,
      expected: known.length === 0 ? 'no settings at all' : `one of ${known.join(', ')}`,
      got: `${key} = ${quoteValue(parameters[key])}`,
      fix: known.length === 0 ? `remove ${key}` : `remove ${key}, or write ${nearestNames(key, known, 1).join('')} if that was meant`,
      suggestions: [],
    }))
}

/** The nearest bound where a number is out of range, and the default. */
function suggestions(schema: z.ZodObject, key: string, path: readonly (string | number)[], parameters: ParameterValues): ParameterViolation['suggestions'] {
  const field = schemaAt(jsonSchemaOf(schema), [key])
  if (field === undefined) return []
  const made: { label: string; value: JsonValue }[] = []
  const value = valueAt(parameters, path)
  if (path.length === 1 && typeof value === 'number') {
    const { minimum, maximum } = field
    if (minimum !== undefined && value < minimum) made.push({ label: `Use ${minimum}`, value: minimum })
    else if (maximum !== undefined && value > maximum) made.push({ label: `Use ${maximum}`, value: maximum })
    else if (field.type === 'integer' && !Number.isInteger(value)) made.push({ label: `Use ${Math.round(value)}`, value: Math.round(value) })
  }
  const initial: unknown = field.default
  if (initial !== undefined && schema.shape[key]?.safeParse(initial).success === true && !made.some((each) => each.value === initial)) {
    made.push({ label: `Use the default, ${defaultWords(initial)}`, value: initial as JsonValue })
  }
  return made.filter((each) => schema.shape[key]?.safeParse(each.value).success === true)
}

function defaultWords(value: unknown): string {
  return Array.isArray(value) ? value.map(String).join(' × ') : typeof value === 'string' ? value : quoteValue(value)
}
