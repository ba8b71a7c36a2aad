// A network while it is being read from a file: nodes with their weights and what feeds them, added in data-flow order. Places of
// layers that were not understood are kept as open places, which become comments; the wires at them stay open.
import { layeredLayout } from '../graph/layered-layout'
import { ROW_PITCH } from '../graph/layout-pitch'
import { networkIdSchema, nodeIdSchema, noteIdSchema, wireIdSchema, type NetworkDocument, type NodeDocument, type NodeId, type NoteDocument, type ParameterValues, type WireDocument } from '../graph/network'
import { findLayer } from '../layers/catalogue'
import type { NamedArrays } from '../tensors/named-arrays'
import { sizeOf, type Shape } from '../tensors/shape'
import { StudioError } from '../studio-error'
import { NotUnderstood } from './not-understood'

export interface WeightArray {
  readonly shape: Shape
  readonly data: Float32Array
}

export interface DraftNode {
  readonly id: NodeId
  readonly type: string
  readonly name: string | undefined
  parameters: Record<string, ParameterValues[string]>
  /** By port; null where what should feed it was not understood. */
  readonly inputs: readonly { readonly port: string; readonly from: DraftNode | null }[]
  weights: Record<string, WeightArray>
  /** Of an open place: what its comment says. */
  readonly comment?: string
}

/** Layers whose own `activation` can take over the activation that follows. */
const WITH_ACTIVATION: ReadonlySet<string> = new Set(['dense', 'conv-1d', 'conv-1d-transpose', 'conv-2d', 'conv-2d-transpose', 'depthwise-conv-2d', 'separable-conv-2d'])
/** As many nodes as a document may hold, with room for the ends. */
const MOST_NODES = 1990
const OPEN_PLACE = 'open-place'
const LONGEST_NAME = 80
const COMMENT = { width: 150, height: 84 } as const

/** A name as documents hold it: short, or none. */
function draftName(name: string | undefined): string | undefined {
  const trimmed = name?.trim().slice(0, LONGEST_NAME)
  return trimmed === '' ? undefined : trimmed
}

export class NetworkDraft {
  readonly name: string
  readonly #nodes: DraftNode[] = []
  readonly #taken = new Map<string, number>()
  readonly input: DraftNode
  /** Comments beside the network as a whole. */
  readonly #remarks: string[] = []

  constructor(name: string) {
    this.name = draftName(name) ?? 'Imported network'
    this.input = this.#push({ type: 'input', name: undefined, parameters: {}, inputs: [], weights: {} })
  }

  /** For `rollBack`. */
  get length(): number {
    return this.#nodes.length
  }

  /** Forgets nodes that a converter added before it found that it does not understand. */
  rollBack(length: number): void {
    this.#nodes.length = length
  }

  /**
   * Adds a layer.
   * @throws NotUnderstood where the layer does not allow a parameter. @throws StudioError `import-too-large`
   */
  add(type: string, parameters: Record<string, ParameterValues[string]>, inputs: DraftNode['inputs'], options: { readonly name?: string | undefined; readonly weights?: Record<string, WeightArray> } = {}): DraftNode {
    const layer = findLayer(type)
    if (layer === undefined) throw new Error(`There is no layer ${type}`)
    const checked = layer.parameters.safeParse(parameters)
    if (!checked.success) {
      const issue = checked.error.issues[0]
      const at = String(issue?.path[0] ?? 'a setting')
      throw new NotUnderstood(`${layer.title} does not take ${at} ${JSON.stringify(parameters[at]) ?? 'nothing'} (${issue?.message ?? 'out of range'})`)
    }
    return this.#push({ type, name: draftName(options.name), parameters, inputs, weights: options.weights ?? {} })
  }

  /** The place of something that was not understood: a comment in the document, no wires. */
  addOpenPlace(comment: string, from: readonly (DraftNode | null)[]): DraftNode {
    return this.#push({ type: OPEN_PLACE, name: undefined, parameters: {}, inputs: from.map((node, index) => ({ port: `in-${index}`, from: node })), weights: {}, comment })
  }

  remark(text: string): void {
    this.#remarks.push(text)
  }

  /** Puts an activation into the layer before, where it has none of its own yet; what else reads that layer must not exist. */
  foldActivation(node: DraftNode | null, kind: string): boolean {
    if (node === null || !WITH_ACTIVATION.has(node.type) || (node.parameters['activation'] ?? 'linear') !== 'linear') return false
    node.parameters = { ...node.parameters, activation: kind }
    return true
  }

  #push(node: Omit<DraftNode, 'id'>): DraftNode {
    if (this.#nodes.length >= MOST_NODES) {
      throw new StudioError({
        code: 'import-too-large',
        message: `${this.name} has more layers than a document holds`,
        expected: `at most ${MOST_NODES} layers`,
        got: 'more',
        fix: 'Import a part of the model: export its encoder and decoder on their own',
      })
    }
    const count = (this.#taken.get(node.type) ?? 0) + 1
    this.#taken.set(node.type, count)
    const id = nodeIdSchema.parse(node.type === 'input' || node.type === 'output' ? node.type : `${node.type}-${count}`)
    const made: DraftNode = { ...node, id }
    this.#nodes.push(made)
    return made
  }

  /**
   * The document, laid out, and the weights by `<node>/<weight>`. A last sigmoid or tanh moves into the output, where losses find the
   * values before it.
   * @param result what the output shows; null where that was not understood
   */
  finish(result: DraftNode | null): { readonly network: NetworkDocument; readonly weights: NamedArrays } {
    let last = result
    let activation = 'linear'
    const readers = (node: DraftNode): number => this.#nodes.reduce((sum, each) => sum + each.inputs.filter((input) => input.from === node).length, 0)
    const takenOver = last === null ? undefined : last.type === 'activation' ? last.parameters['kind'] : WITH_ACTIVATION.has(last.type) ? last.parameters['activation'] : undefined
    if (last !== null && (takenOver === 'sigmoid' || takenOver === 'tanh') && readers(last) === 0) {
      activation = takenOver
      if (last.type === 'activation') {
        this.#nodes.splice(this.#nodes.indexOf(last), 1)
        last = last.inputs[0]?.from ?? null
      } else last.parameters = { ...last.parameters, activation: 'linear' }
    }
    this.#push({ type: 'output', name: undefined, parameters: { activation }, inputs: [{ port: 'input', from: last }], weights: {} })
    return { network: this.#document(), weights: this.#weights() }
  }

  #weights(): NamedArrays {
    return Object.fromEntries(
      this.#nodes.flatMap((node) => Object.entries(node.weights).map(([name, { shape, data }]) => [`${node.id}/${name}`, { dtype: 'float32' as const, shape, data }])),
    )
  }

  #document(): NetworkDocument {
    const all: NodeDocument[] = this.#nodes.map(({ id, type, name, parameters }) => ({ id, type, ...(name === undefined ? {} : { name }), parameters, position: { x: 0, y: 0 } }))
    const wires: WireDocument[] = this.#nodes
      .flatMap((node) => node.inputs.flatMap(({ port, from }) => (from === null ? [] : [{ from, to: node, port }])))
      .map(({ from, to, port }, index) => ({ id: wireIdSchema.parse(`wire-${index + 1}`), from: { node: from.id, port: 'output' }, to: { node: to.id, port } }))
    const whole: NetworkDocument = { id: networkIdSchema.parse(idOf(this.name)), name: this.name, nodes: all, wires }
    const places = layeredLayout(whole)
    const open = new Set(this.#nodes.filter((node) => node.type === OPEN_PLACE).map((node) => node.id))
    const nodes = all.filter((node) => !open.has(node.id)).map((node) => ({ ...node, position: places.get(node.id) ?? node.position }))
    const below = Math.max(0, ...[...places.values()].map(({ y }) => y)) + ROW_PITCH
    const notes: NoteDocument[] = [
      ...this.#nodes.filter((node) => open.has(node.id)).map((node) => ({ text: node.comment ?? '', position: places.get(node.id) ?? { x: 0, y: 0 } })),
      ...this.#remarks.map((text, index) => ({ text, position: { x: index * (COMMENT.width + 20), y: below } })),
    ]
      .slice(0, 500)
      .map(({ text, position }, index) => ({ id: noteIdSchema.parse(`note-${index + 1}`), kind: 'comment', text: text.slice(0, 2000), colour: 'amber', position, size: COMMENT }))
    return { ...whole, nodes, wires: wires.filter((wire) => !open.has(wire.from.node) && !open.has(wire.to.node)), ...(notes.length === 0 ? {} : { notes }) }
  }
}

function idOf(name: string): string {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 48)
  return plain === '' ? 'imported' : plain
}

/** @throws NotUnderstood where the numbers do not fill the shape. */
export function weightArray(shape: Shape, data: Float32Array): WeightArray {
  if (sizeOf(shape) !== data.length) throw new NotUnderstood(`its weights hold ${data.length} numbers where ${shape.join(' × ')} need ${sizeOf(shape)}`)
  return { shape, data }
}
