// A session whose programs were each recorded once and are replayed as one native TensorFlow graph. State lives in the
// graph's variables: a step sends only its feeds in and gets only its outputs back.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { NamedArray, NamedArrays } from '@shared/tensors/named-arrays'
import type { NamedTensors, Tensor, Tf } from '@shared/tensors/tf'
import type { Compilation, ProgramContext, ProgramDefinition, Session, SessionDefinition } from '../../engine'
import { checkFeeds } from '../../check-feeds'
import { refuseDifferentTraces } from './compare-traces'
import { lowerTrace } from './lowering/lower-trace'
import { nativeDtypeOf, NATIVE_INT32, NATIVE_UINT8 } from './native-dtype'
import { loadProtocolMessages } from './protocol-messages'
import { recordProgram, type RecordableBackend, type RecordableBinding } from './record-program'
import type { Trace } from './trace'
import { endpoints, writeSavedModel, type AttributeKinds, type RecordedProgram } from './write-saved-model'

interface NativeTensor {
  readonly id: number
  readonly shape: number[]
  readonly dtype: number
}

/** What a captured session needs of the native binding beyond recording. */
export interface GraphBinding extends RecordableBinding, AttributeKinds {
  loadSavedModel(directory: string, tags: string): number
  deleteSavedModel(id: number): void
  runSavedModel(id: number, inputs: number[], inputNames: string, outputNames: string): NativeTensor[]
  getNumOfTensors(): number
}

export interface CaptureContext {
  readonly tf: Tf
  readonly backend: RecordableBackend
  readonly binding: GraphBinding
  readonly random: ProgramContext['random']
}

export interface CaptureOptions {
  /** Programs that are also written for XLA to compile. */
  readonly xla?: readonly string[]
}

/** What the second writing of a program, the one for XLA, is called in the graph. Both share the variables. */
function compiledName(program: string, compilation: Compilation): string {
  return compilation === 'xla' ? `${program}.xla` : program
}

interface Endpoint {
  readonly inputNames: string
  readonly feeds: readonly string[]
  readonly outputNames: string
  readonly outputs: readonly string[]
}

/**
 * Records every program of the definition, twice to see that it repeats itself, and loads them as one graph.
 * @throws StudioError `capture-…` where a program is not pure, naming the layer and line at fault where they are known.
 */
export function createCapturedSession(context: CaptureContext, definition: SessionDefinition, options: CaptureOptions = {}): Session {
  const { binding } = context
  const programs = recordAll(context, definition, options)
  const names = Object.keys(definition.state)
  const variables = Object.entries(definition.state).map(([name, array]) => ({ name, shape: array.shape, dtype: nativeDtypeOf(array.dtype) }))
  const model = loadModel(binding, writeSavedModel(loadProtocolMessages(), binding, variables, programs))

  const table = new Map<string, Endpoint>(
    programs.map((program) => {
      const feeds = Object.keys(program.feeds)
      const outputs = Object.keys(program.trace.outputs)
      return [
        program.name,
        {
          feeds,
          inputNames: feeds.map((feed) => `${endpoints.feed(program.name, feed)}:0`).join(','),
          outputs,
          outputNames: outputs.map((output) => `${endpoints.output(program.name, output)}:0`).join(','),
        },
      ]
    }),
  )

  // The native tensor shares the memory it is given, for as long as the call: the graph copies what it keeps.
  const upload = (array: NamedArray): number => binding.createTensor([...array.shape], nativeDtypeOf(array.dtype), array.data)
  const download = (tensor: NativeTensor): NamedArray => {
    const data = binding.tensorDataSync(tensor.id) as Float32Array | Int32Array | Uint8Array
    binding.deleteTensor(tensor.id)
    return { dtype: tensor.dtype === NATIVE_INT32 ? 'int32' : tensor.dtype === NATIVE_UINT8 ? 'uint8' : 'float32', shape: tensor.shape, data }
  }
  const call = (arrays: readonly NamedArray[], inputNames: string, outputNames: string): NativeTensor[] => {
    const inputs = arrays.map(upload)
    try {
      return binding.runSavedModel(model, inputs, inputNames, outputNames)
    } finally {
      for (const id of inputs) binding.deleteTensor(id)
    }
  }
  const write = (values: NamedArrays): void => {
    const entries = Object.entries(values)
    if (entries.length === 0) return
    const done = call(
      entries.map(([, array]) => array),
      entries.map(([name]) => `${endpoints.initial(name)}:0`).join(','),
      entries.map(([name]) => `${endpoints.assigned(name)}:0`).join(','),
    )
    for (const tensor of done) binding.deleteTensor(tensor.id)
  }
  write(definition.state)
  const chosen = new Map<string, Compilation>()
  const compilations = (program: string): readonly Compilation[] => (table.has(compiledName(program, 'xla')) ? ['plain', 'xla'] : ['plain'])

  return {
    compilations,
    compile(program, compilation) {
      if (!compilations(program).includes(compilation)) throw new Error(`The program "${program}" was not captured to run ${compilation}`)
      chosen.set(program, compilation)
    },
    run(program, feeds) {
      const endpoint = table.get(compiledName(program, chosen.get(program) ?? 'plain'))
      const specs = definition.programs[program]?.feeds
      if (endpoint === undefined || specs === undefined) throw new Error(`The session has no program "${program}"`)
      checkFeeds(program, specs, feeds)
      const arrays = endpoint.feeds.map((feed) => {
        const array = feeds[feed]
        if (array === undefined) throw new Error(`Feed ${feed} is missing`)
        return array
      })
      const results = call(arrays, endpoint.inputNames, endpoint.outputNames)
      return Object.fromEntries(endpoint.outputs.map((output, index) => [output, download(results[index] as NativeTensor)]))
    },
    readState() {
      const results = call([], '', names.map((name) => `${endpoints.read(name)}:0`).join(','))
      return Object.fromEntries(names.map((name, index) => [name, download(results[index] as NativeTensor)]))
    },
    writeState(values) {
      for (const [name, array] of Object.entries(values)) {
        const known = definition.state[name]
        if (known === undefined || known.dtype !== array.dtype || known.shape.join() !== array.shape.join()) {
          throw new Error(`State ${name} does not fit: expected ${known === undefined ? 'no such state' : `${known.dtype} [${known.shape.join()}]`}, got ${array.dtype} [${array.shape.join()}]`)
        }
      }
      write(values)
    },
    memory: () => ({ tensors: binding.getNumOfTensors(), bytes: process.memoryUsage().rss }),
    dispose: () => binding.deleteSavedModel(model),
  }
}

function recordAll(context: CaptureContext, definition: SessionDefinition, options: CaptureOptions): RecordedProgram[] {
  const { tf } = context
  const state: Record<string, Tensor> = {}
  for (const [name, array] of Object.entries(definition.state)) state[name] = tf.tensor(array.data, [...array.shape], array.dtype === 'int32' ? 'int32' : 'float32')
  try {
    return Object.entries(definition.programs).flatMap(([name, program]) => {
      const trace = recordOne(context, name, program, state)
      refuseDifferentTraces(name, trace, recordOne(context, name, program, state))
      const recorded = { name, feeds: program.feeds, xla: false, trace: lowerTrace(trace) }
      return options.xla?.includes(name) === true ? [recorded, { ...recorded, name: compiledName(name, 'xla'), xla: true }] : [recorded]
    })
  } finally {
    tf.dispose(Object.values(state))
  }
}

function recordOne(context: CaptureContext, name: string, program: ProgramDefinition, state: NamedTensors): Trace {
  const { tf, backend } = context
  let trace: Trace | undefined
  tf.tidy(() => {
    const feeds: Record<string, Tensor> = {}
    for (const [feed, spec] of Object.entries(program.feeds)) feeds[feed] = tf.zeros([...spec.shape], spec.dtype === 'int32' ? 'int32' : 'float32')
    trace = recordProgram(name, backend, state, feeds, () => program.run({ tf, random: context.random }, state, feeds))
  })
  if (trace === undefined) throw new Error(`Program ${name} was not recorded`)
  return trace
}

function loadModel(binding: GraphBinding, bytes: Uint8Array): number {
  const directory = mkdtempSync(join(tmpdir(), 'latent-studio-graph-'))
  try {
    writeFileSync(join(directory, 'saved_model.pb'), bytes)
    return binding.loadSavedModel(directory, 'serve')
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}
