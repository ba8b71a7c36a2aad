// A network of an input wired to an output: what a new network begins as.
import { nodeIdSchema, wireIdSchema, type NetworkDocument, type NetworkId } from './network'

export function emptyNetwork(id: NetworkId, name: string): NetworkDocument {
  const input = nodeIdSchema.parse('input')
  const output = nodeIdSchema.parse('output')
  return {
    id,
    name,
    nodes: [
      { id: input, type: 'input', parameters: {}, position: { x: 0, y: 0 } },
      { id: output, type: 'output', parameters: {}, position: { x: 340, y: 0 } },
    ],
    wires: [{ id: wireIdSchema.parse('wire-1'), from: { node: input, port: 'output' }, to: { node: output, port: 'input' } }],
  }
}
