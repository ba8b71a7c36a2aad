// Settings of a catalogue entry drawn from its own schema, every one of them set, small enough to compute with in a test.
import * as fc from 'fast-check'
import { z } from 'zod'

const formSchema = z.object({
  type: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  default: z.unknown().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  exclusiveMaximum: z.number().optional(),
  minItems: z.number().optional(),
  maxItems: z.number().optional(),
  get anyOf() {
    return z.array(formSchema).optional()
  },
  get items() {
    return z.union([formSchema, z.boolean()]).optional()
  },
  get prefixItems() {
    return z.array(formSchema).optional()
  },
  get properties() {
    return z.record(z.string(), formSchema).optional()
  },
})
type Form = z.infer<typeof formSchema>

/** Steps above the least whole number. */
const WIDEST = 5

export function smallParameters(schema: z.ZodObject): fc.Arbitrary<Record<string, unknown>> {
  return valueOf(formSchema.parse(z.toJSONSchema(schema, { io: 'input' }))) as fc.Arbitrary<Record<string, unknown>>
}

function valueOf(form: Form): fc.Arbitrary<unknown> {
  if (form.enum !== undefined) return fc.constantFrom(...form.enum)
  if (form.const !== undefined) return fc.constant(form.const)
  if (form.anyOf !== undefined) return fc.oneof(...form.anyOf.map(valueOf))
  switch (form.type) {
    case 'integer': {
      const min = form.minimum ?? (form.exclusiveMinimum ?? -1) + 1
      return fc.integer({ min, max: Math.min(form.maximum ?? Infinity, min + WIDEST) })
    }
    case 'number': {
      const middle = typeof form.default === 'number' ? form.default : 0
      const min = form.minimum ?? form.exclusiveMinimum ?? middle - 1
      const max = Math.min(form.maximum ?? form.exclusiveMaximum ?? Infinity, Math.abs(middle) + 1)
      return fc.double({ min: Math.max(min, -1), max, minExcluded: form.exclusiveMinimum !== undefined && min >= -1, noNaN: true })
    }
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'array':
      if (form.prefixItems !== undefined) return fc.tuple(...form.prefixItems.map(valueOf))
      if (typeof form.items === 'object') return fc.array(valueOf(form.items), { minLength: form.minItems ?? 0, maxLength: Math.min(form.maxItems ?? 4, 4) })
      throw new Error(`no values for ${JSON.stringify(form)}`)
    case 'object':
      return fc.record(Object.fromEntries(Object.entries(form.properties ?? {}).map(([name, member]) => [name, valueOf(member)])), { noNullPrototype: true })
    default:
      throw new Error(`no values for ${JSON.stringify(form)}`)
  }
}
