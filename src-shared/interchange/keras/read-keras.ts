// A Keras model as networks of the studio. Models inside models are unpacked in their place, or, where the whole is nothing but a
// chain of models (an autoencoder of an encoder and a decoder), each becomes a network of its own.
import { findLayer } from '../../layers/catalogue'
import type { NamedArrays } from '../../tensors/named-arrays'
import type { ImportLine, ImportReport } from '../import-report'
import { NetworkDraft, type DraftNode, type WeightArray } from '../network-draft'
import { NotUnderstood } from '../not-understood'
import { checkDraft, type ReadNetwork } from '../read-network'
import { MOST_LAYERS, readKerasConfig, tooManyLayers, type KerasLayer, type KerasModel, type KerasReference } from './keras-config'
import { LayerContext, type KerasValue, type WeightSource } from './layer-context'
import { layerConverters, sampling } from './layer-converters'
import type { Shape } from '../../tensors/shape'

interface Lines {
  readonly understood: ImportLine[]
  readonly changed: ImportLine[]
  readonly unknown: ImportLine[]
}

/**
 * @param value the configuration, parsed @param arrays weights by Keras's variable paths (`dense/kernel`); empty for none
 * @throws StudioError `import-*` where nothing of it can be read
 */
export function readKeras(value: unknown, arrays: NamedArrays, fileName: string): { readonly networks: readonly ReadNetwork[]; readonly report: ImportReport } {
  const model = readKerasConfig(value, fileName)
  const lines: Lines = { understood: [], changed: [], unknown: [] }
  const parts = chainOf(model)
  if (parts !== null) lines.changed.push({ name: model.name, type: 'Model', text: `it is the chain of ${parts.map(({ name }) => name).join(' and ')}: each became a network of its own` })
  let shape: Shape | null = model.inputShape
  const networks = (parts ?? [model]).map((part): ReadNetwork => {
    const read = readNetwork(part, part.inputShape ?? shape, arrays, lines)
    shape = read.outputShape
    return read
  })
  return { networks, report: { source: 'Keras model', ...lines } }
}

/** The models of a chain, first to last; null where the model is anything else. */
function chainOf(model: KerasModel): readonly KerasModel[] | null {
  const own = model.layers.filter((layer) => layer.className !== 'InputLayer')
  const models = own.flatMap((layer) => (layer.model === null ? [] : [layer.model]))
  const straight = own.every((layer, index) => layer.calls.length >= 1 && (index === 0 || layer.calls.some((call) => call.length === 1 && call[0]?.layer === own[index - 1]?.name)))
  const single = models.every((each) => each.inputs.length === 1 && each.outputs.length === 1)
  return own.length >= 2 && own.length <= 8 && models.length === own.length && straight && single && new Set(models.map(({ name }) => name)).size === own.length ? models : null
}

function readNetwork(model: KerasModel, inputShape: Shape | null, arrays: NamedArrays, lines: Lines): ReadNetwork {
  const draft = new NetworkDraft(model.name)
  const reader = new ModelReader(draft, weightSource(arrays), lines)
  for (const extra of model.inputs.slice(1)) {
    lines.unknown.push({ name: extra.layer, type: 'InputLayer', text: 'a network has one input here. What reads this one is open on the canvas: join the two inputs before the network, or use Label concatenation' })
    draft.remark(`A second input, “${extra.layer}”, stands in the file. A network has one input here.`)
  }
  const [result, ...others] = reader.read(model, [{ node: draft.input, shape: inputShape }])
  model.outputs.slice(1, 1 + others.length).forEach(({ layer }) => {
    lines.unknown.push({ name: layer, type: 'output', text: 'a network has one output here. The layer that gives this value is on the canvas; join it with Concatenate, or give it to a Gaussian latent' })
    draft.remark(`A further output, “${layer}”, stands in the file. A network has one output here.`)
  })
  const { network, weights } = draft.finish(result?.node ?? null)
  return { ...checkDraft(network, weights, inputShape, lines.changed), name: network.name }
}

/** By the end of the path: nested models add names in front. */
function weightSource(arrays: NamedArrays): WeightSource {
  const byEnd = new Map<string, string | null>()
  for (const name of Object.keys(arrays)) {
    const parts = name.replace(/:0$/, '').split('/')
    for (let from = 0; from < parts.length - 1; from += 1) {
      const end = parts.slice(from).join('/')
      // Two layers of one name: neither is taken, rather than the wrong one.
      byEnd.set(end, byEnd.has(end) ? null : name)
    }
  }
  return (layer, weight): WeightArray | undefined => {
    const name = byEnd.get(`${layer}/${weight}`)
    const array = name === undefined || name === null ? undefined : arrays[name]
    return array === undefined ? undefined : { shape: array.shape, data: array.data instanceof Float32Array ? array.data : Float32Array.from(array.data) }
  }
}

class ModelReader {
  readonly #draft: NetworkDraft
  readonly #weights: WeightSource
  readonly #lines: Lines
  /** Uses of layers so far. Models within models, each used twice, multiply to more than any file has layers. */
  #uses = 0

  constructor(draft: NetworkDraft, weights: WeightSource, lines: Lines) {
    this.#draft = draft
    this.#weights = weights
    this.#lines = lines
  }

  /** The model's outputs for these inputs. */
  read(model: KerasModel, inputs: readonly KerasValue[]): readonly (KerasValue | undefined)[] {
    const values = new Map<string, KerasValue>()
    const key = ({ layer, call }: KerasReference): string => `${layer}/${call}`
    model.inputs.forEach((reference, index) => {
      const value = inputs[index]
      if (value !== undefined) values.set(key(reference), value)
      // A model that is itself used within another counts its calls from there.
      if (value !== undefined) values.set(key({ ...reference, call: 0 }), value)
    })
    const pending = model.layers.flatMap((layer) => layer.calls.map((call, index) => ({ layer, call, index })))
    const known = new Set(model.layers.flatMap((layer) => layer.calls.map((_, index) => `${layer.name}/${index}`)))
    // In data-flow order, whatever order the file has; what waits for something that never comes is read with that input open.
    while (pending.length > 0) {
      const ready = pending.findIndex(({ call }) => call.every((reference) => values.has(key(reference)) || !known.has(key(reference))))
      const [next] = pending.splice(Math.max(ready, 0), 1)
      if (next === undefined) break
      const given = next.call.map((reference): KerasValue => values.get(key(reference)) ?? { node: null, shape: null })
      values.set(`${next.layer.name}/${next.index}`, this.#apply(next.layer, given, next.index))
    }
    return model.outputs.map((reference) => values.get(key(reference)) ?? this.#lastCall(model, reference, values))
  }

  /** A model used inside another counts its calls on; the newest one is meant. */
  #lastCall(model: KerasModel, { layer }: KerasReference, values: ReadonlyMap<string, KerasValue>): KerasValue | undefined {
    const calls = model.layers.find((each) => each.name === layer)?.calls.length ?? 0
    return values.get(`${layer}/${calls - 1}`) ?? values.get(`${layer}/0`)
  }

  #apply(layer: KerasLayer, values: readonly KerasValue[], call: number): KerasValue {
    this.#uses += 1
    if (this.#uses > MOST_LAYERS) throw tooManyLayers(this.#draft.name)
    const begun = this.#draft.length
    if (call > 0) this.#lines.changed.push(this.#line(layer, `it is used more than once with the same weights; here each use is a layer of its own, ${layer.model === null ? 'alike' : 'its layers alike'} at the start where the file has weights`))
    if (layer.model !== null) {
      const [first, ...others] = this.read(layer.model, values)
      if (others.length > 0) this.#lines.unknown.push(this.#line(layer, 'it gives several values; what reads the others than the first is open'))
      return first ?? { node: null, shape: null }
    }
    try {
      const tools = { weights: this.#weights, understood: (made: DraftNode) => void this.#lines.understood.push(this.#line(layer, describe(made))), changed: (text: string) => void this.#lines.changed.push(this.#line(layer, text)) }
      const context = new LayerContext(layer, this.#draft, values, tools)
      const operation = layer.module.includes('.ops')
      const converter = operation && values.length < 2 ? undefined : Object.hasOwn(layerConverters, layer.className) ? layerConverters[layer.className] : /sampl|reparam/i.test(layer.className) ? sampling : undefined
      if (converter === undefined) throw new NotUnderstood('the studio has no such layer')
      return converter(context)
    } catch (error) {
      if (!(error instanceof NotUnderstood)) throw error
      this.#draft.rollBack(begun)
      this.#lines.unknown.push(this.#line(layer, `${error.message}; ${error.toDo}`))
      const place = this.#draft.addOpenPlace(`Not imported: ${layer.className} “${layer.name}”.\n${error.message}.`, values.map((value) => value.node ?? value.place ?? null))
      return { node: null, shape: null, place }
    }
  }

  #line(layer: KerasLayer, text: string): ImportLine {
    return { name: layer.name, type: layer.className, text }
  }
}

function describe(node: DraftNode): string {
  const layer = findLayer(node.type)
  const parameters = layer?.parameters.safeParse(node.parameters)
  const settings = parameters?.success === true ? (layer?.settings(parameters.data) ?? []) : []
  return [layer?.title ?? node.type, ...settings].join(', ')
}
