// What a run trains, worked out from its experiment before anything native is loaded: recipe, networks by role, optimizers, weights.
import { analyseExperiment } from '@shared/experiment/analyse-experiment'
import { validationContext } from '@shared/experiment/validation-context'
import type { Experiment } from '@shared/experiment/experiment'
import type { NetworkAnalysis } from '@shared/graph/analyse-network'
import { networkWeights, type NetworkWeight } from '@shared/graph/network-weights'
import { findOptimizer } from '@shared/optimizers/catalogue'
import type { OptimizerDefinition } from '@shared/optimizers/optimizer-definition'
import { clippingSchema, type Clipping } from '@shared/optimizers/clip-gradients'
import type { PlayerDefinition, PlayerUpdate, RecipeDefinition } from '@shared/recipes/recipe-definition'
import { onlyStage, type TrainingStage } from '@shared/recipes/training-stage'
import { findSchedule } from '@shared/schedules/catalogue'
import type { ScheduleMoment } from '@shared/schedules/schedule-definition'
import { StudioError } from '@shared/studio-error'
import { drawInitialWeight } from '@shared/tensors/draw-initial-weight'
import type { NamedArray, NamedArrays } from '@shared/tensors/named-arrays'
import { sizeOf, type Shape } from '@shared/tensors/shape'

export interface ModelPlayer {
  readonly definition: PlayerDefinition
  readonly optimizer: OptimizerDefinition
  readonly optimizerParameters: Readonly<Record<string, unknown>>
  readonly learningRate: number
  /** The learning rate of a step, as the player's schedule has it. */
  learningRateAt(moment: ScheduleMoment): number
  readonly clipping: Clipping
  /** Names of the slots kept for each weight. */
  readonly slots: readonly string[]
  /** Trainable weights of the networks that play this player's roles and are not frozen. */
  readonly weights: readonly NetworkWeight[]
  /** Names of the weights that follow by themselves, moving averages, of the same networks. */
  readonly averages: ReadonlySet<string>
}

export interface Model {
  readonly experiment: Experiment
  readonly recipe: RecipeDefinition
  readonly recipeParameters: Readonly<Record<string, unknown>>
  readonly networks: Readonly<Record<string, NetworkAnalysis>>
  readonly players: readonly ModelPlayer[]
  /** Who updates in one step, in order. */
  readonly updates: readonly PlayerUpdate[]
  /** Batches a step eats, one after the other in one feed. */
  readonly batchesPerStep: number
  /** What the run goes through, at least one. */
  readonly stages: readonly TrainingStage[]
  /** Every weight of every network in play, each once. */
  readonly weights: readonly NetworkWeight[]
  readonly parameterCount: number
  /** Undefined where the recipe has no code. */
  readonly latentShape: Shape | undefined
}

/** @throws StudioError `experiment-invalid` naming the first problem, when the experiment cannot be trained as it is. */
export function buildModel(experiment: Experiment): Model {
  const analysis = analyseExperiment(experiment)
  const problem = analysis.problems.find((candidate) => candidate.severity === 'error')
  if (problem !== undefined) {
    const { network, node, path } = problem.place
    const place = [network, node, path].filter((part) => part !== undefined).join(' / ')
    throw new StudioError({ code: 'experiment-invalid', message: problem.title, path: place, expected: problem.expected, got: problem.got, fix: problem.fix })
  }
  const { recipe, dataset } = analysis
  if (recipe === undefined || dataset === undefined) throw new Error(`No recipe ${experiment.recipe.id}, or no dataset ${experiment.dataset.id}`)
  const networks: Record<string, NetworkAnalysis> = {}
  for (const role of recipe.roles) {
    const network = analysis.networksByRole[role.id]
    if (network === undefined) throw new Error(`No network plays ${role.id}`)
    networks[role.id] = network
  }
  const recipeParameters = recipe.parameters.parse(experiment.recipe.parameters)
  const weights = uniqueWeights(Object.values(networks))
  return {
    experiment,
    recipe,
    recipeParameters,
    networks,
    players: recipe.players.map((player) => buildPlayer(experiment, player, networks)),
    updates: recipe.updates?.(recipeParameters) ?? recipe.players.map(({ id }) => ({ player: id, batch: 0 })),
    batchesPerStep: recipe.batchesPerStep?.(recipeParameters) ?? 1,
    stages: recipe.stages?.(validationContext({ parameters: recipeParameters, dataset, networks })) ?? [onlyStage],
    weights,
    parameterCount: weights.reduce((sum, { definition }) => sum + (definition.trainable ? sizeOf(definition.shape) : 0), 0),
    latentShape: recipe.latentShape(networks),
  }
}

function buildPlayer(experiment: Experiment, definition: PlayerDefinition, networks: Readonly<Record<string, NetworkAnalysis>>): ModelPlayer {
  const choice = experiment.training.optimizers[definition.id]
  const optimizer = choice === undefined ? undefined : findOptimizer(choice.id)
  if (choice === undefined || optimizer === undefined) throw new Error(`No optimizer for ${definition.id}`)
  const optimizerParameters = optimizer.parameters.parse(choice.parameters)
  const learningRate = optimizerParameters['learningRate']
  if (typeof learningRate !== 'number') throw new Error(`${optimizer.id} has no learning rate`)
  // Rule E10: a frozen network is nobody's to change, its moving averages included.
  const learning = definition.roles.flatMap((role) => networks[role] ?? []).filter(({ network }) => network.frozen !== true)
  const own = uniqueWeights(learning)
  const schedule = findSchedule(choice.schedule?.id ?? 'constant')
  if (schedule === undefined) throw new Error(`No schedule for ${definition.id}`)
  const scheduleParameters = schedule.parameters.parse(choice.schedule?.parameters ?? {})
  return {
    definition,
    optimizer,
    optimizerParameters,
    learningRate,
    learningRateAt: (moment) => learningRate * schedule.factor(scheduleParameters, moment),
    clipping: choice.clipping ?? clippingSchema.parse({}),
    slots: optimizer.slots(optimizerParameters),
    weights: own.filter((weight) => weight.definition.trainable),
    averages: new Set(own.filter((weight) => !weight.definition.trainable).map((weight) => weight.fullName)),
  }
}

function uniqueWeights(networks: readonly NetworkAnalysis[]): readonly NetworkWeight[] {
  return [...new Map(networks.flatMap(networkWeights).map((weight) => [weight.fullName, weight])).values()]
}

/** Where a player's running count of steps is kept: a float32 scalar. */
export function stepCountName(player: string): string {
  return `optimizer/${player}/step`
}

export function slotName(player: string, slot: string, weight: string): string {
  return `optimizer/${player}/${slot}/${weight}`
}

/** What a stage keeps between its steps; beside the optimizers' slots, and like them no weight. */
export function stageSlotName(stage: string, slot: string): string {
  return `optimizer/${stage}/${slot}`
}

/** The slots of all stages, by name. */
export function stageSlots(model: Model): Readonly<Record<string, Shape>> {
  const named = model.stages.flatMap(({ id, program }) => Object.entries(program?.slots ?? {}).map(([slot, shape]) => [stageSlotName(id, slot), shape] as const))
  return Object.fromEntries(named)
}

/** The state a fresh run starts with: weights drawn from the run's seed, slots and counts at zero. */
export function initialState(model: Model): NamedArrays {
  const state: Record<string, NamedArray> = {}
  const { seed } = model.experiment.training
  for (const { fullName: name, definition } of model.weights) {
    state[name] = { dtype: 'float32', shape: definition.shape, data: drawInitialWeight(seed, name, definition.shape, definition.initialiser) }
  }
  for (const player of model.players) {
    const id = player.definition.id
    state[stepCountName(id)] = { dtype: 'float32', shape: [], data: new Float32Array(1) }
    for (const slot of player.slots) {
      for (const { fullName: name, definition } of player.weights) {
        state[slotName(id, slot, name)] = { dtype: 'float32', shape: definition.shape, data: new Float32Array(sizeOf(definition.shape)) }
      }
    }
  }
  for (const [name, shape] of Object.entries(stageSlots(model))) state[name] = { dtype: 'float32', shape, data: new Float32Array(sizeOf(shape)) }
  return state
}
