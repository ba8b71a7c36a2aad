// Hosts the inference process: started at the first request, ended after some idle minutes, and after a crash started again with the
// next request. Every request is answered, whatever becomes of the process.
import type { ChildProcess } from 'node:child_process'
import type { Readable } from 'node:stream'
import type { Experiment } from '@shared/experiment/experiment'
import { StudioError, type StudioErrorDetail } from '@shared/studio-error'
import { encodeFrame, FrameReader } from '../inference/frames'
import { inferenceOutputSchema, REPLY_DESCRIPTOR, type CompressInput, type ForwardInput, type InferenceInput, type InferenceOutput, type InferenceSettings, type InferenceTask, type PeekInput } from '../inference/protocol'
import type { Logger } from '../logger'
import type { CheckpointReference } from '../trainer/protocol'
import { startNodeProcess, type NodeProgram, type ProcessEnd } from './node-process'
import { describeProcessEnd, type ProcessWords } from './process-death'

const IDLE_MS = 5 * 60_000
/** Opening a large network takes seconds; it tells of itself every two, but not from inside a native call. */
const SILENCE_MS = 120_000
/** Looks this often into the silence. Counted in looks, not by the clock: a machine that slept is no process that hangs. */
const LOOKS = 12
const STOP_GRACE_MS = 3000
/** More than any page keeps under way. */
const MOST_PENDING = 512
/** Checkpoints the process knows by key; it holds fewer of them open. */
const MOST_INTRODUCED = 64

const WORDS: ProcessWords = {
  id: 'inference',
  name: 'The process that asks checkpoints',
  unfinished: 'before it had answered',
  afterMemory: 'Ask for fewer rows at once, or close other programs. The run and its checkpoints are not touched.',
  afterCrash: 'Ask again: it starts anew. The run and its checkpoints are not touched.',
  afterExit: 'Ask again: it starts anew. The log of the studio holds the rest of what it said.',
}

/**
 * Memory of a graphics card is the trainers': TensorFlow takes all of it at the start, so a second process beside one would fail.
 * What a pointer asks for is small enough for the processor.
 */
const ENVIRONMENT = { CUDA_VISIBLE_DEVICES: '-1' }

export interface InferenceProcessParts {
  readonly program: NodeProgram
  readonly settings: InferenceSettings
  readonly logger: Logger
  readonly idleMs?: number | undefined
  readonly silenceMs?: number | undefined
}

/** A checkpoint as the process is told of it. */
export interface KnownCheckpoint {
  /** Tells it from every other, and from one of the same step that was written again. */
  readonly key: string
  readonly checkpoint: CheckpointReference
  readonly experiment: Experiment
}

export interface InferenceAsk {
  readonly task: InferenceTask
  readonly caller: string | null
  /** A safetensors file, where the task needs one. */
  readonly arrays?: Uint8Array | undefined
}

interface Pending {
  resolve(arrays: Uint8Array<ArrayBuffer> | null): void
  reject(error: StudioError): void
}

interface Running {
  readonly child: ChildProcess
  readonly pending: Map<number, Pending>
  /** Oldest first. */
  readonly introduced: Set<string>
  readonly ended: Promise<void>
  cause: StudioErrorDetail | null
  silentLooks: number
}

export class InferenceProcess {
  readonly #parts: InferenceProcessParts
  #running: Running | null = null
  #idle: NodeJS.Timeout | undefined
  #lastId = 0
  #closed = false

  constructor(parts: InferenceProcessParts) {
    this.#parts = parts
  }

  /** Of the process that runs now; undefined where none does. */
  get pid(): number | undefined {
    return this.#running?.child.pid
  }

  /** @returns a safetensors file, or null where a newer request of the caller came first. @throws StudioError in words. */
  ask(known: KnownCheckpoint, { task, caller, arrays }: InferenceAsk): Promise<Uint8Array<ArrayBuffer> | null> {
    return this.#request((running, id) => {
      this.#introduce(running, known)
      send(running, { kind: 'request', id, model: known.key, caller, task }, arrays)
    })
  }

  /** As `ask`, of a whole picture. @param file an image file, where it is not one of the dataset's. */
  compress(known: KnownCheckpoint, question: Omit<CompressInput, 'kind' | 'id' | 'model'>, file: Uint8Array | undefined): Promise<Uint8Array<ArrayBuffer> | null> {
    return this.#request((running, id) => {
      this.#introduce(running, known)
      send(running, { kind: 'compress', id, model: known.key, ...question }, file)
    })
  }

  /** As `ask`, of networks that need not have been trained. */
  peek(question: Omit<PeekInput, 'kind' | 'id'>): Promise<Uint8Array<ArrayBuffer> | null> {
    return this.#request((running, id) => send(running, { kind: 'peek', id, ...question }))
  }

  /** Runs whole networks on inputs from files. @returns a safetensors file of their outputs. */
  async forward(question: Omit<ForwardInput, 'kind' | 'id'>): Promise<Uint8Array<ArrayBuffer>> {
    const answer = await this.#request((running, id) => send(running, { kind: 'forward', id, ...question }))
    if (answer === null) throw new Error('Nothing supersedes a forward request')
    return answer
  }

  #request(say: (running: Running, id: number) => void): Promise<Uint8Array<ArrayBuffer> | null> {
    if (this.#closed) return Promise.reject(new StudioError({ code: 'studio-closing', message: 'The studio is closing and asks no more checkpoints.' }))
    clearTimeout(this.#idle)
    const running = (this.#running ??= this.#start())
    if (running.pending.size >= MOST_PENDING) {
      const fix = 'Wait for some of them, or ask for several rows in one request.'
      return Promise.reject(new StudioError({ code: 'inference-busy', message: `${MOST_PENDING} requests wait for checkpoints already.`, expected: `at most ${MOST_PENDING}`, fix }))
    }
    const id = (this.#lastId += 1)
    return new Promise((resolve, reject) => {
      running.pending.set(id, { resolve, reject })
      say(running, id)
    })
  }

  /** Ends it; whatever waits is answered that the studio closes. */
  async close(): Promise<void> {
    this.#closed = true
    const running = this.#running
    if (running === null) return
    running.cause = { code: 'studio-closing', message: 'The studio is closing.' }
    await this.#stop(running)
  }

  #introduce(running: Running, { key, checkpoint, experiment }: KnownCheckpoint): void {
    const known = running.introduced.delete(key)
    running.introduced.add(key)
    if (known) return
    send(running, { kind: 'model', key, checkpoint, experiment })
    const [oldest] = running.introduced
    if (running.introduced.size <= MOST_INTRODUCED || oldest === undefined) return
    running.introduced.delete(oldest)
    send(running, { kind: 'forget', key: oldest })
  }

  #start(): Running {
    const { program, settings, logger, silenceMs = SILENCE_MS } = this.#parts
    const { promise: ended, resolve: tellEnd } = Promise.withResolvers<void>()
    const child = startNodeProcess({
      program,
      parameters: [JSON.stringify(settings)],
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
      environment: ENVIRONMENT,
      line: (source, text) => logger.warn(`Inference, ${source}: ${text}`),
      ended: (end) => {
        clearInterval(watch)
        this.#end(running, end)
        tellEnd()
      },
    })
    const running: Running = { child, pending: new Map(), introduced: new Set(), ended, cause: null, silentLooks: 0 }
    const watch = setInterval(() => this.#look(running, silenceMs), silenceMs / LOOKS)
    watch.unref()
    const reader = new FrameReader()
    const replies = child.pid === undefined ? undefined : (child.stdio[REPLY_DESCRIPTOR] as Readable | null | undefined)
    replies?.on('data', (piece: Uint8Array) => {
      running.silentLooks = 0
      try {
        for (const { header, payload } of reader.push(piece)) this.#take(running, inferenceOutputSchema.parse(header), payload)
      } catch (error) {
        this.#kill(running, {
          code: 'inference-speaks-nonsense',
          message: 'The process that asks checkpoints said what nobody understands and was ended.',
          got: error instanceof Error ? error.message.slice(0, 500) : String(error),
          fix: 'Studio and process may be of different versions: run `npm start` again, which rebuilds both.',
        })
      }
    })
    // A process that died at once leaves broken pipes; its end is told by `ended`.
    replies?.on('error', () => {})
    child.stdin?.on('error', () => {})
    return running
  }

  #take(running: Running, output: InferenceOutput, payload: Uint8Array<ArrayBuffer>): void {
    if (output.kind === 'alive') return
    if (output.kind === 'note') {
      this.#parts.logger.warn(`Inference: ${output.message}`)
      return
    }
    const waiting = running.pending.get(output.id)
    running.pending.delete(output.id)
    if (output.kind === 'failed') waiting?.reject(new StudioError(output.error))
    else waiting?.resolve(output.kind === 'done' ? payload : null)
    if (running.pending.size === 0 && running === this.#running) this.#rest(running)
  }

  #rest(running: Running): void {
    clearTimeout(this.#idle)
    this.#idle = setTimeout(() => void this.#stop(running), this.#parts.idleMs ?? IDLE_MS)
    this.#idle.unref()
  }

  /** Ends one that owes an answer and gives no sign of life. One that owes none may be silent. */
  #look(running: Running, silenceMs: number): void {
    if (running.pending.size === 0) running.silentLooks = 0
    running.silentLooks += 1
    if (running.silentLooks <= LOOKS) return
    const seconds = Math.round(silenceMs / 1000)
    this.#kill(running, {
      code: 'inference-silent',
      message: `The process that asks checkpoints gave no sign of life for ${seconds} seconds and was ended: it hung.`,
      expected: 'a sign of life every few seconds',
      fix: 'Ask again: it starts anew. The run and its checkpoints are not touched.',
    })
  }

  #kill(running: Running, cause: StudioErrorDetail): void {
    running.cause ??= cause
    running.child.kill('SIGKILL')
  }

  /** The end of its input is its sign to leave. */
  async #stop(running: Running): Promise<void> {
    if (this.#running === running) this.#running = null
    running.child.stdin?.end()
    const timer = setTimeout(() => running.child.kill('SIGKILL'), STOP_GRACE_MS)
    await running.ended
    clearTimeout(timer)
  }

  #end(running: Running, end: ProcessEnd): void {
    if (this.#running === running) this.#running = null
    const detail = running.cause ?? describeProcessEnd(end, WORDS)
    for (const { reject } of running.pending.values()) reject(new StudioError(detail))
    running.pending.clear()
  }
}

function send({ child }: Running, input: InferenceInput, payload?: Uint8Array): void {
  if (child.stdin?.writable === true) child.stdin.write(encodeFrame(input, payload))
}
