// Questions to a checkpoint as the page asks them: what a code decodes to, and what becomes of a test example.
import type { InferenceAnswer } from '@shared/contract/inference'
import { arraysToText } from '@shared/tensors/array-text'
import type { NamedArray, NamedArrays } from '@shared/tensors/named-arrays'
import { decodeSafetensors } from '@shared/tensors/safetensors'
import { studio } from '../../../client/studio-client'
import type { AskCheckpoint } from './use-asked'

export interface Decoded {
  readonly code: readonly number[]
  /** `[1, ...shape]`, as networks see examples. */
  readonly output: NamedArray
  /** Of the checkpoint. */
  readonly step: number
}

export interface Reconstructed {
  /** Of the test set. */
  readonly index: number
  readonly original: NamedArray
  readonly reconstruction: NamedArray
  /** Summed over the values of the example. */
  readonly squaredError: number
  readonly step: number
}

/** Examples of the test set, as networks see them. */
export interface ShownExamples {
  readonly indices: readonly number[]
  /** `[examples, ...shape]` */
  readonly original: NamedArray
}

let callers = 0

/** Tells one view's requests from those of every other, of other pages too. */
export function newCaller(): string {
  callers += 1
  return `${Math.random().toString(36).slice(2)}-${callers}`
}

export const decodeCode: AskCheckpoint<readonly number[], Decoded> = async ({ run, step }, code, caller) => {
  const arrays = arraysToText({ z: { dtype: 'float32', shape: [1, code.length], data: Float32Array.from(code) } })
  const answer = await readAnswer(studio.inference.decode({ run, step, arrays, caller }))
  return answer === null ? null : { code, output: named(answer.arrays, 'output'), step: answer.step }
}

export const reconstructExample: AskCheckpoint<number, Reconstructed> = async ({ run, step }, index, caller) => {
  const answer = await readAnswer(studio.inference.reconstruct({ run, step, examples: { split: 'test', indices: [index] }, caller }))
  if (answer === null) return null
  const { arrays } = answer
  return { index, original: named(arrays, 'original'), reconstruction: named(arrays, 'reconstruction'), squaredError: named(arrays, 'squaredError').data[0] ?? Number.NaN, step: answer.step }
}

export const showExamples: AskCheckpoint<readonly number[], ShownExamples> = async ({ run, step }, indices, caller) => {
  const answer = await readAnswer(studio.inference.encode({ run, step, source: { split: 'test', indices: [...indices] }, originals: true, caller }))
  return answer === null ? null : { indices, original: named(answer.arrays, 'original') }
}

export async function readAnswer(promise: Promise<InferenceAnswer>): Promise<{ readonly step: number; readonly arrays: NamedArrays; readonly metadata: Readonly<Record<string, string>> } | null> {
  const answer = await promise
  if (answer.kind === 'superseded') return null
  return { step: answer.step, ...decodeSafetensors(new Uint8Array(await answer.arrays.arrayBuffer())) }
}

function named(arrays: NamedArrays, name: string): NamedArray {
  const array = arrays[name]
  if (array === undefined) throw new Error(`The answer has no ${name}`)
  return array
}
