// A block's parameters as a schema, so that its uses are checked, and get their form, as any layer's settings are and do.
import { z } from 'zod'
import type { BlockDocument, BlockParameter } from './block'

function numberSchema(base: z.ZodNumber, minimum: number | undefined, maximum: number | undefined): z.ZodNumber {
  const from = minimum === undefined ? base : base.min(minimum)
  return maximum === undefined ? from : from.max(maximum)
}

function fieldOf(parameter: BlockParameter): z.ZodType {
  const words = { title: parameter.title, ...(parameter.description === undefined ? {} : { description: parameter.description }) }
  switch (parameter.kind) {
    case 'integer':
      return numberSchema(z.int(), parameter.minimum, parameter.maximum).default(parameter.default).meta(words)
    case 'number':
      return numberSchema(z.number(), parameter.minimum, parameter.maximum).default(parameter.default).meta(words)
    case 'choice':
      return z
        .enum(parameter.choices.map((choice) => choice.value))
        .default(parameter.default)
        .meta({ ...words, labels: Object.fromEntries(parameter.choices.map((choice) => [choice.value, choice.label])) })
    case 'switch':
      return z.boolean().default(parameter.default).meta(words)
  }
}

/** One field a parameter, with its default, limits and title. */
export function blockParametersSchema(block: Pick<BlockDocument, 'parameters'>): z.ZodObject {
  return z.object(Object.fromEntries(block.parameters.map((parameter) => [parameter.id, fieldOf(parameter)])))
}
