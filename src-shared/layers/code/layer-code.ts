// What a layer becomes in PyTorch and in Keras: lines of code, and where its weights go. Every layer's file fills in both; the
// generators in src-shared/interchange put the pieces together.
import type { NamedArray } from '../../tensors/named-arrays'
import type { Shape } from '../../tensors/shape'
import type { PortShapes } from '../layer-definition'
import type { Call, Code } from './python'

/** Where a layer stands, for its code. Shapes are the studio's: without the batch axis, channels last. */
export interface CodeSite<Parameters> {
  readonly parameters: Parameters
  readonly inputs: PortShapes
  readonly output: Shape
}

/** The named weight of the node, in the studio's layout. */
export type WeightReader = (name: string) => NamedArray

/** Makes one array of the other framework. */
export type WeightPlan = (weight: WeightReader) => NamedArray

/** Where channels stand in a value of more than one axis. PyTorch's convolutions want them first, the studio and Keras have them last. */
export type AxisOrder = 'first' | 'last'

/** By the name within what is made: `weight`, `bias`. Undefined where a setting leaves one out. */
export type WeightPlans = Readonly<Record<string, WeightPlan | undefined>>

interface Step<Made> {
  /** What is made once: a module of PyTorch, a layer of Keras. Left out where an expression is all there is. */
  readonly make?: Made
  readonly weights?: WeightPlans
  /** How it is used where that is not `made(value)`; such a step does not go into a Sequential. */
  readonly use?: (made: string, values: readonly string[]) => string
  /** In place of `make`, where code is written out line by line. Values in the order of the layer's ports. */
  readonly expression?: (values: readonly string[]) => Code
  /** Tells the steps of one node apart: `pad`, `activation`. Left out for the one that bears the node's name. */
  readonly suffix?: string
  /** A class of parts of the generated file that it needs, by name. */
  readonly helper?: string
}

export type PyTorchStep = Step<Code>
export type KerasStep = Step<Call>

export interface PyTorchSite<Parameters> extends CodeSite<Parameters> {
  /** Where channels stand in the first input. */
  readonly order: AxisOrder
  /** What enters one axis is a flattened value of this shape (channels last) in channels-first order: weights follow. */
  readonly flattened?: Shape
  /** What leaves on one axis will be unflattened to this shape (channels last) in channels-first order: weights follow. */
  readonly unflattened?: Shape
}

export interface PyTorchLayer {
  /** Wanted of inputs with more than one axis; `kept` takes any, but all alike. */
  readonly order: AxisOrder | 'kept'
  /** Of the output, where it is not as the input's. */
  readonly gives?: AxisOrder
  readonly steps: readonly PyTorchStep[]
  /** Where PyTorch differs, in words for the file's reader. */
  readonly notes?: readonly string[]
}

export interface KerasLayer {
  readonly steps: readonly KerasStep[]
  readonly notes?: readonly string[]
}
