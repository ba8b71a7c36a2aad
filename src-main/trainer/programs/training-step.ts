// One training step: the players' updates in the recipe's order, each with its loss, its gradients and its optimizer; pure,
// (state, feeds) to (state, metrics). A later update sees what an earlier one changed.
import type { DatasetDescription } from '@shared/datasets/dataset-definition'
import { clipGradients } from '@shared/optimizers/clip-gradients'
import type { PlayerUpdate } from '@shared/recipes/recipe-definition'
import type { NamedTensors, Tensor, Tf } from '@shared/tensors/tf'
import type { FeedSpec, ProgramContext, ProgramDefinition } from '../../engines/engine'
import { slotName, stepCountName, type Model, type ModelPlayer } from '../model'
import { detachTensors } from './detach-tensors'
import { lossAndGradients } from './gradients'
import { commonSpecs, examplesSpec, labelsSpec, recipeContext, requiredTensor, trainingExamples } from './recipe-context'

/** Feeds: `x` (the step's batches one after the other), `y` where the recipe learns from labels, `key`, `learningRate/<player>`, `schedule/<name>`. Outputs: training metrics, scalars. */
export function trainingStep(model: Model, description: DatasetDescription): ProgramDefinition {
  const { batchSize } = model.experiment.training
  const rows = model.batchesPerStep * batchSize
  const feeds: Record<string, FeedSpec> = { ...commonSpecs(model), ...labelsSpec(model, rows), x: examplesSpec(description, rows) }
  for (const { definition } of model.players) feeds[`learningRate/${definition.id}`] = { shape: [], dtype: 'float32' }
  return {
    feeds,
    run: (program, state, feeds) => {
      const x = trainingExamples(program, description, feeds)
      const labels = feeds['y'] === undefined ? [] : splitBatches(program.tf, feeds['y'], model.batchesPerStep)
      const batches = splitBatches(program.tf, x, model.batchesPerStep).map((examples, batch): Batch => ({ x: examples, labels: labels[batch] }))
      const step = new StepBuilder(model, program, state, feeds, batches)
      for (let index = 0; index < model.updates.length; index += 1) index += step.update(index)
      return { state: step.changed, outputs: step.metrics }
    },
  }
}

function splitBatches(tf: Tf, x: Tensor, count: number): readonly Tensor[] {
  if (count === 1) return [x]
  const rows = (x.shape[0] ?? 0) / count
  const rest = x.shape.slice(1)
  return Array.from({ length: count }, (_, batch) => tf.slice(x, [batch * rows, ...rest.map(() => 0)], [rows, ...rest]))
}

interface Batch {
  readonly x: Tensor
  readonly labels: Tensor | undefined
}

/** What one update changes and says. */
interface Outcome {
  readonly changed: NamedTensors
  readonly metrics: NamedTensors
}

class StepBuilder {
  readonly changed: Record<string, Tensor> = {}
  readonly metrics: Record<string, Tensor> = {}
  private readonly model: Model
  private readonly program: ProgramContext
  private readonly state: NamedTensors
  private readonly feeds: NamedTensors
  private readonly batches: readonly Batch[]

  constructor(model: Model, program: ProgramContext, state: NamedTensors, feeds: NamedTensors, batches: readonly Batch[]) {
    this.model = model
    this.program = program
    this.state = state
    this.feeds = feeds
    this.batches = batches
  }

  /** Carries out an update. @returns how many further ones it carried out with it. */
  update(index: number): number {
    const next = this.model.updates[index + 1]
    const shares = this.model.updates[index]?.sharesWithNext === true && next !== undefined
    const { changed, metrics } = shares ? this.pair(index) : this.single(index, { ...this.state, ...this.changed })
    Object.assign(this.changed, changed)
    Object.assign(this.metrics, metrics)
    return shares ? 1 : 0
  }

  /** @param prepared what the recipe's `prepare` made; it makes it here, inside this player's gradients, where none is given. */
  private single(index: number, values: NamedTensors, prepared?: NamedTensors): Outcome {
    const { update, player } = this.turn(index)
    const { gradients, updates, metrics } = lossAndGradients(this.program.tf, this.own(player, values), () => {
      const updates: Record<string, Tensor> = {}
      const made = prepared ?? this.prepare(index, values, updates)
      return { ...this.model.recipe.loss(update.player, this.context(index, values, updates, made)), updates }
    })
    return { changed: { ...this.ownAverages(player, updates), ...this.optimise(player, values, gradients) }, metrics }
  }

  /**
   * This update and the next one on what was prepared once. The first is nested inside the next one's gradient function and works on
   * detached tensors: the next one's gradients flow through what was prepared, and not through how the first one used it.
   */
  private pair(index: number): Outcome {
    const { tf } = this.program
    const { update, player } = this.turn(index + 1)
    const values = { ...this.state, ...this.changed }
    let first: Outcome = { changed: {}, metrics: {} }
    const { gradients, updates, metrics } = lossAndGradients(tf, this.own(player, values), () => {
      const updates: Record<string, Tensor> = {}
      const prepared = this.prepare(index, values, updates)
      first = this.single(index, values, detachTensors(tf, prepared))
      const later = { ...values, ...first.changed }
      const { loss, metrics } = this.model.recipe.loss(update.player, this.context(index + 1, later, updates, prepared))
      const own = this.ownAverages(player, updates)
      return { loss, metrics: { ...first.metrics, ...metrics }, updates: { ...first.changed, ...own } }
    })
    return { changed: { ...updates, ...this.optimise(player, values, gradients) }, metrics }
  }

  private turn(index: number): { readonly update: PlayerUpdate; readonly player: ModelPlayer } {
    const update = this.model.updates[index]
    const player = this.model.players.find((candidate) => candidate.definition.id === update?.player)
    if (update === undefined || player === undefined) throw new Error(`Update ${index} of the recipe names no player of it`)
    return { update, player }
  }

  private own(player: ModelPlayer, values: NamedTensors): NamedTensors {
    return Object.fromEntries(player.weights.map(({ fullName }) => [fullName, requiredTensor(values, fullName)]))
  }

  /** An update moves the averages of its own player's networks alone: an opponent that is only asked does not change. */
  private ownAverages(player: ModelPlayer, updates: NamedTensors): NamedTensors {
    return Object.fromEntries(Object.entries(updates).filter(([name]) => player.averages.has(name)))
  }

  private prepare(index: number, values: NamedTensors, updates: Record<string, Tensor>): NamedTensors {
    return this.model.recipe.prepare?.(this.context(index, values, updates, {})) ?? {}
  }

  private context(index: number, weights: NamedTensors, updates: Record<string, Tensor>, prepared: NamedTensors): ReturnType<typeof recipeContext> {
    const { model, program, feeds } = this
    const update = (name: string, value: Tensor): void => {
      updates[name] = value
    }
    const batch = this.batches[model.updates[index]?.batch ?? 0]
    return recipeContext({ model, program, feeds, weights, ...(batch ?? {}), training: true, update, streams: index === 0 ? '' : `update ${index}/`, prepared })
  }

  private optimise(player: ModelPlayer, values: NamedTensors, gradients: NamedTensors): NamedTensors {
    const { tf } = this.program
    const id = player.definition.id
    const step = tf.add(requiredTensor(values, stepCountName(id)), 1)
    const learningRate = requiredTensor(this.feeds, `learningRate/${id}`)
    const changed: Record<string, Tensor> = { [stepCountName(id)]: step }
    for (const [name, gradient] of Object.entries(clipGradients(tf, gradients, player.clipping))) {
      const slots = Object.fromEntries(player.slots.map((slot) => [slot, requiredTensor(values, slotName(id, slot, name))]))
      const next = player.optimizer.update({ tf, parameters: player.optimizerParameters, learningRate, step, weight: requiredTensor(values, name), gradient, slots })
      changed[name] = next.weight
      for (const [slot, value] of Object.entries(next.slots)) changed[slotName(id, slot, name)] = value
    }
    return changed
  }
}
