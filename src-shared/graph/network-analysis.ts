// What the analysis of one network yields: for every node and wire what flows there, what it costs and what is wrong.
import type { LayerDefinition, PortShapes, WeightDefinition } from '../layers/layer-definition'
import type { Problem } from '../problem'
import type { Shape } from '../tensors/shape'
import type { BlockDocument } from './block'
import type { NetworkDocument, NodeDocument, NodeId } from './network'

export interface NodeAnalysis {
  readonly node: NodeDocument
  /** What a person calls it: its name, else its layer's title, else its type. */
  readonly name: string
  /** Undefined where the layer type is unknown here. Of a use of a block, the block as a layer (block-layer.ts). */
  readonly layer: LayerDefinition | undefined
  /** Of a use of a block: what it is made of, with the use's parameters and input. */
  readonly inside?: NetworkAnalysis
  /** The node's parameters with defaults filled in; undefined where they do not fit the layer's schema. */
  readonly parameters: Readonly<Record<string, unknown>> | undefined
  /** Shapes by port, as far as they are known. */
  readonly inputs: PortShapes
  /** Null where it cannot be known. Past a fault, what would come out had the faulty node been right, where that is clear. */
  readonly output: Shape | null
  readonly weights: readonly WeightDefinition[]
  /** Trainable values. */
  readonly parameterCount: number
  /** For one example. */
  readonly multiplyAdds: number
  /**
   * Whether the node itself can be computed: `input` where it refuses what enters it, `own` where its layer is unknown, its
   * settings do not fit or a port is unwired.
   */
  readonly fault: 'none' | 'own' | 'input'
  /** Problems of this very node. */
  readonly problems: readonly Problem[]
  /** True where an upstream problem hides this node's shape. */
  readonly stale: boolean
  /** False where its output does not reach the network's output: it takes no part in training, and its problems only warn. */
  readonly used: boolean
}

export interface WireAnalysis {
  readonly shape: Shape | null
  /** `bad`: the node it enters refuses it. `unknown`: past a fault. */
  readonly state: 'ok' | 'bad' | 'unknown'
}

export interface NetworkAnalysis {
  readonly network: NetworkDocument
  /** The experiment's blocks that the network uses, those inside them included. */
  readonly blocks: readonly BlockDocument[]
  /** Nodes that are run: used and without fault, in data-flow order. */
  readonly order: readonly NodeId[]
  readonly nodes: ReadonlyMap<NodeId, NodeAnalysis>
  readonly wires: ReadonlyMap<string, WireAnalysis>
  readonly inputShape: Shape | null
  /** What enters the network's output node; null where unknown. */
  readonly outputShape: Shape | null
  /** Names of tensors that layers expose to the recipe, e.g. mean, logVariance, with their shapes. */
  readonly exposed: Readonly<Record<string, Shape>>
  /** Over the used nodes: trainable values; multiply-adds and values of all layer outputs for one example. */
  readonly totals: { readonly parameters: number; readonly multiplyAdds: number; readonly activations: number }
  readonly problems: readonly Problem[]
}
