// Answers requests about checkpoints: opens what they name, gathers their input, and runs what waits together in one batch.
import { readFile } from 'node:fs/promises'
import { findDataset } from '@shared/datasets/catalogue'
import type { DatasetDescription, ImagePart } from '@shared/datasets/dataset-definition'
import { assertNever } from '@shared/assert-never'
import { MOST_ANSWER_BYTES, type DatasetExamples } from '@shared/contract/inference'
import type { Experiment } from '@shared/experiment/experiment'
import { StudioError } from '@shared/studio-error'
import type { NamedArray, NamedArrays } from '@shared/tensors/named-arrays'
import { decodeSafetensors, encodeSafetensors } from '@shared/tensors/safetensors'
import { formatShape, sameShape, sizeOf } from '@shared/tensors/shape'
import { loadDataset } from '../datasets/load-dataset'
import type { DatasetLocations, LoadedDataset } from '../datasets/loaded-dataset'
import type { Engine } from '../engines/engine'
import { describeFailure } from '../trainer/describe-failure'
import { checkWeightsFit } from '../trainer/fit-checkpoint'
import { gatherExamples, range } from '../trainer/gather-examples'
import { buildModel, type Model } from '../trainer/model'
import type { CheckpointReference } from '../trainer/protocol'
import { readCheckpoint } from '../trainer/read-checkpoint'
import { codesLike, fixedNoise } from '../trainer/snapshots/sample-codes'
import { breathe } from '../trainer/training-session'
import { BoundedCache } from './bounded-cache'
import { Coalescer, type Job } from './coalescer'
import { Compressor, notFound, refuseWithoutRounding, type CompressedSource } from './compressor'
import { InferenceModel } from './inference-model'
import { PEEK_ROWS } from '@shared/peek/peek-figures'
import { Peeker, refuseLargePeek } from './peeker'
import { runCheckForward } from './run-check-forward'
import type { CompressInput, ForwardInput, InferenceInput, InferenceOutput, InferenceTask, PeekInput } from './protocol'

/** Requests go together up to so many rows: four sheets, after which those that wait are looked at again. */
const MOST_BATCH_ROWS = 256
/** Checkpoints kept open: at most so many, and at most so many bytes of weights; the one in use stays, however large it is. */
const MODEL_LIMITS = { most: 8, mostBytes: 256 * 1024 * 1024 }
/** MNIST takes 55 MB. */
const DATASET_LIMITS = { most: 2, mostBytes: 512 * 1024 * 1024 }

export interface InferenceParts {
  readonly engine: () => Promise<Engine>
  readonly locations: DatasetLocations
  reply(output: InferenceOutput, payload?: Uint8Array): void
}

interface Introduced {
  readonly key: string
  readonly checkpoint: CheckpointReference
  readonly experiment: Experiment
  readonly model: Model
  readonly description: DatasetDescription
}

type Stage = 'encode' | 'decode' | 'reconstruct'

interface Input {
  readonly introduced: Introduced
  readonly stage: Stage
  /** Codes to decode, or examples as networks see them. */
  readonly values: Float32Array
  /** Goes back with what comes out. */
  readonly beside: NamedArrays
}

export class InferenceServer {
  private readonly parts: InferenceParts
  private readonly introductions = new Map<string, () => Introduced>()
  private readonly models = new BoundedCache<InferenceModel>(
    MODEL_LIMITS,
    (model) => model.bytes,
    (model) => model.dispose(),
  )
  private readonly datasets = new BoundedCache<LoadedDataset>(
    DATASET_LIMITS,
    ({ train, test }) => train.examples.byteLength + test.examples.byteLength,
    () => {},
  )
  private readonly coalescer = new Coalescer<Input>(MOST_BATCH_ROWS)
  private readonly peeker: Peeker
  /** Newest of each caller: an older one that has not begun is passed over. */
  private readonly peeks = new Map<string, number>()
  private lastPeek: Promise<void> = Promise.resolve()
  private readonly compressor: Compressor
  private readonly compressions = new Map<string, number>()
  private lastCompression: Promise<void> = Promise.resolve()
  /** State of the checkpoint last peeked with. */
  private peekedState: { readonly weights: string; readonly arrays: NamedArrays } | null = null
  private running = false

  constructor(parts: InferenceParts) {
    this.parts = parts
    this.peeker = new Peeker(parts.engine)
    this.compressor = new Compressor(parts.engine)
  }

  take(input: InferenceInput, payload: Uint8Array): void {
    switch (input.kind) {
      case 'model':
        this.introductions.set(input.key, once(() => introduce(input)))
        return
      case 'forget':
        this.introductions.delete(input.key)
        this.models.drop(input.key)
        return
      case 'request': {
        const superseded = this.coalescer.arrive(input.id, input.caller)
        if (superseded !== null) this.parts.reply({ kind: 'superseded', id: superseded })
        void this.prepare(input.id, input.model, input.task, payload)
        return
      }
      case 'peek':
        this.peeks.set(input.caller, input.id)
        // One after the other: what an earlier one computed serves the next.
        this.lastPeek = this.lastPeek.then(() => this.peek(input))
        return
      case 'compress':
        if (input.caller !== null) this.compressions.set(input.caller, input.id)
        this.lastCompression = this.lastCompression.then(() => this.compress(input, payload))
        return
      case 'forward':
        void this.forward(input)
        return
      default:
        assertNever(input)
    }
  }

  private async peek({ id, caller, experiment, checkpoint, weights, index, known }: PeekInput): Promise<void> {
    if (this.peeks.get(caller) !== id) {
      this.parts.reply({ kind: 'superseded', id })
      return
    }
    try {
      refuseLargePeek(experiment)
      if (checkpoint !== null && this.peekedState?.weights !== weights) this.peekedState = { weights, arrays: (await readCheckpoint(checkpoint)).arrays }
      const examples = await this.datasets.use(
        JSON.stringify(experiment.dataset),
        () => loadDataset(experiment.dataset, this.parts.locations),
        ({ test, description }) => {
          const indices = Uint32Array.from({ length: PEEK_ROWS }, (_, row) => (index + row) % test.count)
          return examplesSeen(gatherExamples(test, description.shape, indices))
        },
      )
      const state = checkpoint === null ? null : (this.peekedState?.arrays ?? null)
      const arrays = await this.peeker.peek({ experiment, weights, state, index, known: new Set(known), examples })
      this.parts.reply({ kind: 'done', id }, encodeSafetensors(arrays))
    } catch (error) {
      this.parts.reply({ kind: 'failed', id, error: describeFailure(error, { code: 'peek-fault', message: 'The networks could not be peeked at' }) })
    } finally {
      if (this.peeks.get(caller) === id) this.peeks.delete(caller)
    }
  }

  /** One after the other: each takes a second or more of a large picture. */
  private async compress({ id, model: key, caller, image, depths }: CompressInput, payload: Uint8Array): Promise<void> {
    if (caller !== null && this.compressions.get(caller) !== id) {
      this.parts.reply({ kind: 'superseded', id })
      return
    }
    try {
      const introduced = this.introductions.get(key)?.()
      if (introduced === undefined) throw new Error(`No checkpoint was introduced as ${key}`)
      refuseWithoutRounding(introduced.model)
      const source = 'part' in image ? await this.pictureOf(introduced, image.part) : await this.compressor.open(image.name, payload, introduced.description)
      const { arrays, facts } = await this.useModel(introduced, (opened) => this.compressor.compress(opened, source, depths))
      this.parts.reply({ kind: 'done', id }, encodeSafetensors(arrays, { compression: JSON.stringify(facts) }))
    } catch (error) {
      this.tellFailure(id, error)
    } finally {
      if (caller !== null && this.compressions.get(caller) === id) this.compressions.delete(caller)
    }
  }

  private pictureOf(introduced: Introduced, part: ImagePart): Promise<CompressedSource> {
    return this.useDataset(introduced, ({ images = [] }) => {
      const image = images.find((each) => each.part === part)
      if (image === undefined) throw notFound(part)
      return { ...image, file: null }
    })
  }

  private async forward({ id, experiment, names, weights, inputs }: ForwardInput): Promise<void> {
    try {
      refuseLargePeek(experiment, 'Running these networks')
      const [engine, state, entering] = await Promise.all([this.parts.engine(), readFile(weights), readFile(inputs)])
      const outputs = runCheckForward(engine, { experiment, names, weights: decodeSafetensors(state).arrays, inputs: decodeSafetensors(entering).arrays })
      this.parts.reply({ kind: 'done', id }, encodeSafetensors(outputs))
    } catch (error) {
      this.parts.reply({ kind: 'failed', id, error: describeFailure(error, { code: 'forward-fault', message: 'The networks could not be run' }) })
    }
  }

  private async prepare(id: number, key: string, task: InferenceTask, payload: Uint8Array): Promise<void> {
    try {
      const introduced = this.introductions.get(key)?.()
      if (introduced === undefined) throw new Error(`No checkpoint was introduced as ${key}`)
      const input = await this.inputOf(introduced, task, payload)
      const { stage, values } = input
      this.coalescer.ready({ id, group: `${stage} ${key}`, rows: values.length / inputSizeOf(input), input })
      void this.run()
    } catch (error) {
      this.fail(id, error)
    }
  }

  private async inputOf(introduced: Introduced, task: InferenceTask, payload: Uint8Array): Promise<Input> {
    const { model, description } = introduced
    switch (task.kind) {
      case 'decode':
        needCode(introduced, 'decode')
        return { introduced, stage: 'decode', values: givenRows(payload, 'z', [widthOf(model)], introduced), beside: {} }
      case 'generate': {
        needCode(introduced, 'decode')
        refuseTooMany(task.count, introduced)
        const values = await this.drawCodes(introduced, task.count, task.seed)
        return { introduced, stage: 'decode', values, beside: { z: float32([task.count, widthOf(model)], values) } }
      }
      case 'encode': {
        needCode(introduced, 'encode')
        if (task.examples === null) return { introduced, stage: 'encode', values: givenRows(payload, 'x', description.shape, introduced), beside: {} }
        const { values, beside } = await this.examplesOf(introduced, task.examples)
        const { indices } = task.examples
        return { introduced, stage: 'encode', values, beside: task.originals === true ? { ...beside, original: float32([indices.length, ...description.shape], values) } : beside }
      }
      case 'reconstruct': {
        needCode(introduced, 'encode')
        needCode(introduced, 'decode')
        const { values, beside } = await this.examplesOf(introduced, task.examples)
        return { introduced, stage: 'reconstruct', values, beside: { ...beside, original: float32([task.examples.indices.length, ...description.shape], values) } }
      }
      default:
        return assertNever(task)
    }
  }

  /** From the prior; a plain autoencoder has none, so there as its test codes lie, as in the run's own samples. */
  private async drawCodes(introduced: Introduced, count: number, seed: number): Promise<Float32Array> {
    const { model, experiment, description } = introduced
    const width = widthOf(model)
    const noise = fixedNoise(seed, count, width)
    if (model.recipe.sampling !== 'code-statistics') return noise
    return this.useDataset(introduced, async ({ test }) => {
      const rows = Math.min(experiment.recording.latentCount, test.count)
      const values = await this.useModel(introduced, (opened) => opened.encode(examplesSeen(gatherExamples(test, description.shape, range(0, rows)))))
      return codesLike({ count: rows, width, values }, noise)
    })
  }

  private examplesOf(introduced: Introduced, { split, indices }: DatasetExamples): Promise<{ readonly values: Float32Array; readonly beside: NamedArrays }> {
    refuseTooMany(indices.length, introduced)
    const { description } = introduced
    return this.useDataset(introduced, (dataset) => {
      const { count, labels } = dataset[split]
      const outside = indices.find((index) => index >= count)
      if (outside !== undefined) {
        throw new StudioError({
          code: 'example-not-found',
          message: `The ${split} set of this run has no example ${outside}: it holds ${count}.`,
          path: 'indices',
          expected: `indices from 0 to ${count - 1}`,
          got: String(outside),
          fix: 'Ask for examples that are there.',
        })
      }
      const index: NamedArray = { dtype: 'int32', shape: [indices.length], data: Int32Array.from(indices) }
      const label: NamedArray = { dtype: 'int32', shape: [indices.length], data: Int32Array.from(indices, (at) => labels?.[at] ?? -1) }
      return { values: examplesSeen(gatherExamples(dataset[split], description.shape, indices)), beside: { index, label } }
    })
  }

  /** Batch after batch while anything is ready; between two of them, what has arrived is taken in. */
  private async run(): Promise<void> {
    if (this.running) return
    this.running = true
    try {
      await breathe()
      for (let batch = this.coalescer.next(); batch.length > 0; batch = this.coalescer.next()) {
        await this.runBatch(batch)
        await breathe()
      }
    } finally {
      this.running = false
    }
  }

  private async runBatch(batch: readonly Job<Input>[]): Promise<void> {
    const first = batch[0]?.input
    if (first === undefined) return
    try {
      const answers = await this.useModel(first.introduced, (model) => compute(model, batch))
      for (const { id, arrays } of answers) this.parts.reply({ kind: 'done', id }, encodeSafetensors(arrays))
    } catch (error) {
      for (const { id } of batch) this.tellFailure(id, error)
    }
  }

  private useModel<Result>(introduced: Introduced, work: (model: InferenceModel) => Promise<Result>): Promise<Result> {
    const { key, checkpoint, model, description } = introduced
    const open = async (): Promise<InferenceModel> => {
      const [engine, { arrays }] = await Promise.all([this.parts.engine(), readCheckpoint(checkpoint)])
      checkWeightsFit(model, arrays)
      return new InferenceModel({ engine, model, description, state: arrays, note: (message) => this.parts.reply({ kind: 'note', message }) })
    }
    return this.models.use(key, open, work)
  }

  private useDataset<Result>({ experiment }: Introduced, work: (dataset: LoadedDataset) => Result | Promise<Result>): Promise<Result> {
    return this.datasets.use(JSON.stringify(experiment.dataset), () => loadDataset(experiment.dataset, this.parts.locations), work)
  }

  private fail(id: number, error: unknown): void {
    if (this.coalescer.leave(id)) this.tellFailure(id, error)
  }

  private tellFailure(id: number, error: unknown): void {
    this.parts.reply({ kind: 'failed', id, error: describeFailure(error, { code: 'inference-fault', message: 'The checkpoint could not be asked' }) })
  }
}

async function compute(model: InferenceModel, batch: readonly Job<Input>[]): Promise<{ readonly id: number; readonly arrays: NamedArrays }[]> {
  const stage = batch[0]?.input.stage
  const joined = concatenate(batch.map(({ input }) => input.values))
  const codes = stage === 'decode' ? joined : await model.encode(joined)
  const decoded = stage === 'encode' ? null : await model.decode(codes)
  const { shape } = model.description
  let end = 0
  return batch.map(({ id, rows, input }) => {
    const begin = end
    end += rows
    const z = float32([rows, model.width], codes.subarray(begin * model.width, end * model.width))
    if (decoded === null) return { id, arrays: { ...input.beside, z } }
    const size = sizeOf(shape)
    const values = decoded.subarray(begin * size, end * size)
    const output = float32([rows, ...shape], values)
    if (stage === 'decode') return { id, arrays: { ...input.beside, output } }
    return { id, arrays: { ...input.beside, z, reconstruction: output, squaredError: squaredErrors(input.values, values, rows) } }
  })
}

function introduce({ key, checkpoint, experiment }: Extract<InferenceInput, { kind: 'model' }>): Introduced {
  const model = buildModel(experiment)
  const dataset = findDataset(experiment.dataset.id)
  if (dataset === undefined) throw new Error(`No dataset ${experiment.dataset.id}`)
  return { key, checkpoint, experiment, model, description: dataset.describe(dataset.parameters.parse(experiment.dataset.parameters)) }
}

/** The value, made at the first call; a failure is a failure again. */
function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

function widthOf({ latentShape }: Model): number {
  return latentShape === undefined ? 0 : sizeOf(latentShape)
}

function inputSizeOf({ introduced, stage }: Input): number {
  return stage === 'decode' ? widthOf(introduced.model) : sizeOf(introduced.description.shape)
}

function needCode({ model }: Introduced, way: 'encode' | 'decode'): void {
  if (model.latentShape !== undefined && model.recipe[way] !== undefined) return
  throw new StudioError({
    code: way === 'encode' ? 'recipe-without-encoder' : 'recipe-without-decoder',
    message: `${model.recipe.title} has ${way === 'encode' ? 'no encoder: an example has no code there' : 'nothing that decodes a code'}.`,
    path: 'run',
    expected: way === 'encode' ? 'a run of an autoencoder or a variational autoencoder' : 'a run whose recipe has a code',
    got: model.recipe.title,
    fix: way === 'encode' ? 'Decode or generate instead, or choose another run.' : 'Choose another run.',
  })
}

/** What comes back per row, examples and codes counted twice at most. */
function refuseTooMany(rows: number, { model, description }: Introduced): void {
  const bytes = 4 * (2 * sizeOf(description.shape) + widthOf(model) + 3)
  const most = Math.max(1, Math.floor(MOST_ANSWER_BYTES / bytes))
  if (rows <= most) return
  throw new StudioError({
    code: 'inference-too-much',
    message: `${rows} rows at once are too many for examples of ${formatShape(description.shape)}.`,
    expected: `at most ${most} rows a request`,
    got: String(rows),
    fix: 'Ask for them in several requests.',
  })
}

/** The one array a request brings, `[rows, ...shape]`, finite. @throws StudioError naming what does not fit. */
function givenRows(payload: Uint8Array, name: string, shape: readonly number[], introduced: Introduced): Float32Array {
  const what = name === 'z' ? 'codes' : 'examples'
  const refuse = (code: string, message: string, expected: string, got: string): StudioError =>
    new StudioError({ code, message, path: name, expected, got, fix: `Send ${what} as float32 of the shape rows × ${formatShape(shape)}.` })
  const array = decodeSafetensors(payload).arrays[name]
  if (array === undefined) throw refuse('inference-input-missing', `The request brings no ${what}.`, `an array ${name}`, 'none')
  const [rows = 0, ...rest] = array.shape
  if (!sameShape(rest, shape)) {
    const title = name === 'z' ? 'code-width-mismatch' : 'example-shape-mismatch'
    throw refuse(title, `The ${what} do not fit this run: each is ${formatShape(rest)}, and the networks take ${formatShape(shape)}.`, formatShape(shape), formatShape(rest))
  }
  if (rows === 0) throw refuse('inference-input-missing', `The request brings no ${what}.`, 'at least one row', '0 rows')
  refuseTooMany(rows, introduced)
  if (!(array.data instanceof Float32Array)) throw refuse('inference-input-dtype', `The ${what} are of the wrong kind.`, 'float32', array.dtype)
  const at = array.data.findIndex((value) => !Number.isFinite(value))
  if (at !== -1) throw refuse('inference-input-not-finite', `A value of the ${what} is no finite number.`, 'finite numbers', `${array.data[at]} in row ${Math.floor(at / sizeOf(shape))}`)
  return array.data
}

/** Bytes as networks see them, in [0, 1]: rounded as the graph's own division rounds. */
function examplesSeen({ data }: NamedArray): Float32Array {
  return data instanceof Float32Array ? data : Float32Array.from(data, (value) => value / 255)
}

function concatenate(parts: readonly Float32Array[]): Float32Array {
  const [only, ...others] = parts
  if (only !== undefined && others.length === 0) return only
  const joined = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}

function squaredErrors(original: Float32Array, reconstruction: Float32Array, rows: number): NamedArray {
  const size = original.length / rows
  const data = new Float32Array(rows)
  for (let row = 0; row < rows; row += 1) {
    let sum = 0
    for (let at = row * size; at < (row + 1) * size; at += 1) sum += ((original[at] ?? 0) - (reconstruction[at] ?? 0)) ** 2
    data[row] = sum
  }
  return float32([rows], data)
}

function float32(shape: readonly number[], data: Float32Array): NamedArray {
  return { dtype: 'float32', shape, data }
}
