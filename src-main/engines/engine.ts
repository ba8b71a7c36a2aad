// The one interface engines implement. A session owns named state and runs named programs over it: pure functions of
// (state, feeds) with static shapes, so that an engine may record one call and replay it as a native graph.
import type { RandomSource } from '@shared/layers/layer-definition'
import type { EngineInfo } from '@shared/run/run-events'
import type { ArrayDtype, NamedArray, NamedArrays } from '@shared/tensors/named-arrays'
import type { Shape } from '@shared/tensors/shape'
import type { NamedTensors, Tensor, Tf } from '@shared/tensors/tf'

export interface FeedSpec {
  readonly shape: Shape
  readonly dtype: ArrayDtype
}

export interface ProgramContext {
  readonly tf: Tf
  /** Stateless random numbers from an int32[2] key tensor (run seed, step) that comes in as a feed. */
  random(key: Tensor): RandomSource
}

export interface ProgramDefinition {
  /** Static shapes, batch axis included. uint8 feeds reach `run` as int32 or uint8-valued float tensors, see the engine. */
  readonly feeds: Readonly<Record<string, FeedSpec>>
  /** Pure: no reading back, no Math.random, no control flow on values. `state` holds only what changes. */
  run(context: ProgramContext, state: NamedTensors, feeds: NamedTensors): { readonly state?: NamedTensors; readonly outputs: NamedTensors }
}

export interface SessionDefinition {
  /** Initial values: weights, moving averages, optimizer slots, counters. */
  readonly state: NamedArrays
  readonly programs: Readonly<Record<string, ProgramDefinition>>
}

export interface Session {
  /**
   * Runs a program once. Its new state replaces the old; its outputs come back as arrays. The feeds' arrays are the caller's again when
   * it returns.
   * @throws StudioError `engine-feed-mismatch` naming the feed whose shape or dtype differs from its spec.
   */
  run(program: string, feeds: NamedArrays): NamedArrays
  /** A copy of the whole state. */
  readState(): NamedArrays
  /** Replaces values by name; shapes must agree. */
  writeState(values: NamedArrays): void
  /** Live tensors and bytes, for leak tests. */
  memory(): { readonly tensors: number; readonly bytes: number }
  /** Ways this session can run a program; `plain` comes first and is what runs until `compile` says otherwise. */
  compilations(program: string): readonly Compilation[]
  /** From now on the program runs this way. State stays as it is. */
  compile(program: string, compilation: Compilation): void
  dispose(): void
}

/** `xla`: clusters of the graph's operations are fused by TensorFlow's compiler. Rounds otherwise than `plain`, in the last bits. */
export type Compilation = 'plain' | 'xla'

/**
 * How programs run. `eager`: one operation at a time, for debugging. `captured`: each program recorded once and replayed as
 * one native graph; the JavaScript engine has no graphs and always runs eagerly.
 */
export type Execution = 'eager' | 'captured'

export interface SessionOptions {
  readonly execution?: Execution
  /** Captured programs that can also run compiled with XLA. */
  readonly xla?: readonly string[]
}

export interface Engine {
  readonly info: EngineInfo
  /** @throws StudioError `capture-...` where a program that is to be captured is not pure. */
  createSession(definition: SessionDefinition, options?: SessionOptions): Session
}

export type { NamedArray }
