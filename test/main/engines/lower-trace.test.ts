// Rewritings before a graph is written: they may change which kernel runs, never what is computed.
import { expect, test } from 'vitest'
import { lowerTrace } from '../../../src-main/engines/tensorflow/capture/lowering/lower-trace'
import type { Trace, TraceAttribute, TraceConstant, TraceOp, TraceReference, TraceResult } from '../../../src-main/engines/tensorflow/capture/trace'

const FLOAT = 1
const INT32 = 3

/** Writes traces as one would write formulas. */
class Formula {
  readonly ops: TraceOp[] = []
  readonly constants: TraceConstant[] = []

  op(op: string, inputs: readonly TraceReference[], shape: readonly number[] = [3, 4], attributes: readonly TraceAttribute[] = [{ name: 'T', type: 2, value: FLOAT }]): TraceReference {
    this.ops.push({ op, attributes, inputs, outputs: [{ dtype: FLOAT, shape }], layer: null })
    return { from: 'op', index: this.ops.length - 1, output: 0 }
  }

  scalar(value: number): TraceReference {
    return this.constant([value], [])
  }

  constant(values: readonly number[], shape: readonly number[]): TraceReference {
    this.constants.push({ dtype: FLOAT, shape, bytes: new Uint8Array(Float32Array.from(values).buffer), layer: null })
    return { from: 'constant', index: this.constants.length - 1 }
  }

  lower(state: Readonly<Record<string, TraceReference>>, outputs: Readonly<Record<string, TraceReference>> = {}): Trace {
    const results = (values: Readonly<Record<string, TraceReference>>): Record<string, TraceResult> =>
      Object.fromEntries(Object.entries(values).map(([name, reference]) => [name, { reference, dtype: FLOAT, shape: [3, 4] }]))
    return lowerTrace({ ops: this.ops, constants: this.constants, state: results(state), outputs: results(outputs) })
  }
}

const state = (name: string): TraceReference => ({ from: 'state', name })
const feed = (name: string): TraceReference => ({ from: 'feed', name })
const names = ({ ops }: Trace): readonly string[] => ops.map(({ op }) => op)

test('a batch of no matrices but one is a plain product, transposed as before; true batches stay as they are', () => {
  const attributes = [
    { name: 'T', type: 2, value: FLOAT },
    { name: 'adj_x', type: 3, value: true },
    { name: 'adj_y', type: 3, value: false },
  ]
  const formula = new Formula()
  const plain = formula.op('BatchMatMulV2', [state('a'), state('b')], [3, 4], attributes)
  const batch = formula.op('BatchMatMulV2', [state('a'), state('b')], [2, 3, 4], attributes)
  const { ops } = formula.lower({}, { plain, batch })
  expect(ops.map(({ op, attributes: kept }) => [op, ...kept.map(({ name, value }) => `${name} ${String(value)}`)])).toEqual([
    ['MatMul', 'T 1', 'transpose_a true', 'transpose_b false'],
    ['BatchMatMulV2', 'T 1', 'adj_x true', 'adj_y false'],
  ])
  expect(ops[0]?.inputs).toEqual([state('a'), state('b')])
})

test('casts to the same type and reshapes to the same shape go, others stay, and users get what stood before', () => {
  const cast = (from: number, to: number): readonly TraceAttribute[] => [
    { name: 'SrcT', type: 2, value: from },
    { name: 'DstT', type: 2, value: to },
  ]
  const formula = new Formula()
  const sum = formula.op('Add', [state('a'), state('b')])
  const same = formula.op('Reshape', [formula.op('Cast', [sum], [3, 4], cast(FLOAT, FLOAT)), formula.constant([3, 4], [2])])
  const flat = formula.op('Reshape', [same, formula.constant([12], [1])], [12])
  const whole = formula.op('Cast', [flat], [12], cast(FLOAT, INT32))
  expect(formula.lower({}, { whole }).ops.map(({ op, inputs }) => [op, inputs[0]])).toEqual([
    ['Add', state('a')],
    ['Reshape', { from: 'op', index: 0, output: 0 }],
    ['Cast', { from: 'op', index: 1, output: 0 }],
  ])
})

const slope = (value: number): readonly TraceAttribute[] => [
  { name: 'T', type: 2, value: FLOAT },
  { name: 'alpha', type: 1, value },
]

test('the gradient of a ReLU is one operation, asked by what the ReLU gave', () => {
  const formula = new Formula()
  const x = formula.op('MatMul', [feed('x'), state('w')])
  const y = formula.op('Relu', [x])
  const ones = formula.constant(Array<number>(12).fill(1), [3, 4])
  const step = formula.op('Select', [
    formula.op('IsNan', [x]),
    x,
    formula.op('Select', [formula.op('Greater', [x, formula.scalar(0)]), ones, formula.op('Fill', [formula.constant([3, 4], [2]), formula.scalar(0)])]),
  ])
  const gradient = formula.op('Mul', [formula.op('Square', [y]), step])
  const lowered = formula.lower({}, { gradient })
  expect(names(lowered)).toEqual(['MatMul', 'Relu', 'Square', 'ReluGrad'])
  expect(lowered.ops[3]?.inputs).toEqual([
    { from: 'op', index: 2, output: 0 },
    { from: 'op', index: 1, output: 0 },
  ])
})

test('the gradient of a leaky ReLU is one operation where the slopes agree, and only there', () => {
  const written = (alpha: number, factor: number): readonly string[] => {
    const formula = new Formula()
    const y = formula.op('LeakyRelu', [state('x')], [3, 4], slope(alpha))
    const dy = formula.op('Square', [y])
    const scaled = formula.op('Mul', [dy, formula.scalar(factor)])
    return names(formula.lower({}, { gradient: formula.op('Select', [formula.op('Greater', [state('x'), formula.scalar(0)]), dy, scaled]) }))
  }
  expect(written(0.2, 0.2)).toEqual(['LeakyRelu', 'Square', 'LeakyReluGrad'])
  expect(written(0.2, 0.3)).toContain('Select')
})

test('so is its second derivative, masked twice', () => {
  const formula = new Formula()
  const y = formula.op('LeakyRelu', [state('x')], [3, 4], slope(0.2))
  const dy = formula.op('Square', [y])
  const positive = formula.op('Greater', [state('x'), formula.scalar(0)])
  const bool = [
    { name: 'SrcT', type: 2, value: 10 },
    { name: 'DstT', type: 2, value: FLOAT },
  ]
  const above = formula.op('Mul', [dy, formula.op('Cast', [positive], [3, 4], bool)])
  const below = formula.op('Mul', [dy, formula.op('Cast', [formula.op('LogicalNot', [positive])], [3, 4], bool)])
  const lowered = formula.lower({}, { gradient: formula.op('Add', [above, formula.op('Mul', [below, formula.scalar(0.2)])]) })
  expect(names(lowered)).toEqual(['LeakyRelu', 'Square', 'LeakyReluGrad'])
})

test('zeros are not carried through layers to be added to the rest', () => {
  const formula = new Formula()
  const zeros = formula.op('ZerosLike', [state('x')])
  const through = formula.op('Conv2DBackpropInput', [formula.constant([3, 4], [2]), state('w'), formula.op('Neg', [zeros])])
  const used = formula.op('Square', [state('y')])
  const sum = formula.op('Add', [formula.op('Add', [through, formula.op('Mul', [zeros, used])]), used])
  expect(names(formula.lower({}, { sum }))).toEqual(['Square'])
})

test('zeros that shape a sum, or are asked for themselves, stay', () => {
  const formula = new Formula()
  const zeros = formula.op('ZerosLike', [state('x')])
  const row = formula.op('Square', [state('y')], [4])
  expect(names(formula.lower({}, { zeros, wide: formula.op('Add', [zeros, row]) }))).toEqual(['ZerosLike', 'Square', 'Add'])
})

/** Adam as src-shared/optimizers writes it; gives the new weight and moments. */
function adam(formula: Formula, [weight, mean, square]: readonly TraceReference[], gradient: TraceReference, remainder = 0.1): readonly TraceReference[] {
  if (weight === undefined || mean === undefined || square === undefined) throw new Error('three values')
  const running = (before: TraceReference, memory: number, value: TraceReference, rest: number): TraceReference =>
    formula.op('Add', [formula.op('Mul', [before, formula.scalar(memory)]), formula.op('Mul', [value, formula.scalar(rest)])])
  const correction = (memory: number): TraceReference => formula.op('Sub', [formula.scalar(1), formula.op('Pow', [formula.scalar(memory), state('step')], [])], [])
  const first = running(mean, 0.9, gradient, remainder)
  const second = running(square, 0.999, formula.op('Square', [gradient]), 0.001)
  const rate = formula.op('RealDiv', [feed('learningRate'), correction(0.9)], [])
  const denominator = formula.op('Add', [formula.op('RealDiv', [formula.op('Sqrt', [second]), formula.op('Sqrt', [correction(0.999)], [])]), formula.scalar(1e-8)])
  return [formula.op('Sub', [weight, formula.op('RealDiv', [formula.op('Mul', [first, rate]), denominator])]), first, second]
}

const slots = ['w', 'm', 'v'].map(state)
const asState = (values: readonly (TraceReference | undefined)[]): Record<string, TraceReference> => Object.fromEntries(values.flatMap((value, index) => (value === undefined ? [] : [[['w', 'm', 'v'][index], value]])))

test('Adam becomes one update in place; a second one in the same step follows it', () => {
  const formula = new Formula()
  const once = adam(formula, slots, feed('g'))
  const between = formula.op('Square', [once[0] as TraceReference])
  const twice = adam(formula, once, formula.op('Mul', [between, feed('g')]))
  const lowered = formula.lower(asState(twice))
  const updates = lowered.ops.filter(({ updates }) => updates !== undefined)
  expect(updates.map(({ op, updates }) => [op, updates])).toEqual([
    ['ResourceApplyAdam', ['w', 'm', 'v']],
    ['ResourceApplyAdam', ['w', 'm', 'v']],
  ])
  const [first, second] = updates
  const place = lowered.ops.indexOf(first as TraceOp)
  expect(first?.inputs.slice(0, 3)).toEqual(slots)
  expect(second?.inputs.slice(0, 3)).toEqual([0, 1, 2].map((output) => ({ from: 'op', index: place, output })))
  // What looks at the weight between the two sees the value between the two.
  expect(lowered.ops.find(({ op }) => op === 'Square')?.inputs).toEqual([{ from: 'op', index: place, output: 0 }])
  expect(lowered.ops.filter(({ op, outputs }) => op === 'RealDiv' && outputs[0]?.shape.length !== 0)).toEqual([])
})

test.each([
  ['whose memory and remainder do not add up to one', (formula: Formula) => asState(adam(formula, slots, feed('g'), 0.2))],
  ['whose moments are not kept', (formula: Formula) => asState(adam(formula, slots, feed('g')).slice(0, 1))],
  ['that keeps another moment than it used', (formula: Formula) => ({ ...asState(adam(formula, slots, feed('g'))), v: formula.op('Square', [state('v')]) })],
])('a formula like Adam %s stays as it is written', (_what, write) => {
  const formula = new Formula()
  expect(formula.lower(write(formula)).ops.every(({ updates }) => updates === undefined)).toBe(true)
})

test('descent and momentum are one update each', () => {
  const plain = new Formula()
  const down = plain.op('Sub', [state('w'), plain.op('Mul', [feed('g'), feed('learningRate')])])
  expect(plain.lower({ w: down }).ops).toMatchObject([{ op: 'ResourceApplyGradientDescent', updates: ['w'], inputs: [state('w'), feed('learningRate'), feed('g')] }])
  const heavy = new Formula()
  const momentum = heavy.scalar(0.9)
  const velocity = heavy.op('Add', [heavy.op('Mul', [state('v'), momentum]), feed('g')])
  const moved = heavy.op('Sub', [state('w'), heavy.op('Mul', [velocity, feed('learningRate')])])
  expect(heavy.lower({ w: moved, v: velocity }).ops).toMatchObject([
    { op: 'ResourceApplyMomentum', updates: ['w', 'v'], inputs: [state('w'), state('v'), feed('learningRate'), feed('g'), momentum] },
  ])
})
