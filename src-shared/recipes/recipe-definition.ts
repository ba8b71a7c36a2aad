// What a training recipe is: which roles networks play, how data flows between them, the losses, and the views it can
// fill (samples, reconstructions, latents). One file a recipe, one line in catalogue.ts.
import type { z } from 'zod'
import type { Work } from '../cost/work'
import type { DatasetDescription } from '../datasets/dataset-definition'
import type { NetworkAnalysis } from '../graph/analyse-network'
import type { RandomSource } from '../layers/layer-definition'
import type { Problem } from '../problem'
import type { Shape } from '../tensors/shape'
import type { NamedTensors, Tensor, Tf } from '../tensors/tf'
import type { RecipeDrawing, RoleNeed } from './recipe-drawing'
import type { TrainingStage } from './training-stage'

/** Where a role's network gets its input: the dataset's examples, noise of the recipe's `latentSize` values, or another role's output. */
export type RoleInput = { readonly from: 'data' } | { readonly from: 'noise' } | { readonly from: 'role'; readonly role: string }

export interface RoleDefinition {
  /** `encoder`, `decoder`, `generator`, `discriminator` ... */
  readonly id: string
  readonly title: string
  /** Beside the lane's title: `q(z | x)`. */
  readonly notation: string
  /** Which `--role-*` colour the lane takes. */
  readonly colour: 'encoder' | 'latent' | 'generator' | 'discriminator' | 'real'
  readonly input: RoleInput
  /** On the wire that enters the role's lane: `x`, `z`. */
  readonly inputSymbol: string
}

/** A player owns weights and an optimizer. An autoencoder has one; a GAN two. */
export interface PlayerDefinition {
  readonly id: string
  readonly title: string
  readonly roles: readonly string[]
}

/** One player's turn in a training step. */
export interface PlayerUpdate {
  readonly player: string
  /** Which of the step's batches it sees, from 0. */
  readonly batch: number
  /**
   * True where what `prepare` made is used by the next player's update too: it is computed once, the next player's gradients flow
   * through it, this player's stop at it.
   */
  readonly sharesWithNext?: boolean
}

/**
 * How often one update runs a role's network, counted in passes of a batch: what the estimate of time and memory stands on. A layer
 * multiplies once for each forward pass, once for each gradient of what enters it, once for each gradient of its weights.
 */
export interface RolePasses {
  readonly role: string
  readonly forward: number
  /** Passes back through the network's layers. */
  readonly backward: number
  /** Of those, passes that also give gradients of its weights. */
  readonly weights: number
  /** Of those, passes that go on to what entered the network: a generator behind it learns from them, or a penalty looks at them. */
  readonly input: number
}

/** The parts of the data that metrics are measured on. */
export type MetricSplit = 'train' | 'validation' | 'test'

export interface MetricDefinition {
  /** Without the `train/`, `validation/` or `test/` prefix: `loss`, `reconstruction`, `kl`. */
  readonly name: string
  readonly title: string
  /** Beside others of its group, whose title says the rest; the title when left out. */
  readonly short?: string
  /** `nats`, `squared error`, always per example. */
  readonly unit: string
  /** Which way is better. */
  readonly better: 'lower' | 'higher' | 'neither'
  /** What it is measured on; on validation examples as on test ones where the data has some (run-metrics.ts adds that). */
  readonly splits: readonly MetricSplit[]
  /** The chart pane it is drawn in; metrics of one group share axes. */
  readonly group: string
  /** Tells the metrics of one group apart: the role, or the data, a metric speaks of. */
  readonly colour?: RoleDefinition['colour']
}

/** What a network's forward pass gives a recipe. */
export interface ForwardResult {
  /** `[batch, ...shape]` of the network's output node. */
  readonly output: Tensor
  /** What layers exposed: `mean` and `logVariance` (Gaussian latent), `preActivation` (output). */
  readonly exposed: NamedTensors
}

/** What a recipe makes of examples. */
export interface Reconstruction {
  /** `[batch, ...shape]`, in the data's own values. */
  readonly output: Tensor
  /** What entered the sigmoid, where the output is a probability. */
  readonly logits?: Tensor
}

/** How closely ln p(x) is estimated, by importance sampling: from how many codes of each test example, and when. */
export interface ImportancePlan {
  readonly samples: number
  /** `tests`: at every test. `end`: once, after the last step. */
  readonly when: 'tests' | 'end'
}

export interface RecipeContext<Parameters> {
  readonly tf: Tf
  readonly parameters: Parameters
  /** Examples as the networks see them, `[batch, ...shape]` float32, scaled as the dataset says. */
  readonly x: Tensor
  /** The class of each example, `[batch]` int32; absent where the recipe learns from none. */
  readonly labels?: Tensor
  /** Values of `schedule` at this step, scalar tensors. */
  readonly scheduled: NamedTensors
  readonly training: boolean
  readonly random: RandomSource
  /** What the recipe's `prepare` made for this update; empty outside training. */
  readonly prepared: NamedTensors
  /** Runs the network that plays a role. */
  forward(role: string, input: Tensor): ForwardResult
}

export interface PlayerLoss {
  /** Scalar. */
  readonly loss: Tensor
  /** Scalars by unprefixed name. */
  readonly metrics: NamedTensors
}

export interface RecipeValidationContext<Parameters> {
  readonly parameters: Parameters
  readonly dataset: DatasetDescription
  /** Analysed networks by role; a role nobody plays is absent (the general check reports it). */
  readonly networks: Readonly<Record<string, NetworkAnalysis>>
  /** Network ids by role, for the places of problems. */
  readonly networkIds: Readonly<Record<string, string>>
}

export interface RecipeDefinition<Schema extends z.ZodObject = z.ZodObject> {
  readonly id: string
  readonly title: string
  readonly help: { readonly text: string; readonly formula: string; readonly source: string }
  /** zod object; every field has a default and `.meta({ title, description?, unit? })`. */
  readonly parameters: Schema
  readonly roles: readonly RoleDefinition[]
  readonly players: readonly PlayerDefinition[]
  metrics(parameters: z.output<Schema>): readonly MetricDefinition[]
  /** Name (with prefix) of the metric a list shows and that "best" is judged by, e.g. `test/loss`; where the data has validation examples, by the same of those (judged-by.ts). */
  readonly primaryMetric: string
  /** What the canvas draws of it besides its roles: what else flows into them, the terms of its losses. */
  drawing(parameters: z.output<Schema>): RecipeDrawing
  /** What it asks of the networks, by the settings, the data and what there is already; the canvas shows it before Train. */
  needs(context: RecipeValidationContext<z.output<Schema>>): readonly RoleNeed[]
  /** Problems only this recipe can see. Shapes and roles are checked before. */
  validate(context: RecipeValidationContext<z.output<Schema>>): readonly Problem[]
  /** What a run goes through one after the other, where it trains in stages; the last one takes what is left of the run. Asked of networks without problems. */
  stages?(context: RecipeValidationContext<z.output<Schema>>): readonly TrainingStage[]
  /** Values that change over training and enter the step as scalar feeds, e.g. beta under warm-up. */
  schedule(parameters: z.output<Schema>, at: { readonly step: number; readonly stepsPerEpoch: number }): Readonly<Record<string, number>>
  /** Who updates in one training step, in order. Every player once, on one batch, when left out. */
  updates?(parameters: z.output<Schema>): readonly PlayerUpdate[]
  /** How many batches a training step eats; 1 when left out. */
  batchesPerStep?(parameters: z.output<Schema>): number
  /**
   * What an update costs. Left out, every role runs once forward and once back, the player's own with gradients of their weights: right
   * where one player trains all there is.
   */
  passes?(update: PlayerUpdate, parameters: z.output<Schema>): readonly RolePasses[]
  /**
   * How many labelled training examples it learns from, 0 for all there are: see labelled-examples.ts for which. A recipe with this is fed
   * the class of every example; its steps draw from those alone, but in stages that learn without labels.
   */
  labelled?(parameters: z.output<Schema>): number
  /** What a step computes of `rows` examples beside the passes of its updates, and a test of as many beside one pass through each network. */
  besides?(context: RecipeValidationContext<z.output<Schema>>, rows: number, during: 'training' | 'testing'): Partial<Work>
  /** What an update's loss begins with, by name: a GAN's fakes. */
  prepare?(context: RecipeContext<z.output<Schema>>): NamedTensors
  /** The loss a player minimises (a scalar: mean over the batch) and the training metrics (scalars, unprefixed names). */
  loss(player: string, context: RecipeContext<z.output<Schema>>): PlayerLoss
  /** Test metrics, one value an example: `[batch]` tensors, unprefixed names, no gradient. The test's metric is their mean over the examples. */
  evaluate(context: RecipeContext<z.output<Schema>>): NamedTensors
  /** Where a recipe bounds ln p(x) with codes drawn from q(z | x): the test metric `logLikelihood`, see parts/importance-weights.ts. */
  readonly importance?: {
    /** The role every drawn code runs through. */
    readonly role: string
    /** Null where it is not asked for. */
    plan(parameters: z.output<Schema>): ImportancePlan | null
    /** ln p(x | z) + ln p(z) − ln q(z | x) for so many codes drawn of each example, `[samples, batch]`, no gradient. */
    logWeights(context: RecipeContext<z.output<Schema>>, samples: number): Tensor
  }
  /** What the encoder is shown in place of x, where a recipe damages it: any size of x, `[batch, ...]`. */
  corrupt?(context: RecipeContext<z.output<Schema>>): Tensor
  /** Bit depths that codes in [−1, 1] are rounded to, where whole pictures are compressed by the recipe's model; see src-shared/compression. */
  codeBits?(parameters: z.output<Schema>): readonly number[]
  /** What the recipe makes of x, damaged by itself where it damages, as well as it can (a VAE decodes the mean): what quality figures are measured on, see reconstruction-quality.ts. */
  reconstruct?(context: RecipeContext<z.output<Schema>>): Reconstruction
  /** How probable each class is of x, `[batch, classes]`: what predictions are made of. */
  classify?(context: RecipeContext<z.output<Schema>>): Tensor
  /** Shape of the code, or undefined where the recipe has none. */
  latentShape(networks: Readonly<Record<string, NetworkAnalysis>>): Shape | undefined
  /** Deterministic code of x (a VAE's mean), `[batch, ...latent]`. */
  encode?(context: RecipeContext<z.output<Schema>>): Tensor
  /** KL of the code of x from its prior in each dimension, `[batch, ...latent]` in nats, where the recipe has a prior for each example's code. */
  divergence?(context: RecipeContext<z.output<Schema>>): Tensor
  /** Deterministic output for codes, `[batch, ...shape]`; context.x is ignored. */
  decode?(context: RecipeContext<z.output<Schema>>, latent: Tensor): Tensor
  /** How fixed latents for samples are drawn: from N(0, I), or (plain autoencoders) by mixing codes of test examples. */
  readonly sampling: 'standard-normal' | 'code-statistics' | 'none'
}

export function defineRecipe<Schema extends z.ZodObject>(definition: RecipeDefinition<Schema>): RecipeDefinition<Schema> {
  return definition
}
