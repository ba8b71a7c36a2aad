// A Keras configuration (`model.to_json()`, or config.json of a `.keras` file) as plain data: layers, and who reads whom. Keras 2
// writes inbound nodes as lists [name, node, tensor, arguments], Keras 3 as the arguments of a call with tensors in them.
import { StudioError } from '../../studio-error'

export type Plain = Readonly<Record<string, unknown>>

/** The output `tensor` of a layer's `call`-th use. */
export interface KerasReference {
  readonly layer: string
  readonly call: number
}

export interface KerasLayer {
  readonly name: string
  readonly className: string
  /** `keras.layers`, or where Keras keeps its operations; empty in Keras 2. */
  readonly module: string
  readonly config: Plain
  /** The inputs of every use; empty for inputs. */
  readonly calls: readonly (readonly KerasReference[])[]
  /** Of a model among the layers. */
  readonly model: KerasModel | null
}

export interface KerasModel {
  readonly name: string
  readonly layers: readonly KerasLayer[]
  readonly inputs: readonly KerasReference[]
  readonly outputs: readonly KerasReference[]
  /** Without the batch, where the configuration says it; null elsewhere. */
  readonly inputShape: readonly number[] | null
}

const MODELS: ReadonlySet<string> = new Set(['Sequential', 'Functional', 'Model'])
export const MOST_LAYERS = 5000

export function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function text(value: unknown, otherwise = ''): string {
  return typeof value === 'string' ? value.slice(0, 200) : otherwise
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function isKerasModel(value: unknown): value is Plain {
  return isPlain(value) && typeof value['class_name'] === 'string' && isPlain(value['config'])
}

export function damaged(fileName: string, message: string, got: string): StudioError {
  return new StudioError({ code: 'import-damaged', message: `${fileName}: ${message}`, path: fileName, expected: 'a model as Keras writes it with model.to_json() or model.save("name.keras")', got: got.slice(0, 200), fix: 'Write the file anew with Keras, or take another copy' })
}

export function tooManyLayers(name: string): StudioError {
  return new StudioError({ code: 'import-too-large', message: `${name} has more layers than the studio reads`, path: name, expected: `at most ${MOST_LAYERS}`, got: 'more', fix: 'Import a part of the model' })
}

/** @throws StudioError `import-damaged`, `import-too-large` */
export function readKerasConfig(value: unknown, fileName: string): KerasModel {
  if (!isKerasModel(value)) throw damaged(fileName, 'it is JSON, but no Keras model', Array.isArray(value) ? 'a list' : typeof value)
  const className = text(value['class_name'])
  if (!MODELS.has(className)) throw damaged(fileName, `“${className}” is a model of its own class, which the file does not describe layer by layer`, className)
  const budget = { layers: MOST_LAYERS }
  return readModel(className, value['config'] as Plain, fileName, budget)
}

function readModel(className: string, config: Plain, fileName: string, budget: { layers: number }): KerasModel {
  const name = text(config['name'], className.toLowerCase())
  const rawLayers = list(config['layers'])
  if (rawLayers.length === 0) throw damaged(fileName, `“${name}” has no layers`, 'none')
  budget.layers -= rawLayers.length
  if (budget.layers < 0) throw tooManyLayers(fileName)
  const layers = rawLayers.map((raw, index) => readLayer(raw, index, fileName, budget))
  if (className === 'Sequential') return sequential(name, layers, config)
  const inputs = references(config['input_layers'])
  const outputs = references(config['output_layers'])
  if (inputs.length === 0 || outputs.length === 0) throw damaged(fileName, `“${name}” does not say what enters and leaves it`, 'no input_layers or output_layers')
  const first = layers.find((layer) => layer.name === inputs[0]?.layer)
  return { name, layers, inputs, outputs, inputShape: first === undefined ? null : shapeOf(first.config) }
}

function sequential(name: string, layers: readonly KerasLayer[], config: Plain): KerasModel {
  const own = layers.filter((layer) => layer.className !== 'InputLayer')
  const given = layers.find((layer) => layer.className === 'InputLayer')
  const [first] = own
  const inputShape = declaredShape(given) ?? declaredShape(first) ?? extents(config['build_input_shape'])
  const entry = given?.name ?? '__input__'
  const chained = own.map((layer, index) => ({ ...layer, calls: [[{ layer: index === 0 ? entry : (own[index - 1]?.name ?? ''), call: 0 }]] }))
  const input: KerasLayer = { name: entry, className: 'InputLayer', module: '', config: {}, calls: [], model: null }
  return { name, layers: [input, ...chained], inputs: [{ layer: entry, call: 0 }], outputs: [{ layer: own.at(-1)?.name ?? entry, call: 0 }], inputShape }
}

function declaredShape(layer: KerasLayer | undefined): readonly number[] | null {
  return layer === undefined ? null : (shapeOf(layer.config) ?? layer.model?.inputShape ?? null)
}

function readLayer(raw: unknown, index: number, fileName: string, budget: { layers: number }): KerasLayer {
  if (!isPlain(raw) || !isPlain(raw['config'])) throw damaged(fileName, `layer ${index + 1} is no layer`, typeof raw)
  const className = text(raw['class_name'])
  const config = raw['config']
  const name = text(raw['name'], text(config['name'], `layer_${index + 1}`))
  const calls = list(raw['inbound_nodes'])
  // Every use becomes layers of its own.
  budget.layers -= Math.max(0, calls.length - 1)
  const model = MODELS.has(className) ? readModel(className, config, fileName, budget) : null
  return { name, className, module: text(raw['module']), config, calls: budget.layers < 0 ? [] : calls.map(callInputs), model }
}

/** One use of a layer: every tensor among its arguments. */
function callInputs(node: unknown): readonly KerasReference[] {
  if (isPlain(node)) return tensorsIn([node['args'], node['kwargs']], 0)
  // Keras 2: [[name, node, tensor, {}], …], or such an entry itself.
  const entries = list(node)
  const each = typeof entries[0] === 'string' ? [entries] : entries
  return each.flatMap((entry) => {
    const [layer, call] = list(entry)
    return typeof layer === 'string' ? [{ layer, call: typeof call === 'number' ? call : 0 }] : []
  })
}

function tensorsIn(value: unknown, depth: number): readonly KerasReference[] {
  if (depth > 8) return []
  if (Array.isArray(value)) return value.flatMap((each: unknown) => tensorsIn(each, depth + 1))
  if (!isPlain(value)) return []
  if (value['class_name'] === '__keras_tensor__' && isPlain(value['config'])) {
    const [layer, call] = list(value['config']['keras_history'])
    return typeof layer === 'string' ? [{ layer, call: typeof call === 'number' ? call : 0 }] : []
  }
  return Object.values(value).flatMap((each) => tensorsIn(each, depth + 1))
}

/** [name, 0, 0], a list of such, or a record of such. */
function references(value: unknown): readonly KerasReference[] {
  const entries = isPlain(value) ? Object.values(value) : list(value)
  const each = typeof entries[0] === 'string' ? [entries] : entries
  return each.flatMap((entry) => {
    const [layer, call] = list(entry)
    return typeof layer === 'string' ? [{ layer, call: typeof call === 'number' ? call : 0 }] : []
  })
}

function extents(value: unknown): readonly number[] | null {
  const shape = list(value).slice(1)
  return shape.length > 0 && shape.length <= 4 && shape.every((extent) => Number.isInteger(extent) && Number(extent) > 0) ? shape.map(Number) : null
}

function shapeOf(config: Plain): readonly number[] | null {
  return extents(config['batch_shape']) ?? extents(config['batch_input_shape']) ?? extents(Array.isArray(config['shape']) ? [null, ...(config['shape'] as unknown[])] : undefined)
}
