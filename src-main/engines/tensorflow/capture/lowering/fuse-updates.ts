// Finds the optimizers' formulas in a trace and says them with TensorFlow's own update operations: one pass over weight, slots and
// gradient, in place and on all threads, where the formula's dozen operations each read and write arrays of the weight's size.
// The formulas are those of src-shared/optimizers; an optimizer that is not known here stays as it was written.
import type { Trace, TraceOp, TraceReference } from '../trace'
import { referenceKey, replaceValues, sameReference, TraceView } from './trace-view'

/** A formula found: the update operation that says the same, over values that are all there in the trace. */
interface FoundUpdate {
  readonly op: string
  /** Old values of the weight and of its slots, in the operation's order. */
  readonly before: readonly TraceReference[]
  /** Their new values, in the same order. */
  readonly after: readonly TraceReference[]
  /** The operation's further inputs. */
  readonly inputs: (add: (op: Pick<TraceOp, 'op' | 'inputs'>) => TraceReference) => readonly TraceReference[]
}

type Matcher = (view: TraceView, after: TraceReference) => FoundUpdate | null

/** Further inputs and attributes are those of the operation's definition in tensorflow/core/ops/training_ops.cc. */
const MATCHERS: readonly Matcher[] = [matchAdam, matchMomentum, matchDescent]

export function fuseUpdates(trace: Trace): Trace {
  const view = new TraceView(trace)
  const ops = [...trace.ops]
  const replacements = new Map<string, TraceReference>()
  for (const [weight, result] of Object.entries(trace.state)) {
    const chain = chainOf(view, weight, result.reference)
    if (chain === null) continue
    const variables = variablesOf(trace, chain)
    if (variables === null) continue
    for (const { op, before, after, inputs } of chain) {
      const last = view.op(after[0] as TraceReference) as TraceOp
      const add = (made: Pick<TraceOp, 'op' | 'inputs'>): TraceReference => {
        // A scalar beside scalars: the corrections of Adam.
        ops.push({ ...made, attributes: typeOf(last), outputs: [{ dtype: last.outputs[0]?.dtype ?? 1, shape: [] }], layer: null })
        return { from: 'op', index: ops.length - 1, output: 0 }
      }
      const rest = inputs(add)
      const outputs = after.map((value) => view.type(value) ?? { dtype: 1, shape: [] })
      ops.push({ op, attributes: typeOf(last), inputs: [...before, ...rest], outputs, layer: last.layer, updates: variables })
      after.forEach((value, output) => replacements.set(referenceKey(value), { from: 'op', index: ops.length - 1, output }))
    }
  }
  return replacements.size === 0 ? trace : replaceValues({ ...trace, ops }, replacements)
}

/** The updates a weight goes through in one step, first one first; null where one of them is not known. */
function chainOf(view: TraceView, weight: string, after: TraceReference): readonly FoundUpdate[] | null {
  const chain: FoundUpdate[] = []
  for (let value = after; !(value.from === 'state' && value.name === weight); ) {
    const found = firstMatch(view, value)
    if (found === null) return null
    chain.unshift(found)
    value = found.before[0] as TraceReference
  }
  return chain.length === 0 ? null : chain
}

function firstMatch(view: TraceView, after: TraceReference): FoundUpdate | null {
  for (const matcher of MATCHERS) {
    const found = matcher(view, after)
    if (found !== null) return found
  }
  return null
}

/**
 * The state the chain works on, in its operations' order. Null where it does not begin at state, end as state and keep to it in
 * between: only then may it be written in place.
 */
function variablesOf(trace: Trace, chain: readonly FoundUpdate[]): readonly string[] | null {
  const [first, last] = [chain[0], chain.at(-1)]
  if (first === undefined || last === undefined) return null
  const names = first.before.flatMap((reference) => (reference.from === 'state' ? [reference.name] : []))
  if (names.length !== first.before.length || new Set(names).size !== names.length) return null
  const ends = names.every((name, index) => {
    const [result, value] = [trace.state[name], last.after[index]]
    return result !== undefined && value !== undefined && sameReference(result.reference, value)
  })
  const holds = chain.slice(1).every((update, index) => {
    const previous = chain[index]
    return previous !== undefined && previous.op === update.op && update.before.every((value, place) => sameReference(value, previous.after[place] as TraceReference))
  })
  return ends && holds ? names : null
}

/** The `T` attribute, which these operations share. */
function typeOf({ attributes }: TraceOp): TraceOp['attributes'] {
  return attributes.filter(({ name }) => name === 'T')
}

/** w − (m · η / c₁) / (√v / c₂ + ε), m and v running means, c₁ = 1 − β₁ᵗ, c₂ = √(1 − β₂ᵗ): see optimizers/parts/adam-moments.ts. */
function matchAdam(view: TraceView, after: TraceReference): FoundUpdate | null {
  const [weight, change] = view.inputs(after, 'Sub') ?? []
  const [scaled, denominator] = view.inputs(change, 'RealDiv') ?? []
  const [mean, rate] = view.inputs(scaled, 'Mul') ?? []
  const [spread, epsilon] = view.inputs(denominator, 'Add') ?? []
  const [root, secondCorrection] = view.inputs(spread, 'RealDiv') ?? []
  const [square] = view.inputs(root, 'Sqrt') ?? []
  const [learningRate, firstCorrection] = view.inputs(rate, 'RealDiv') ?? []
  const [, firstPower] = view.inputs(firstCorrection, 'Sub') ?? []
  const [uncorrected] = view.inputs(secondCorrection, 'Sqrt') ?? []
  const [, secondPower] = view.inputs(uncorrected, 'Sub') ?? []
  const first = matchRunningMean(view, mean)
  const second = matchRunningMean(view, square)
  const [gradient] = view.inputs(second?.value, 'Square') ?? []
  if (weight === undefined || mean === undefined || square === undefined || epsilon === undefined || secondCorrection === undefined) return null
  if (learningRate === undefined || firstPower === undefined || secondPower === undefined || gradient === undefined) return null
  if (first === null || second === null || view.scalar(epsilon) === null || !sameReference(gradient, first.value)) return null
  if (view.op(firstPower)?.op !== 'Pow' || view.op(secondPower)?.op !== 'Pow') return null
  return {
    op: 'ResourceApplyAdam',
    before: [weight, first.before, second.before],
    after: [after, mean, square],
    // TensorFlow corrects the whole fraction: w − η √(1 − β₂ᵗ) / (1 − β₁ᵗ) · m / (√v + ε̂), so ε̂ = ε √(1 − β₂ᵗ).
    inputs: (add) => [firstPower, secondPower, learningRate, first.memory, second.memory, add({ op: 'Mul', inputs: [epsilon, secondCorrection] }), gradient],
  }
}

interface RunningMean {
  readonly before: TraceReference
  readonly memory: TraceReference
  readonly value: TraceReference
}

/** β a + (1 − β) x. */
function matchRunningMean(view: TraceView, after: TraceReference | undefined): RunningMean | null {
  const [kept, added] = view.inputs(after, 'Add') ?? []
  const [before, memory] = view.inputs(kept, 'Mul') ?? []
  const [value, rest] = view.inputs(added, 'Mul') ?? []
  const [share, remainder] = [view.scalar(memory), view.scalar(rest)]
  if (before === undefined || memory === undefined || value === undefined || share === null || remainder === null) return null
  return Math.abs(share + remainder - 1) < 1e-6 ? { before, memory, value } : null
}

/** v = μ v + g; w − η v: see optimizers/sgd.ts. Nesterov's form stays as it is written. */
function matchMomentum(view: TraceView, after: TraceReference): FoundUpdate | null {
  const [weight, change] = view.inputs(after, 'Sub') ?? []
  const [velocity, learningRate] = view.inputs(change, 'Mul') ?? []
  const [kept, gradient] = view.inputs(velocity, 'Add') ?? []
  const [before, momentum] = view.inputs(kept, 'Mul') ?? []
  if (weight === undefined || velocity === undefined || learningRate === undefined || gradient === undefined || before?.from === 'feed') return null
  if (before === undefined || momentum === undefined || view.scalar(momentum) === null) return null
  // A gradient may be a sum as well: only what is kept from step to step is a velocity.
  if (before.from !== 'state' && !isStateAfter(view, before)) return null
  return { op: 'ResourceApplyMomentum', before: [weight, before], after: [after, velocity], inputs: () => [learningRate, gradient, momentum] }
}

function isStateAfter(view: TraceView, reference: TraceReference): boolean {
  const [kept] = view.inputs(reference, 'Add') ?? []
  const [before] = view.inputs(kept, 'Mul') ?? []
  return before !== undefined && (before.from === 'state' || isStateAfter(view, before))
}

/** w − g η: see optimizers/sgd.ts. */
function matchDescent(view: TraceView, after: TraceReference): FoundUpdate | null {
  const [weight, change] = view.inputs(after, 'Sub') ?? []
  const [gradient, learningRate] = view.inputs(change, 'Mul') ?? []
  if (weight === undefined || gradient === undefined || learningRate?.from !== 'feed') return null
  return { op: 'ResourceApplyGradientDescent', before: [weight], after: [after], inputs: () => [learningRate, gradient] }
}
