// The network document: named nodes of layers and the wires between their ports. Pure data; SPEC.md numbers its rules.
import { z } from 'zod'
import { startingWeightsSchema } from './starting-weights'

const identifier = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'an id has 1 to 64 letters, digits, - or _')

export const nodeIdSchema = identifier.brand<'NodeId'>()
export const wireIdSchema = identifier.brand<'WireId'>()
export const networkIdSchema = identifier.brand<'NetworkId'>()
export type NodeId = z.infer<typeof nodeIdSchema>
export type WireId = z.infer<typeof wireIdSchema>
export type NetworkId = z.infer<typeof networkIdSchema>
export const noteIdSchema = identifier.brand<'NoteId'>()
export type NoteId = z.infer<typeof noteIdSchema>

/** JSON values a layer parameter may hold; the layer's own schema narrows them. */
export const parameterValuesSchema = z.record(z.string(), z.json())
export type ParameterValues = z.infer<typeof parameterValuesSchema>

export const positionSchema = z.strictObject({
  /** Canvas units (CSS pixels at zoom 1), relative to the network's own lane. */
  x: z.number().min(-1e6).max(1e6),
  y: z.number().min(-1e6).max(1e6),
})

export const nodeSchema = z.strictObject({
  id: nodeIdSchema,
  /** A layer's `type` in the layer catalogue, or `block:<id>` of one of the experiment's blocks (block.ts). */
  type: z.string().min(1).max(80),
  /** Shown instead of the layer's title. Weights are named after the node's id, never its name. */
  name: z.string().max(80).optional(),
  parameters: parameterValuesSchema,
  /** Inside a block: settings that follow the block's parameters, as terms over their ids: `{ filters: '2*filters' }`. */
  bindings: z.record(z.string(), z.string().min(1).max(120)).optional(),
  /** What enters the node leaves it unchanged (rule N13). Left out where the layer computes: there is no `false`. */
  bypassed: z.literal(true).optional(),
  position: positionSchema,
})

export const wireSchema = z.strictObject({
  id: wireIdSchema,
  from: z.strictObject({ node: nodeIdSchema, port: z.string().max(32) }),
  to: z.strictObject({ node: nodeIdSchema, port: z.string().max(32) }),
})

/** `neutral` takes the window's own line and ground. */
export const noteColours = ['neutral', 'amber', 'green', 'blue', 'purple', 'pink'] as const

/** What a person writes beside the layers (rule N14): a comment, or a frame around the layers that lie in it. Training never sees it. */
export const noteSchema = z.strictObject({
  id: noteIdSchema,
  kind: z.enum(['comment', 'frame']),
  /** A comment's text, a frame's title. */
  text: z.string().max(2000),
  colour: z.enum(noteColours),
  /** Of the upper left corner. */
  position: positionSchema,
  /** Canvas units. */
  size: z.strictObject({ width: z.number().min(40).max(100_000), height: z.number().min(24).max(100_000) }),
})

export const networkSchema = z.strictObject({
  id: networkIdSchema,
  name: z.string().min(1).max(80),
  nodes: z.array(nodeSchema).max(2000),
  wires: z.array(wireSchema).max(4000),
  notes: z.array(noteSchema).max(500).optional(),
  /** No optimizer changes its weights, and it computes as in testing (rule E10). Left out where it learns: there is no `false`. */
  frozen: z.literal(true).optional(),
  /** What its weights begin a fresh run with; drawn as each layer's initialiser says where left out. */
  startingWeights: startingWeightsSchema.optional(),
})

export type NodeDocument = z.infer<typeof nodeSchema>
export type WireDocument = z.infer<typeof wireSchema>
export type NoteDocument = z.infer<typeof noteSchema>
export type NetworkDocument = z.infer<typeof networkSchema>
