// What a converter of one operator works with: the operator's inputs as views or constants, its attributes, and the network that grows.
import { foldConstant } from './fold-constants'
import type { OnnxNode, OnnxTensor } from './onnx-model'
import { fileShape, freshView, settle, type Factor, type View } from './axis-view'
import type { ParameterValues } from '../../graph/network'
import { weightArray, type DraftNode, type NetworkDraft, type WeightArray } from '../network-draft'
import { NotUnderstood } from '../not-understood'
import { sizeOf, type Shape } from '../../tensors/shape'

export type OperatorConverter = (operator: OperatorContext) => void

/** What the whole import knows of the graph. */
export interface GraphState {
  readonly draft: NetworkDraft
  readonly batch: Factor
  readonly views: Map<string, View>
  readonly constants: Map<string, OnnxTensor>
  readonly readers: ReadonlyMap<string, number>
  changed(node: OnnxNode, text: string): void
  understood(node: OnnxNode, made: DraftNode | null, text?: string): void
}

export class OperatorContext {
  readonly node: OnnxNode
  readonly state: GraphState

  constructor(node: OnnxNode, state: GraphState) {
    this.node = node
    this.state = state
  }

  get draft(): NetworkDraft {
    return this.state.draft
  }

  get batch(): Factor {
    return this.state.batch
  }

  /** The layer's own name in its framework, from the name of its weights or of the operator. */
  get layerName(): string | undefined {
    return layerName(this.node, this.state)
  }

  has(index: number): boolean {
    return (this.node.inputs[index] ?? '') !== ''
  }

  /** An input that flows. */
  view(index = 0): View {
    const name = this.node.inputs[index] ?? ''
    const view = this.state.views.get(name)
    if (view !== undefined) return view
    throw new NotUnderstood(this.state.constants.has(name) ? 'a constant of the file stands where a value of the network is expected' : 'what feeds it was not understood')
  }

  isConstant(index: number): boolean {
    return this.state.constants.has(this.node.inputs[index] ?? '')
  }

  /** An input that is a weight or another constant. */
  constant(index: number): OnnxTensor {
    const found = this.state.constants.get(this.node.inputs[index] ?? '')
    if (found === undefined) throw new NotUnderstood(`its input ${index + 1} is computed while the network runs; the studio needs it as a number of the file`)
    return found
  }

  /** A weight's values. */
  weight(index: number): WeightArray {
    return toWeight(this.constant(index))
  }

  /** A short constant as numbers. */
  numbers(index: number): readonly number[] {
    const { data, shape, uniform } = this.constant(index)
    return uniform === true ? new Array<number>(Math.min(sizeOf(shape), 4096)).fill(data[0] ?? 0) : Array.from(data)
  }

  int(name: string, otherwise: number): number {
    const found = this.node.attributes[name]
    return typeof found === 'number' ? found : otherwise
  }

  ints(name: string): readonly number[] | undefined {
    const found = this.node.attributes[name]
    return Array.isArray(found) && found.every((each) => typeof each === 'number') ? found : undefined
  }

  text(name: string, otherwise: string): string {
    const found = this.node.attributes[name]
    return typeof found === 'string' ? found : otherwise
  }

  /** True where nobody but this operator reads that input. */
  isOnlyReader(index = 0): boolean {
    return this.state.readers.get(this.node.inputs[index] ?? '') === 1
  }

  /** True where one operator, or none, reads that output. */
  isReadOnce(index = 0): boolean {
    return (this.state.readers.get(this.node.outputs[index] ?? '') ?? 0) <= 1
  }

  /** Settles an input with the given axes of the file, in order. */
  settled(view: View, order: readonly number[]): { readonly node: DraftNode | null; readonly shape: Shape } {
    return settle(this.draft, view, order, (text) => this.changed(text))
  }

  add(type: string, parameters: Record<string, ParameterValues[string]>, from: DraftNode | null, weights: Record<string, WeightArray> = {}): DraftNode {
    return this.addMerge(type, parameters, [['input', from]], weights)
  }

  /** A layer with several inputs, by port. */
  addMerge(type: string, parameters: Record<string, ParameterValues[string]>, from: readonly (readonly [string, DraftNode | null])[], weights: Record<string, WeightArray> = {}): DraftNode {
    const made = this.draft.add(type, parameters, from.map(([port, node]) => ({ port, from: node })), { name: this.layerName, weights })
    this.state.understood(this.node, made)
    return made
  }

  give(view: View, index = 0): void {
    // Two readers would each put the layer's outputs in an order of their own.
    const free = view.reorderable !== undefined && !this.isReadOnce(index)
    this.state.views.set(this.node.outputs[index] ?? '', free ? { ...view, reorderable: undefined } : view)
  }

  /** The output of a new node; see `freshView`. */
  giveFresh(node: DraftNode | null, shape: Shape, fileAxes: readonly (number | null)[], reorderable?: readonly DraftNode[]): void {
    this.give({ ...freshView(this.batch, node, shape, fileAxes), ...(reorderable === undefined ? {} : { reorderable }) })
  }

  changed(text: string): void {
    this.state.changed(this.node, text)
  }

  /** The axis counted from the front. */
  axis(view: View, given: number): number {
    return given < 0 ? given + view.axes.length : given
  }

  shape(view: View): readonly number[] {
    return fileShape(view)
  }

  /** Works the operator out where all it reads is constant. */
  fold(): boolean {
    const constantOf = (name: string): OnnxTensor | undefined => this.state.constants.get(name)
    const shapeOf = (name: string): readonly number[] | undefined => {
      const view = this.state.views.get(name)
      return view === undefined ? undefined : fileShape(view)
    }
    const folded = foldConstant(this.node, constantOf, shapeOf)
    if (folded === undefined) return false
    this.state.constants.set(this.node.outputs[0] ?? '', folded)
    return true
  }
}

function toWeight({ shape, data, uniform }: OnnxTensor): WeightArray {
  if (uniform === true && sizeOf(shape) > 16_000_000) throw new NotUnderstood('its weights are too large')
  return weightArray(shape, uniform === true ? new Float32Array(sizeOf(shape)).fill(data[0] ?? 0) : data instanceof Float32Array ? data : Float32Array.from(data))
}

export function layerName(node: OnnxNode, state: Pick<GraphState, 'constants'>): string | undefined {
  for (const input of node.inputs.slice(1)) {
    const dot = input.lastIndexOf('.')
    if (dot > 0 && state.constants.has(input)) return input.slice(0, dot).replace(/^.*\//, '')
  }
  const parts = node.name.split('/').filter((part) => part !== '')
  return parts.length > 1 ? parts.slice(0, -1).join('.') : undefined
}

/** For reports: what the file calls an operator. */
export function operatorName(node: OnnxNode): string {
  return node.name === '' ? (node.outputs[0] ?? node.operator) : node.name
}
