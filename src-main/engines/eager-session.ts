// A session that runs its programs one operation at a time. It alone owns the state's tensors: whatever a program makes and does
// not return is gone when the call ends, and a replaced value is freed at once, so the tensor count is flat however long a run is.
import type { RandomSource } from '@shared/layers/layer-definition'
import type { NamedArray, NamedArrays } from '@shared/tensors/named-arrays'
import { formatShape, sameShape, sizeOf } from '@shared/tensors/shape'
import type { NamedTensors, Tensor, Tf } from '@shared/tensors/tf'
import { checkFeeds } from './check-feeds'
import type { Compilation, Session, SessionDefinition } from './engine'

/** What an eager session needs of its engine. */
export interface EagerBackend {
  readonly tf: Tf
  /** Makes this engine's backend the one that tf runs on. */
  activate(): void
  /** A tensor of a feed's values; uint8 comes out as float32 of 0 to 255. */
  feed(array: NamedArray): Tensor
  random(key: Tensor): RandomSource
}

export class EagerSession implements Session {
  private readonly backend: EagerBackend
  private readonly programs: SessionDefinition['programs']
  private readonly state = new Map<string, Tensor>()

  constructor(backend: EagerBackend, definition: SessionDefinition) {
    this.backend = backend
    this.programs = definition.programs
    backend.activate()
    for (const [name, array] of Object.entries(definition.state)) this.state.set(name, this.stateTensor(name, array))
  }

  run(name: string, feeds: NamedArrays): NamedArrays {
    const program = this.programs[name]
    if (program === undefined) throw new Error(`The session has no program ${name}`)
    checkFeeds(name, program.feeds, feeds)
    const { tf } = this.backend
    this.backend.activate()
    const replacements = new Map<string, Tensor>()
    const arrays: [string, NamedArray][] = []
    tf.tidy(() => {
      const feedTensors = Object.fromEntries(Object.entries(feeds).map(([feed, array]) => [feed, this.backend.feed(array)]))
      const context = { tf, random: (key: Tensor) => this.backend.random(key) }
      const result = program.run(context, Object.fromEntries(this.state), feedTensors)
      for (const [output, tensor] of Object.entries(result.outputs)) arrays.push([output, toArray(tensor)])
      this.collect(name, result.state ?? {}, replacements)
      // Nothing below can fail, so a program that throws leaves the state as it was.
      for (const tensor of replacements.values()) tf.keep(tensor)
    })
    for (const [weight, tensor] of replacements) {
      this.state.get(weight)?.dispose()
      this.state.set(weight, tensor)
    }
    return Object.fromEntries(arrays)
  }

  readState(): NamedArrays {
    this.backend.activate()
    return Object.fromEntries([...this.state].map(([name, tensor]) => [name, toArray(tensor)]))
  }

  writeState(values: NamedArrays): void {
    this.backend.activate()
    for (const [name, array] of Object.entries(values)) {
      const before = this.state.get(name)
      if (before === undefined) throw new Error(`The state has no ${name}`)
      if (!sameShape(before.shape, array.shape)) throw new Error(`${name}: ${formatShape(array.shape)} cannot replace ${formatShape(before.shape)}`)
      this.state.set(name, this.stateTensor(name, array))
      before.dispose()
    }
  }

  memory(): { readonly tensors: number; readonly bytes: number } {
    const { numTensors, numBytes } = this.backend.tf.memory()
    return { tensors: numTensors, bytes: numBytes }
  }

  compilations(): readonly Compilation[] {
    return ['plain']
  }

  compile(program: string, compilation: Compilation): void {
    if (compilation !== 'plain') throw new Error(`Program ${program} runs one operation at a time: there is no graph to compile`)
  }

  dispose(): void {
    this.backend.activate()
    for (const tensor of this.state.values()) tensor.dispose()
    this.state.clear()
  }

  /** Every new value becomes a tensor of its own, whatever else the program handed out under other names. */
  private collect(program: string, state: NamedTensors, replacements: Map<string, Tensor>): void {
    const owned = new Set<Tensor>(this.state.values())
    for (const [name, tensor] of Object.entries(state)) {
      const before = this.state.get(name)
      if (before === undefined) throw new Error(`Program ${program} gives a value for ${name}, which is not in the state`)
      if (before === tensor) continue
      if (!sameShape(before.shape, tensor.shape) || before.dtype !== tensor.dtype) {
        throw new Error(`Program ${program} changes ${name} from ${before.dtype} ${formatShape(before.shape)} to ${tensor.dtype} ${formatShape(tensor.shape)}`)
      }
      const own = owned.has(tensor) ? this.backend.tf.clone(tensor) : tensor
      owned.add(own)
      replacements.set(name, own)
    }
  }

  private stateTensor(name: string, { dtype, shape, data }: NamedArray): Tensor {
    if (dtype === 'uint8') throw new Error(`${name}: a state value is float32 or int32`)
    if (data.length !== sizeOf(shape)) throw new Error(`${name}: ${data.length} values do not fill ${formatShape(shape)}`)
    // A copy: backends may keep the array they are given.
    return this.backend.tf.keep(this.backend.tf.tensor(data.slice(), [...shape], dtype))
  }
}

function toArray(tensor: Tensor): NamedArray {
  const shape = [...tensor.shape]
  if (tensor.dtype === 'float32') return { dtype: 'float32', shape, data: Float32Array.from(tensor.dataSync()) }
  return { dtype: 'int32', shape, data: Int32Array.from(tensor.dataSync()) }
}
