// A checkpoint's networks in an engine, for looking only: encodes and decodes, with captured forward graphs of a few fixed batch
// sizes that share the weights. No optimizer, no training graph.
import type { DatasetDescription } from '@shared/datasets/dataset-definition'
import { StudioError } from '@shared/studio-error'
import type { NamedArray, NamedArrays } from '@shared/tensors/named-arrays'
import { sizeOf } from '@shared/tensors/shape'
import type { Engine, Execution, ProgramDefinition, Session } from '../engines/engine'
import type { Model } from '../trainer/model'
import { readingFeeds } from '../trainer/programs/common-feeds'
import { decodingProgram, encodingProgram } from '../trainer/programs/reading-programs'
import { breathe } from '../trainer/training-session'
import { planCalls } from './coalescer'

/**
 * Rows a call, smallest first: one for the pointer, a handful, a sheet. On two cores a DCGAN's generator takes 0.5, 1.0 and 4.1 ms
 * for them, and beyond 64 a row costs as much as in 64. Every size is recorded when a checkpoint opens, 60 ms for these three.
 */
export const CALL_ROWS = [1, 8, 64] as const

export interface ModelParts {
  readonly engine: Engine
  readonly model: Model
  readonly description: DatasetDescription
  /** The checkpoint's state; only weights are taken. */
  readonly state: NamedArrays
  note(message: string): void
}

export class InferenceModel {
  readonly model: Model
  readonly description: DatasetDescription
  /** Of the weights. */
  readonly bytes: number
  private readonly session: Session
  private readonly feeds: NamedArrays

  /** @throws Error where the state lacks a weight: `checkWeightsFit` comes first. */
  constructor({ engine, model, description, state, note }: ModelParts) {
    this.model = model
    this.description = description
    this.feeds = readingFeeds(model)
    const weights: Record<string, NamedArray> = {}
    for (const { fullName } of model.weights) {
      const array = state[fullName]
      if (array === undefined) throw new Error(`The checkpoint has no ${fullName}`)
      weights[fullName] = array
    }
    this.bytes = Object.values(weights).reduce((sum, { data }) => sum + data.byteLength, 0)
    // Examples come in as networks see them, whether out of the dataset or out of a request.
    const seen: DatasetDescription = { ...description, storage: 'float32' }
    const programs: Record<string, ProgramDefinition> = {}
    for (const rows of CALL_ROWS) {
      const encode = encodingProgram(model, seen, rows)
      const decode = decodingProgram(model, rows)
      if (encode !== undefined) programs[`encode-${rows}`] = encode
      if (decode !== undefined) programs[`decode-${rows}`] = decode
    }
    const open = (execution: Execution): Session => engine.createSession({ state: weights, programs }, { execution })
    try {
      this.session = open(engine.info.native ? 'captured' : 'eager')
    } catch (error) {
      if (!(error instanceof StudioError) || !error.detail.code.startsWith('capture-')) throw error
      note(`A checkpoint's networks could not be captured and run one operation at a time, slower: ${error.message}`)
      this.session = open('eager')
    }
  }

  /** Values in a code; 0 where the recipe has none. */
  get width(): number {
    return this.model.latentShape === undefined ? 0 : sizeOf(this.model.latentShape)
  }

  /** @param x `[rows, ...shape]` as networks see it. @returns `[rows, width]`. */
  encode(x: Float32Array): Promise<Float32Array> {
    return this.call('encode', 'x', 'z', x, this.description.shape, this.width)
  }

  /** @param z `[rows, width]`. @returns `[rows, ...shape]`, as networks see examples. */
  decode(z: Float32Array): Promise<Float32Array> {
    return this.call('decode', 'z', 'output', z, [this.width], sizeOf(this.description.shape))
  }

  dispose(): void {
    this.session.dispose()
  }

  private async call(program: string, feed: string, output: string, input: Float32Array, shape: readonly number[], outputSize: number): Promise<Float32Array> {
    const inputSize = sizeOf(shape)
    const rows = input.length / inputSize
    const result = new Float32Array(rows * outputSize)
    let begin = 0
    for (const size of planCalls(rows, CALL_ROWS)) {
      if (begin > 0) await breathe()
      const given = input.subarray(begin * inputSize, Math.min(rows, begin + size) * inputSize)
      const data = new Float32Array(size * inputSize)
      data.set(given)
      const outputs = this.session.run(`${program}-${size}`, { ...this.feeds, [feed]: { dtype: 'float32', shape: [size, ...shape], data } })
      const values = outputs[output]
      if (values === undefined) throw new Error(`${program} gave no ${output}`)
      result.set(values.data.subarray(0, (given.length / inputSize) * outputSize), begin * outputSize)
      begin += size
    }
    return result
  }
}
