// What a stage of a run is. A recipe that trains in stages lists them; the run goes through them one after the other on one clock. A
// stage trains its players as any recipe does, or has a step of its own: a pure function of weights, slots, a batch and fed values.
import type { Work } from '../cost/work'
import type { NamedArrays } from '../tensors/named-arrays'
import type { Shape } from '../tensors/shape'
import type { NamedTensors, Tensor } from '../tensors/tf'
import type { PlayerUpdate, RecipeContext } from './recipe-definition'

export interface StageMoment {
  /** Steps of this stage finished before this one: 0 at its first. */
  readonly step: number
  readonly stepsPerEpoch: number
}

export interface StageContext extends RecipeContext<Readonly<Record<string, unknown>>> {
  /** A weight by its full name, as this step finds it. */
  weight(fullName: string): Tensor
  /** A slot of this stage, as this step finds it. */
  slot(name: string): Tensor
  /** `values` at this step, scalar tensors. */
  readonly values: NamedTensors
}

/** What a step of a stage changes and says. */
export interface StageStep {
  /** New values by full name: some or all of those the stage `trains`. */
  readonly weights: NamedTensors
  readonly slots: NamedTensors
  /** Scalars by unprefixed name. */
  readonly metrics: NamedTensors
}

/** Of a symmetric `[size, size]` matrix: eigenvalues, largest first, and unit eigenvectors as rows in the same order. */
export type SymmetricDecomposition = (matrix: Float64Array, size: number) => { readonly values: Float64Array; readonly vectors: Float64Array }

export interface StageProgram {
  /** Full names of the weights its step changes. */
  readonly trains: readonly string[]
  /** Shapes of what the stage keeps between steps besides weights, by name; zeros at its first step. */
  readonly slots: Readonly<Record<string, Shape>>
  /** What enters the step as scalar feeds: learning rates, momentum. */
  values(moment: StageMoment): Readonly<Record<string, number>>
  step(context: StageContext): StageStep
  /** What a step computes of so many examples, gathering them left out: what the estimate of time stands on. */
  work(batchSize: number): Partial<Work>
  /** What the units that the stage is about give, `[batch, units]`; absent where there is nothing to look at. */
  activities?(context: StageContext): Tensor
  /**
   * Weights that follow from the slots once every step is taken, in place of being learned: values by full name, of those it `trains`.
   * Asked at the stage's last step.
   */
  solve?(slots: NamedArrays, decompose: SymmetricDecomposition): NamedArrays
  /** Test metrics of this stage, in place of the recipe's own, which hold where it has none: `[batch]` tensors, unprefixed names. */
  evaluate?(context: StageContext): NamedTensors
}

export interface TrainingStage {
  /** Letters, digits and dashes; unique in its recipe. */
  readonly id: string
  /** `RBM 2: 1000–500`. */
  readonly title: string
  /** How many passes over the training set it takes; null for all that are left, which only the last stage has. */
  readonly epochs: number | null
  /** Absent where the recipe's players train as they do without stages, but for what follows. */
  readonly program?: StageProgram
  /** Who updates in a step of this stage, in place of the recipe's own updates. */
  readonly updates?: readonly PlayerUpdate[]
  /** Roles whose networks nobody changes in this stage: they compute as in testing. */
  readonly frozenRoles?: readonly string[]
  /** Test metrics of this stage, in place of the recipe's own: `[batch]` tensors, unprefixed names. */
  evaluate?(context: RecipeContext<Readonly<Record<string, unknown>>>): NamedTensors
  /** True where a recipe that learns from labels needs none here: the stage sees every training example. */
  readonly unlabelled?: boolean
}

/** Of recipes without stages. */
export const onlyStage: TrainingStage = { id: 'training', title: 'Training', epochs: null }
