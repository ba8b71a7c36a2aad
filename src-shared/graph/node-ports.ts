// The ports a node of some type has, which is all that wiring needs to know of it.
import { findLayer } from '../layers/catalogue'
import type { PortDefinition } from '../layers/layer-definition'
import { blockIdOf } from './block'

export interface NodePorts {
  readonly inputs: readonly PortDefinition[]
  readonly outputs: readonly PortDefinition[]
}

/** Whatever the block: what enters a use enters at its input node, and what leaves it leaves at its output node. */
export const blockPorts: NodePorts = { inputs: [{ id: 'input', title: 'Input' }], outputs: [{ id: 'output', title: 'Output' }] }

/** Undefined where the type is unknown: its ports are taken on trust. */
export function portsOf(type: string): NodePorts | undefined {
  return findLayer(type) ?? (blockIdOf(type) === undefined ? undefined : blockPorts)
}
