// Says the gradients of ReLU and leaky ReLU, which tfjs writes as several operations over the whole layer, with TensorFlow's one each.
//   ReLU, tfjs: dy · step(x), where step(x) is x where x is not a number, else 1 where x > 0, else 0.
//   Leaky ReLU, tfjs: dy where x > 0, else α dy.
// TensorFlow's differ where x is not a number alone, and there the loss is not one either. Both are asked by the activation's output,
// which is positive where its input is: so nothing but the activation needs the input, and TensorFlow can fuse it with what is before.
import { NATIVE_FLOAT } from '../native-dtype'
import type { Trace, TraceAttribute, TraceOp, TraceReference } from '../trace'
import { referenceKey, replaceValues, sameReference, TraceView } from './trace-view'

export function fuseRectifierGradients(trace: Trace): Trace {
  const view = new TraceView(trace)
  const activations = new Map<string, TraceReference>()
  const slopes = new Map<number, TraceAttribute>()
  trace.ops.forEach(({ op, attributes, inputs: [input] }, index) => {
    if ((op === 'Relu' || op === 'LeakyRelu') && input !== undefined) activations.set(`${op} ${referenceKey(input)}`, { from: 'op', index, output: 0 })
    const slope = attributes.find(({ name }) => name === 'alpha')
    if (op === 'LeakyRelu' && slope !== undefined) slopes.set(Math.fround(Number(slope.value)), slope)
  })
  const output = (activation: string, x: TraceReference): TraceReference => activations.get(`${activation} ${referenceKey(x)}`) ?? x
  const ops = trace.ops.map((op): TraceOp => {
    const relu = matchReluGradient(view, op)
    if (relu !== null) return { ...op, op: 'ReluGrad', inputs: [relu.gradient, output('Relu', relu.x)] }
    const leaky = matchLeakyReluGradient(view, op) ?? matchSecondLeakyReluGradient(view, op)
    // The slope's attribute is taken over from an activation of the same slope.
    const slope = leaky === null ? undefined : slopes.get(leaky.slope)
    if (leaky === null || slope === undefined || leaky.slope <= 0) return op
    return { ...op, op: 'LeakyReluGrad', attributes: [...op.attributes.filter(({ name }) => name === 'T'), slope], inputs: [leaky.gradient, output('LeakyRelu', leaky.x)] }
  })
  return replaceValues({ ...trace, ops }, new Map())
}

interface RectifierGradient {
  readonly gradient: TraceReference
  readonly x: TraceReference
}

function matchReluGradient(view: TraceView, { op, inputs }: TraceOp): RectifierGradient | null {
  const [gradient, step] = op === 'Mul' ? inputs : []
  const x = step === undefined ? null : matchStep(view, step)
  return x === null || gradient === undefined ? null : { gradient, x }
}

/** The x of step(x), as tfjs-node computes it; null where the value is something else. */
function matchStep(view: TraceView, reference: TraceReference): TraceReference | null {
  const [notANumber, x, rest] = view.inputs(reference, 'Select') ?? []
  const [asked] = view.inputs(notANumber, 'IsNan') ?? []
  const [positive, one, elsewhere] = view.inputs(rest, 'Select') ?? []
  const compared = matchPositive(view, positive)
  const [, value] = view.inputs(elsewhere, 'Fill') ?? []
  if (x === undefined || asked === undefined || compared === null || one === undefined) return null
  if (!sameReference(asked, x) || !sameReference(compared, x) || view.scalar(value) !== 0) return null
  return allOnes(view, one) ? x : null
}

interface LeakyReluGradient extends RectifierGradient {
  readonly slope: number
}

function matchLeakyReluGradient(view: TraceView, { op, inputs }: TraceOp): LeakyReluGradient | null {
  const [positive, gradient, otherwise] = op === 'Select' ? inputs : []
  const x = matchPositive(view, positive)
  const [scaled, factor] = view.inputs(otherwise, 'Mul') ?? []
  const slope = view.scalar(factor)
  if (x === null || gradient === undefined || scaled === undefined || slope === null) return null
  return sameReference(scaled, gradient) ? { gradient, x, slope } : null
}

/** The gradient once more, in the same direction: tfjs writes dy [x > 0] + α dy [not x > 0]. */
function matchSecondLeakyReluGradient(view: TraceView, { op, inputs }: TraceOp): LeakyReluGradient | null {
  const [above, below] = op === 'Add' ? inputs : []
  const [gradient, asked] = view.inputs(above, 'Mul') ?? []
  const [positive] = view.inputs(asked, 'Cast') ?? []
  const [masked, factor] = view.inputs(below, 'Mul') ?? []
  const [again, otherwise] = view.inputs(masked, 'Mul') ?? []
  const [negated] = view.inputs(otherwise, 'Cast') ?? []
  const [compared] = view.inputs(negated, 'LogicalNot') ?? []
  const x = matchPositive(view, positive)
  const slope = view.scalar(factor)
  if (x === null || slope === null || gradient === undefined || again === undefined || positive === undefined || compared === undefined) return null
  return sameReference(gradient, again) && sameReference(positive, compared) ? { gradient, x, slope } : null
}

/** The x of x > 0. */
function matchPositive(view: TraceView, reference: TraceReference | undefined): TraceReference | null {
  const [x, zero] = view.inputs(reference, 'Greater') ?? []
  return x !== undefined && view.scalar(zero) === 0 ? x : null
}

function allOnes(view: TraceView, reference: TraceReference): boolean {
  const constant = reference.from === 'constant' ? view.trace.constants[reference.index] : undefined
  if (constant === undefined || constant.dtype !== NATIVE_FLOAT) return false
  return new Float32Array(constant.bytes.slice().buffer).every((value) => value === 1)
}
