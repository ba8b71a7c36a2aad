// The edits a person (or a ready-made fix) can make to an experiment. `applyEdit` in apply-edit.ts carries them out.
import { z } from 'zod'
import { blockSchema } from './block'
import { networkIdSchema, networkSchema, nodeIdSchema, nodeSchema, noteIdSchema, noteSchema, parameterValuesSchema, positionSchema, wireIdSchema, wireSchema } from './network'

export const graphEditSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('add-node'), network: networkIdSchema, node: nodeSchema }),
  /** Removes the nodes and every wire that touches them. */
  z.strictObject({ kind: z.literal('remove-nodes'), network: networkIdSchema, nodes: z.array(nodeIdSchema) }),
  z.strictObject({ kind: z.literal('move-nodes'), network: networkIdSchema, moves: z.array(z.strictObject({ node: nodeIdSchema, position: positionSchema })) }),
  /** An empty name brings the layer's own title back. */
  z.strictObject({ kind: z.literal('rename-node'), network: networkIdSchema, node: nodeIdSchema, name: z.string().max(80) }),
  /** Merges the given parameters over the node's own. */
  z.strictObject({ kind: z.literal('set-parameters'), network: networkIdSchema, node: nodeIdSchema, parameters: parameterValuesSchema }),
  /** Bypassed nodes give what enters them. */
  z.strictObject({ kind: z.literal('set-bypass'), network: networkIdSchema, nodes: z.array(nodeIdSchema), bypassed: z.boolean() }),
  /** Adds a wire; a wire already at the same input port is replaced. */
  z.strictObject({ kind: z.literal('connect'), network: networkIdSchema, wire: wireSchema }),
  z.strictObject({ kind: z.literal('disconnect'), network: networkIdSchema, wires: z.array(wireIdSchema) }),
  z.strictObject({ kind: z.literal('add-note'), network: networkIdSchema, note: noteSchema }),
  z.strictObject({ kind: z.literal('remove-notes'), network: networkIdSchema, notes: z.array(noteIdSchema) }),
  z.strictObject({ kind: z.literal('change-note'), network: networkIdSchema, note: noteIdSchema, changes: noteSchema.pick({ text: true, colour: true, position: true, size: true }).partial() }),
  z.strictObject({ kind: z.literal('add-network'), network: networkSchema }),
  /** Removes the network and takes it out of every role it plays. */
  z.strictObject({ kind: z.literal('remove-network'), network: networkIdSchema }),
  z.strictObject({ kind: z.literal('rename-network'), network: networkIdSchema, name: z.string().min(1).max(80) }),
  /** A frozen network keeps its weights through training. */
  /** The network's weights are drawn again at the start of a run. */
  z.strictObject({ kind: z.literal('drop-starting-weights'), network: networkIdSchema }),
  z.strictObject({ kind: z.literal('set-frozen'), network: networkIdSchema, frozen: z.boolean() }),
  /** Puts the network at a place among the others, counted from 0 after it was taken out; past the end is the end. */
  z.strictObject({ kind: z.literal('move-network'), network: networkIdSchema, to: z.number().int().min(0) }),
  z.strictObject({ kind: z.literal('add-block'), block: blockSchema }),
  /** Refused while a network or another block uses it. */
  z.strictObject({ kind: z.literal('remove-block'), block: networkIdSchema }),
  /** An empty description takes it away. Nodes and wires of a block are changed as those of a network are, by the block's id. */
  z.strictObject({ kind: z.literal('change-block'), block: networkIdSchema, changes: blockSchema.pick({ name: true, description: true, parameters: true }).partial() }),
  /** What settings of a node inside a block follow; null takes a binding off. */
  z.strictObject({ kind: z.literal('set-bindings'), network: networkIdSchema, node: nodeIdSchema, bindings: z.record(z.string(), z.string().min(1).max(120).nullable()) }),
  /** Sets one value outside the networks by dotted path, e.g. `training.epochs`, `recipe.parameters.beta`, `name`. */
  z.strictObject({ kind: z.literal('set-value'), path: z.string(), value: z.json() }),
])

export type GraphEdit = z.infer<typeof graphEditSchema>
