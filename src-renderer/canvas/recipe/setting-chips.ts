// Settings of a recipe in a few words each: `Bernoulli`, `Beta (β) 1`, and whatever else differs from the usual.
import { dequal } from 'dequal/lite'
import type { z } from 'zod'
import { fieldsOf } from '../../panels/design/form/fields-of'
import { writeNumber } from '../../text/parse-number'

export function settingChips(schema: z.ZodObject, values: Readonly<Record<string, unknown>>): readonly string[] {
  return fieldsOf(schema).flatMap((field, index) => {
    const value = values[field.key] ?? field.initial
    if (index > 1 && dequal(value, field.initial)) return []
    if (field.input.kind === 'choice') return [field.input.options.find((option) => option.value === value)?.label ?? String(value)]
    if (field.input.kind === 'number' && typeof value === 'number') return [`${field.title} ${writeNumber(value)}${field.unit === undefined ? '' : ` ${field.unit}`}`]
    return []
  })
}
