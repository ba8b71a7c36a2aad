// What a layer is: one file fills this in, one line in catalogue.ts makes it known. Palette, inspector form, node text,
// shape inference, help and the trainer all derive from it.
import type { z } from 'zod'
import type { Shape } from '../tensors/shape'
import type { Tensor, Tf } from '../tensors/tf'
import type { CodeSite, KerasLayer, PyTorchLayer, PyTorchSite } from './code/layer-code'
import type { Initialiser } from './initialisers'
import type { LayerPicture } from './parts/layer-picture'

export const layerCategories = ['data', 'convolution', 'resample', 'dense', 'sequence', 'shape', 'normalise', 'activation', 'random', 'merge', 'block'] as const
export type LayerCategory = (typeof layerCategories)[number]

export interface PortDefinition {
  /** `input` / `output` for the only port; otherwise what enters there: `mean`, `logVariance`. */
  readonly id: string
  readonly title: string
}

export interface WeightDefinition {
  /** Within the node: `kernel`, `bias`, `movingMean`. In the state it becomes `<network>/<node>/<name>`. */
  readonly name: string
  readonly shape: Shape
  readonly initialiser: Initialiser
  /** False for state that the step updates without a gradient, such as moving averages. */
  readonly trainable: boolean
}

/** The outcome of a shape rule: the output's shape, or what is wrong in the words a person needs. */
export type ShapeOutcome =
  | { readonly ok: true; readonly output: Shape }
  | {
      readonly ok: false
      readonly code: string
      readonly title: string
      readonly expected: string
      readonly got: string
      readonly fix: string
      /** Parameter changes of this very node that would mend it, each a button. */
      readonly fixes?: readonly { readonly label: string; readonly parameters: Readonly<Record<string, z.core.util.JSONType>> }[]
      /** The parameter at fault, when one is. */
      readonly parameter?: string
      /** What would come out had the input fitted: what follows is shown with it, marked as past a fault. */
      readonly intended?: Shape
      /** Shapes that would be right at a port. The analysis looks upstream for a layer whose `reach` can give one. */
      readonly wanted?: Readonly<Record<string, readonly Shape[]>>
      /** Layers that, put on the wire to the node's first port, would mend it. */
      readonly insertions?: readonly { readonly label: string; readonly type: string; readonly parameters: Readonly<Record<string, z.core.util.JSONType>> }[]
    }

export type PortShapes = Readonly<Record<string, Shape>>

/** What a person calls the node that feeds each port, for the words of a problem. */
export type PortSources = Readonly<Record<string, string>>

/** Random numbers as an input: the same (run seed, stream, step) gives the same values. No gradients pass through. */
export interface RandomSource {
  /** Standard normal values of the full shape, batch axis included. */
  normal(stream: string, shape: Shape): Tensor
  /** Uniform values in [0, 1) of the full shape, batch axis included. */
  uniform(stream: string, shape: Shape): Tensor
}

export interface LayerContext<Parameters> {
  readonly tf: Tf
  readonly parameters: Parameters
  /** By port id; each `[batch, ...shape]`. */
  readonly inputs: Readonly<Record<string, Tensor>>
  readonly inputShapes: PortShapes
  readonly outputShape: Shape
  /** The named weight of this node, as `weights` declared it. */
  weight(name: string): Tensor
  /** New value of a non-trainable weight. Only called while training. */
  update(name: string, value: Tensor): void
  /** True inside a training step, false for evaluation, sampling and encoding. */
  readonly training: boolean
  readonly random: RandomSource
  /** A stream name unique to this node, for `random`. */
  readonly stream: string
  /** Hands a named tensor to the recipe, e.g. `mean`, `logVariance`, `preActivation`. */
  expose(name: string, value: Tensor): void
}

export interface LayerDefinition<Schema extends z.ZodObject = z.ZodObject> {
  /** Stable id in documents, kebab-case. */
  readonly type: string
  readonly title: string
  readonly category: LayerCategory
  /** Icon name in the renderer's icon set (the mock's symbols without `i-`), e.g. `c-dense`. */
  readonly icon: string
  /** A word or two beside the name in the palette. */
  readonly hint: string
  /** Extra words the palette search finds it by. */
  readonly keywords: readonly string[]
  readonly help: {
    /** Two or three sentences for a student. */
    readonly text: string
    /** TeX, as the code computes it. */
    readonly formula?: string
    /** The shape rule in words: what may enter and what comes out. */
    readonly shape: string
    readonly source?: string
  }
  /** A small picture of what it does, for the help; with these settings where they change it. */
  picture(parameters: z.output<Schema>): LayerPicture
  /**
   * zod object; every field has a default and `.meta({ title, description?, unit?, labels? })`, so a form can be made of it.
   * `labels` says, by value, what a person reads for each choice of an enum.
   */
  readonly parameters: Schema
  readonly inputs: readonly PortDefinition[]
  /** Always one output, port id `output`; empty for the `output` layer. */
  readonly outputs: readonly PortDefinition[]
  /** Up to two short lines of settings shown on the node. */
  settings(parameters: z.output<Schema>): readonly string[]
  /**
   * Output shape from input shapes (by port), without the batch axis. The `input` layer has no ports; it is given the
   * network's own input under the name `input`, here and in `apply`.
   */
  shape(parameters: z.output<Schema>, inputs: PortShapes, sources?: PortSources): ShapeOutcome
  /** True where the output always has the shape of the only input, so that a wanted shape is looked for further up. */
  readonly keepsShape?: boolean
  /** Changes of this layer's parameters that would make it give the wanted shape; undefined where none would. */
  reach?(
    parameters: z.output<Schema>,
    inputs: PortShapes,
    wanted: Shape,
  ): { readonly label: string; readonly parameters: Readonly<Record<string, z.core.util.JSONType>> } | undefined
  /** Names and shapes of what `apply` exposes. */
  exposes?(parameters: z.output<Schema>, inputs: PortShapes): Readonly<Record<string, Shape>>
  weights(parameters: z.output<Schema>, inputs: PortShapes): readonly WeightDefinition[]
  /** Multiply-adds for one example. */
  multiplyAdds(parameters: z.output<Schema>, inputs: PortShapes, output: Shape): number
  /** The sums behind the sizes, for the inspector: `⌈14 / 2⌉ = 7 → 7×7×64`, `3·3·32·64 + 64`. */
  arithmetic?(parameters: z.output<Schema>, inputs: PortShapes, output: Shape): { readonly output?: string; readonly parameters?: string }
  /**
   * Why the layer's gradient cannot be differentiated once more, in words; undefined where it can. A gradient penalty needs it:
   * recipes with one refuse the layer, giving this reason.
   */
  noSecondGradient?(parameters: z.output<Schema>): string | undefined
  /**
   * The layer as PyTorch code. Values in it have channels first where the framework wants them so; the generator
   * puts in what changes the order.
   */
  pytorch(site: PyTorchSite<z.output<Schema>>): PyTorchLayer
  /** The layer as Keras code; channels last, as here. */
  keras(site: CodeSite<z.output<Schema>>): KerasLayer
  /** Pure; differentiable where the layer is. Returns `[batch, ...output]`. */
  apply(context: LayerContext<z.output<Schema>>): Tensor
}

/** Keeps the schema's type while checking the definition. */
export function defineLayer<Schema extends z.ZodObject>(definition: LayerDefinition<Schema>): LayerDefinition<Schema> {
  return definition
}
