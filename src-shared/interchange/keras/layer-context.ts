// What a converter of one Keras layer works with: its settings, what enters it, its weights, and the network that grows.
import type { ParameterValues } from '../../graph/network'
import { activationKinds, type ActivationKind } from '../../layers/activations'
import { findLayer } from '../../layers/catalogue'
import type { Shape } from '../../tensors/shape'
import type { DraftNode, NetworkDraft, WeightArray } from '../network-draft'
import { NotUnderstood } from '../not-understood'
import { isPlain, type KerasLayer } from './keras-config'

/** What flows: channels are last in Keras as they are here. */
export interface KerasValue {
  readonly node: DraftNode | null
  /** Null past something that was not understood. */
  readonly shape: Shape | null
  /** Of what was not understood. */
  readonly place?: DraftNode
}

export type LayerConverter = (layer: LayerContext) => KerasValue

/** Gives a weight of a layer by the name Keras has for it. */
export type WeightSource = (layer: string, weight: string) => WeightArray | undefined

const aliases: Readonly<Record<string, ActivationKind>> = { swish: 'silu', leaky_relu: 'leaky-relu', hard_silu: 'hard-silu', hard_swish: 'hard-silu', hard_tanh: 'hard-tanh', hard_sigmoid: 'hard-sigmoid' }
const initialisers: Readonly<Record<string, string>> = { glorotuniform: 'glorot-uniform', henormal: 'he-normal', xavieruniform: 'glorot-uniform' }

export class LayerContext {
  readonly layer: KerasLayer
  readonly draft: NetworkDraft
  readonly values: readonly KerasValue[]
  readonly #weights: WeightSource
  readonly #understood: (made: DraftNode) => void
  readonly #changed: (text: string) => void

  constructor(layer: KerasLayer, draft: NetworkDraft, values: readonly KerasValue[], tools: { weights: WeightSource; understood(made: DraftNode): void; changed(text: string): void }) {
    this.layer = layer
    this.draft = draft
    this.values = values
    this.#weights = tools.weights
    this.#understood = tools.understood
    this.#changed = tools.changed
  }

  changed(text: string): void {
    this.#changed(text)
  }

  get value(): KerasValue {
    const [value] = this.values
    if (value === undefined) throw new NotUnderstood('nothing enters it')
    return value
  }

  /** @throws NotUnderstood where it is not known */
  get shape(): Shape {
    const { shape } = this.value
    if (shape === null) throw new NotUnderstood('the shape of what enters it is not known')
    return shape
  }

  number(name: string, otherwise: number): number {
    const value = this.layer.config[name]
    return typeof value === 'number' && Number.isFinite(value) ? value : otherwise
  }

  flag(name: string, otherwise: boolean): boolean {
    const value = this.layer.config[name]
    return typeof value === 'boolean' ? value : otherwise
  }

  text(name: string, otherwise: string): string {
    const value = this.layer.config[name]
    return typeof value === 'string' ? value : otherwise
  }

  numbers(name: string): readonly number[] | undefined {
    const value = this.layer.config[name]
    if (typeof value === 'number') return [value]
    return Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'number') ? value : undefined
  }

  /** One number, or one for each of two axes. */
  pair(name: string, otherwise: number): [number, number] {
    const [first = otherwise, second = first] = this.numbers(name) ?? []
    return [first, second]
  }

  single(name: string, otherwise: number): number {
    const [first, second] = this.pair(name, otherwise)
    if (first !== second) throw new NotUnderstood(`its ${name.replaceAll('_', ' ')} is ${first} × ${second}: the studio has one number for both axes`)
    return first
  }

  /** Refuses channels first: nothing here is laid out that way. */
  requireChannelsLast(): void {
    if (this.text('data_format', 'channels_last') === 'channels_first') throw new NotUnderstood('it has channels first: the studio and Keras’s own default have them last', 'save the model with data_format="channels_last"')
  }

  /** The studio's name of an activation. */
  activation(value: unknown = this.layer.config['activation']): ActivationKind {
    const given = isPlain(value) ? (isPlain(value['config']) && typeof value['config']['name'] === 'string' && value['class_name'] === 'function' ? value['config']['name'] : (value['config'] ?? value['class_name'])) : value
    if (given === null || given === undefined) return 'linear'
    const name = typeof given === 'string' ? given.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase() : ''
    const kind = activationKinds.find((each) => each === name) ?? (Object.hasOwn(aliases, name) ? aliases[name] : undefined)
    if (kind === undefined) throw new NotUnderstood(`its activation ${name === '' ? 'of its own' : name} is none of the studio’s`, 'choose the nearest activation, or draw it by hand')
    if (kind === 'hard-sigmoid' && this.layer.module === '') this.changed('hard sigmoid is x / 6 + 0.5 here, and 0.2 x + 0.5 in Keras 2')
    return kind
  }

  /** The `initialWeights` setting that is nearest to the file's. */
  initialWeights(name = 'kernel_initializer'): Record<string, ParameterValues[string]> {
    const value = this.layer.config[name]
    const given = isPlain(value) ? value['class_name'] : value
    const known = typeof given === 'string' ? initialisers[given.toLowerCase().replaceAll('_', '')] : undefined
    return known === undefined ? {} : { initialWeights: known }
  }

  /** Weights by the studio's name, from Keras's; what the file lacks is left out. */
  weights(names: Readonly<Record<string, string>>, change: (array: WeightArray, name: string) => WeightArray = (array) => array): Record<string, WeightArray> {
    return Object.fromEntries(
      Object.entries(names).flatMap(([own, theirs]) => {
        const found = this.#weights(this.layer.name, theirs)
        return found === undefined ? [] : [[own, change(found, own)]]
      }),
    )
  }

  /** Adds a layer behind what enters this one; its shape follows from its own rule. */
  add(type: string, parameters: Record<string, ParameterValues[string]>, options: { readonly weights?: Record<string, WeightArray>; readonly from?: readonly (readonly [string, KerasValue])[]; readonly quiet?: boolean } = {}): KerasValue {
    const from = options.from ?? [['input', this.value] as const]
    const shape = outputShape(type, parameters, from)
    const made = this.draft.add(type, parameters, from.map(([port, value]) => ({ port, from: value.node })), { name: this.layer.name, ...(options.weights === undefined ? {} : { weights: options.weights }) })
    if (options.quiet !== true) this.#understood(made)
    return { node: made, shape }
  }
}

/** @throws NotUnderstood where the layer refuses what enters it */
function outputShape(type: string, parameters: Record<string, ParameterValues[string]>, from: readonly (readonly [string, KerasValue])[]): Shape | null {
  const layer = findLayer(type)
  const parsed = layer?.parameters.safeParse(parameters)
  const known = from.flatMap(([port, { shape }]) => (shape === null ? [] : [[port, shape] as const]))
  // What the layer does not allow is refused where it is added, in words.
  if (layer === undefined || parsed?.success !== true || known.length < from.length) return null
  const outcome = layer.shape(parsed.data, Object.fromEntries(known))
  if (!outcome.ok) throw new NotUnderstood(`${outcome.title}: it needs ${outcome.expected} and gets ${outcome.got}`)
  return outcome.output
}

