// Peeks into networks: runs a few test examples through what is drawn on a canvas, node by node, untrained or with a checkpoint's
// weights where they fit. What was computed for a signature is kept, so after an edit only nodes downstream of it are computed.
import { analyseExperiment } from '@shared/experiment/analyse-experiment'
import type { Experiment } from '@shared/experiment/experiment'
import { formatBytes } from '@shared/cost/format-bytes'
import type { NodeAnalysis } from '@shared/graph/network-analysis'
import { runLayer } from '@shared/graph/forward-network'
import { readStructure, wiresRead } from '@shared/graph/network-structure'
import { packFigures, peekFigures, PEEK_ROWS } from '@shared/peek/peek-figures'
import { peekSignatures, type PeekedNetwork } from '@shared/peek/peek-signatures'
import { StudioError } from '@shared/studio-error'
import { drawInitialWeight } from '@shared/tensors/draw-initial-weight'
import type { NamedArray, NamedArrays } from '@shared/tensors/named-arrays'
import { sameShape, sizeOf } from '@shared/tensors/shape'
import type { Tensor } from '@shared/tensors/tf'
import type { Engine, FeedSpec } from '../engines/engine'
import { fixedNoise } from '../trainer/snapshots/sample-codes'

/** Values kept of what was computed before. */
const MOST_KEPT_BYTES = 192 * 1024 * 1024
/** A peek that needs more is refused: it runs beside whatever else the machine does. */
const MOST_BYTES = 2 * 1024 * 1024 * 1024
const FLOAT = 4

export interface PeekQuestion {
  readonly experiment: Experiment
  /** What tells its weights from others; see PeekSource. */
  readonly weights: string
  /** A checkpoint's state; null for untrained. */
  readonly state: NamedArrays | null
  readonly index: number
  /** Signatures the page has figures of. */
  readonly known: ReadonlySet<string>
  /** `[PEEK_ROWS, ...shape]` as networks see them. */
  readonly examples: Float32Array
}

interface Step {
  readonly network: PeekedNetwork
  readonly node: NodeAnalysis
  readonly signature: string
  /** Signatures by port. */
  readonly inputs: Readonly<Record<string, string>>
}

/** @throws StudioError `peek-too-large`, or what makes the experiment impossible, before anything is allocated. */
export function refuseLargePeek(experiment: Experiment, what = 'A peek into these networks'): void {
  const analysis = analyseExperiment(experiment)
  const impossible = analysis.problems.find(({ code, severity }) => severity === 'error' && (code === 'memory-impossible' || code === 'too-large'))
  if (impossible !== undefined) throw new StudioError({ code: 'peek-too-large', message: `${impossible.title}: the networks cannot be run.`, expected: impossible.expected, got: impossible.got, fix: impossible.fix })
  const { activations, weights } = Object.values(analysis.networksByRole).reduce(
    (sum, { totals }) => ({ activations: sum.activations + FLOAT * PEEK_ROWS * totals.activations, weights: sum.weights + FLOAT * totals.parameters }),
    { activations: 0, weights: 0 },
  )
  if (activations + weights <= MOST_BYTES) return
  throw new StudioError({
    code: 'peek-too-large',
    message: `${what} would need ${formatBytes(activations + weights)}.`,
    expected: `at most ${formatBytes(MOST_BYTES)}`,
    got: `${formatBytes(weights)} of weights, ${formatBytes(activations)} of activations for ${PEEK_ROWS} examples`,
    fix: 'Make the largest layer smaller; What it costs, below the canvas, names what is large.',
  })
}

export class Peeker {
  readonly #engine: () => Promise<Engine>
  /** Oldest first. */
  readonly #kept = new Map<string, Float32Array>()
  #bytes = 0

  constructor(engine: () => Promise<Engine>) {
    this.#engine = engine
  }

  /** Figures of every node that can be run and that the page does not know, packed by signature. */
  async peek(question: PeekQuestion): Promise<NamedArrays> {
    const { experiment, known } = question
    const networks = peekSignatures(experiment, analyseExperiment(experiment), question)
    const steps = networks.flatMap((network) => stepsOf(network))
    const wanted = steps.filter(({ signature }) => !known.has(signature))
    const missing = this.#missing(steps, wanted)
    const values = missing.length === 0 ? new Map<string, Float32Array>() : await this.#compute(question, networks, missing)
    const arrays: Record<string, NamedArray> = {}
    for (const { node, signature } of wanted) {
      const found = values.get(signature) ?? this.#kept.get(signature)
      if (found !== undefined && node.output !== null) Object.assign(arrays, packFigures(signature, peekFigures(found, node.output)))
    }
    for (const [signature, array] of values) this.#keep(signature, array)
    return arrays
  }

  /** What is to be computed: the wanted that are not kept, and what they need that is not kept either. */
  #missing(steps: readonly Step[], wanted: readonly Step[]): readonly Step[] {
    const needed = new Set(wanted.map(({ signature }) => signature))
    for (const { signature, inputs } of steps.toReversed()) {
      if (!needed.has(signature) || this.#kept.has(signature)) continue
      for (const input of Object.values(inputs)) needed.add(input)
    }
    const missing = new Map<string, Step>()
    for (const step of steps) if (needed.has(step.signature) && !this.#kept.has(step.signature)) missing.set(step.signature, step)
    return [...missing.values()]
  }

  async #compute(question: PeekQuestion, networks: readonly PeekedNetwork[], steps: readonly Step[]): Promise<Map<string, Float32Array>> {
    const engine = await this.#engine()
    const { seed } = question.experiment.training
    const given = new Map<string, NamedArray>()
    const computed = new Set(steps.map(({ signature }) => signature))
    const give = (signature: string, shape: readonly number[], data: Float32Array): void => void given.set(signature, { dtype: 'float32', shape: [PEEK_ROWS, ...shape], data })
    for (const { role, analysis, entering } of networks) {
      if (role.input.from === 'role' || analysis.inputShape === null) continue
      give(entering, analysis.inputShape, role.input.from === 'data' ? question.examples : fixedNoise(seed, PEEK_ROWS, sizeOf(analysis.inputShape)))
    }
    for (const { node, inputs } of steps) {
      for (const [port, signature] of Object.entries(inputs)) {
        const kept = this.#kept.get(signature)
        const shape = node.inputs[port]
        if (!computed.has(signature) && kept !== undefined && shape !== undefined) give(signature, shape, kept)
      }
    }
    const feeds: Record<string, NamedArray> = { key: { dtype: 'int32', shape: [2], data: Int32Array.of(seed, -1) } }
    for (const [signature, array] of given) feeds[`given/${signature}`] = array
    const specs: Record<string, FeedSpec> = Object.fromEntries(Object.entries(feeds).map(([name, { shape, dtype }]) => [name, { shape, dtype }]))
    const session = engine.createSession(
      {
        state: weightsOf(steps, question.state, seed),
        programs: {
          peek: {
            feeds: specs,
            run: ({ tf, random }, state, tensors) => {
              const key = tensors['key']
              if (key === undefined) throw new Error('There is no key')
              const values = new Map<string, Tensor>()
              for (const signature of given.keys()) {
                const tensor = tensors[`given/${signature}`]
                if (tensor !== undefined) values.set(signature, tensor)
              }
              const source = random(key)
              for (const { network, node, signature, inputs } of steps) {
                const entering = Object.fromEntries(Object.entries(inputs).flatMap(([port, input]) => (values.has(input) ? [[port, values.get(input)] as [string, Tensor]] : [])))
                const passed = node.node.bypassed === true ? Object.values(entering)[0] : undefined
                const weight = (name: string): Tensor => state[name] ?? missingWeight(name)
                values.set(signature, passed ?? runLayer({ tf, training: false, random: source, weight, update: () => {} }, `${network.analysis.network.id}/${node.node.id}`, node, entering, {}))
              }
              return { outputs: Object.fromEntries(steps.flatMap(({ signature }) => (values.has(signature) ? [[signature, values.get(signature)] as [string, Tensor]] : []))) }
            },
          },
        },
      },
      { execution: 'eager' },
    )
    try {
      return new Map(Object.entries(session.run('peek', feeds)).map(([signature, { data }]) => [signature, Float32Array.from(data)]))
    } finally {
      session.dispose()
    }
  }

  #keep(signature: string, array: Float32Array): void {
    this.#bytes += array.byteLength - (this.#kept.get(signature)?.byteLength ?? 0)
    this.#kept.delete(signature)
    this.#kept.set(signature, array)
    for (const [oldest, { byteLength }] of this.#kept) {
      if (this.#bytes <= MOST_KEPT_BYTES) return
      this.#kept.delete(oldest)
      this.#bytes -= byteLength
    }
  }
}

function missingWeight(name: string): never {
  throw new Error(`There is no weight ${name}`)
}

function stepsOf(network: PeekedNetwork): readonly Step[] {
  const { analysis, entering, signatures } = network
  const structure = readStructure(analysis.network)
  return analysis.order.flatMap((id): readonly Step[] => {
    const node = analysis.nodes.get(id)
    const signature = signatures.get(id)
    if (node === undefined || signature === undefined) return []
    const inputs = node.node.type === 'input' ? { input: entering } : Object.fromEntries([...wiresRead(structure, node.node)].map(([port, wire]) => [port, signatures.get(wire.from.node) ?? '']))
    return [{ network, node, signature, inputs }]
  })
}

/** From the checkpoint where a weight of that name and shape is there, else as the seed draws it. */
function weightsOf(steps: readonly Step[], state: NamedArrays | null, seed: number): NamedArrays {
  const weights: Record<string, NamedArray> = {}
  for (const { network, node } of steps) {
    for (const { name, shape, initialiser } of node.weights) {
      const fullName = `${network.analysis.network.id}/${node.node.id}/${name}`
      const kept = state?.[fullName]
      weights[fullName] = kept !== undefined && sameShape(kept.shape, shape) ? kept : { dtype: 'float32', shape, data: drawInitialWeight(seed, fullName, shape, initialiser) }
    }
  }
  return weights
}
