// A block: a network of its own with one input and one output, and parameters that its uses set. Pure data; SPEC.md numbers its rules.
import { z } from 'zod'
import { networkIdSchema, networkSchema, type NetworkId } from './network'

/** Of a block's parameters: what stands in the bindings of its nodes, so it reads as a variable does. */
const blockParameterIdSchema = z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,31}$/, 'a parameter’s id has 1 to 32 letters, digits or _, a letter first')

const common = {
  id: blockParameterIdSchema,
  /** What forms and the node's chips call it. */
  title: z.string().min(1).max(60),
  description: z.string().max(300).optional(),
}

const blockParameterSchema = z.discriminatedUnion('kind', [
  z.strictObject({ ...common, kind: z.literal('integer'), default: z.int(), minimum: z.int().optional(), maximum: z.int().optional() }),
  z.strictObject({ ...common, kind: z.literal('number'), default: z.number(), minimum: z.number().optional(), maximum: z.number().optional() }),
  z.strictObject({
    ...common,
    kind: z.literal('choice'),
    default: z.string().max(64),
    choices: z.array(z.strictObject({ value: z.string().min(1).max(64), label: z.string().min(1).max(60) })).min(1).max(32),
  }),
  z.strictObject({ ...common, kind: z.literal('switch'), default: z.boolean() }),
])

/**
 * The nodes, wires and notes are those of a network whose id is the block's; what enters and leaves a use of the block enters
 * at its `input` node and leaves at its `output` node. Settings of nodes follow the parameters by the nodes' `bindings`.
 */
export const blockSchema = networkSchema.omit({ frozen: true, startingWeights: true }).extend({
  /** Two or three sentences for whoever uses it. */
  description: z.string().max(1000).optional(),
  parameters: z.array(blockParameterSchema).max(24),
})

export const MOST_BLOCKS = 64

export type BlockParameter = z.infer<typeof blockParameterSchema>
export type BlockDocument = z.infer<typeof blockSchema>

const STEM = 'block:'

/** The type of a node that uses the block. */
export function blockType(block: NetworkId): string {
  return `${STEM}${block}`
}

/** The block that a node of this type uses; undefined for every other type. */
export function blockIdOf(type: string): NetworkId | undefined {
  if (!type.startsWith(STEM)) return undefined
  const parsed = networkIdSchema.safeParse(type.slice(STEM.length))
  return parsed.success ? parsed.data : undefined
}
