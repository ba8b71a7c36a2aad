// What one training step of an experiment computes: its updates' passes through the networks, and the optimizers' work.
import type { ExperimentAnalysis } from '../experiment/experiment-analysis'
import { validationContext } from '../experiment/validation-context'
import type { PlayerUpdate, RecipeDefinition, RolePasses } from '../recipes/recipe-definition'
import { onlyStage, type TrainingStage } from '../recipes/training-stage'
import { sizeOf } from '../tensors/shape'
import { networkWork } from './network-work'
import { addWork, NO_WORK, type Work } from './work'

type Analysed = Pick<ExperimentAnalysis, 'recipe' | 'recipeParameters' | 'dataset' | 'optimizers' | 'networksByRole'>

/** The updates of a step, in order. */
export function updatesOf(recipe: RecipeDefinition, parameters: Readonly<Record<string, unknown>>): readonly PlayerUpdate[] {
  return recipe.updates?.(parameters) ?? recipe.players.map(({ id }) => ({ player: id, batch: 0 }))
}

/** The passes of an update; see `passes` of a recipe for what is meant where it says nothing. */
export function passesOf(recipe: RecipeDefinition, parameters: Readonly<Record<string, unknown>>, update: PlayerUpdate): readonly RolePasses[] {
  if (recipe.passes !== undefined) return recipe.passes(update, parameters)
  const player = recipe.players.find(({ id }) => id === update.player)
  return recipe.roles.map(({ id, input }) => ({ role: id, forward: 1, backward: 1, weights: player?.roles.includes(id) === true ? 1 : 0, input: input.from === 'role' ? 1 : 0 }))
}

/** @param stage the one that the step belongs to; of a recipe without stages none. Undefined where recipe or dataset are not known. What a fault hides counts as nothing. */
export function stepWork({ recipe, recipeParameters, dataset, optimizers, networksByRole }: Analysed, batchSize: number, stage: TrainingStage = onlyStage): Work | undefined {
  if (recipe === undefined || recipeParameters === undefined || dataset === undefined) return undefined
  const batches = recipe.batchesPerStep?.(recipeParameters) ?? 1
  const pixels = batches * batchSize * sizeOf(dataset.shape)
  let work: Work = { ...NO_WORK, steps: 1, operations: 4, values: 2 * pixels }
  // Every pixel is drawn, compared and made a number.
  if (dataset.binarised === true) work = addWork(work, { ...NO_WORK, operations: 3, drawnValues: pixels, values: 4 * pixels })
  if (stage.program !== undefined) return addWork(work, { ...NO_WORK, ...stage.program.work(batches * batchSize) })
  const frozen = new Set(stage.frozenRoles ?? [])
  work = addWork(work, { ...NO_WORK, ...recipe.besides?.(validationContext({ parameters: recipeParameters, dataset, networks: networksByRole }), batchSize, 'training') })
  for (const update of stage.updates ?? updatesOf(recipe, recipeParameters)) {
    for (const passes of passesOf(recipe, recipeParameters, update)) {
      const analysis = networksByRole[passes.role]
      if (analysis === undefined) continue
      const network = networkWork(analysis)
      work = addWork(work, forBatch(network.forward, batchSize), passes.forward)
      work = addWork(work, forBatch(network.backward, batchSize), passes.backward)
      work = addWork(work, forBatch(network.input, batchSize), passes.input)
      if (!frozen.has(passes.role)) work = addWork(work, forBatch(network.weights, batchSize), passes.weights)
    }
    const player = recipe.players.find(({ id }) => id === update.player)
    const optimizer = optimizers[update.player]
    if (player === undefined) continue
    const slots = optimizer?.parameters === undefined ? 0 : optimizer.definition.slots(optimizer.parameters).length
    for (const analysis of new Set(player.roles.filter((role) => !frozen.has(role)).flatMap((role) => networksByRole[role] ?? []))) {
      const { values, arrays } = networkWork(analysis).trainable
      // Each value of weight and slots is read and written, its gradient read.
      work = addWork(work, { ...NO_WORK, operations: arrays, updatedValues: values * (3 + 2 * slots) })
    }
  }
  return work
}

/** Of a batch: everything but the number of operations grows with it. */
function forBatch(work: Work, batchSize: number): Work {
  const { operations } = work
  return { ...addWork(NO_WORK, work, batchSize), operations }
}
