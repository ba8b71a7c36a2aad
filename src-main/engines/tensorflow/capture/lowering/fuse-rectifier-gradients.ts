// Says the gradients of ReLU and leaky ReLU, which tfjs writes as several operations over the whole layer, with TensorFlow's one each.
//   ReLU, tfjs: dy · step(x), where step(x) is x where x is not a number, else 1 where x > 0, else 0.
//   Leaky ReLU, tfjs: dy where x > 0, else α dy.
// TensorFlow's differ where x is not a number alone, and there the loss is not one either. Both are asked by the activation's output,
// which is positive where its input is: so nothing but the activation needs the input, and TensorFlow can fuse it with what is before.
import { NATIVE_FLOAT } from '../native-dtype'
import type { Trace, TraceOp, TraceReference } from '../trace'
import { referenceKey, replaceValues, sameReference, TraceView } from './trace-view'

export function fuseRectifierGradients(trace: Trace): Trace {
  const view = new TraceView(trace)
  const activations = new Map<string, TraceReference>()
  trace.ops.forEach(({ op, inputs: [input] }, index) => {
    if ((op === 'Relu' || op === 'LeakyRelu') && input !== undefined) activations.set(`${op} ${referenceKey(input)}`, { from: 'op', index, output: 0 })
  })
  const output = (activation: string, x: TraceReference): TraceReference => activations.get(`${activation} ${referenceKey(x)}`) ?? x
  const ops = trace.ops.map((op): TraceOp => {
    const relu = matchReluGradient(view, op)
    if (relu !== null) return { ...op, op: 'ReluGrad', inputs: [relu.gradient, output('Relu', relu.x)] }
    const leaky = matchLeakyReluGradient(view, op)
    const features = leaky === null ? null : output('LeakyRelu', leaky.x)
    const slope = features === null ? undefined : view.op(features)?.attributes.find(({ name }) => name === 'alpha')
    // The slope's attribute is taken over from the activation, whose slope it must be.
    if (leaky === null || features === null || slope === undefined || Math.fround(Number(slope.value)) !== leaky.slope || leaky.slope <= 0) return op
    return { ...op, op: 'LeakyReluGrad', attributes: [...op.attributes.filter(({ name }) => name === 'T'), slope], inputs: [leaky.gradient, features] }
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

function matchLeakyReluGradient(view: TraceView, { op, inputs }: TraceOp): (RectifierGradient & { readonly slope: number }) | null {
  const [positive, gradient, otherwise] = op === 'Select' ? inputs : []
  const x = matchPositive(view, positive)
  const [scaled, factor] = view.inputs(otherwise, 'Mul') ?? []
  const slope = view.scalar(factor)
  if (x === null || gradient === undefined || scaled === undefined || slope === null) return null
  return sameReference(scaled, gradient) ? { gradient, x, slope } : null
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
