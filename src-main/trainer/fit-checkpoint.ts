// Whether a checkpoint's state fits a model, and what of it a run takes over.
import { StudioError } from '@shared/studio-error'
import type { NamedArray, NamedArrays } from '@shared/tensors/named-arrays'
import { formatShape, sameShape, type Shape } from '@shared/tensors/shape'
import { slotName, stageSlots, stepCountName, type Model, type ModelPlayer } from './model'
import type { ReadCheckpoint } from './read-checkpoint'

type Shapes = Readonly<Record<string, { readonly shape: Shape }>>

function misfit(weight: string, expected: string, got: string): StudioError {
  return new StudioError({
    code: 'checkpoint-does-not-fit',
    message: `The checkpoint does not fit these networks: ${weight} is ${expected} here and ${got} in the checkpoint.`,
    path: weight,
    expected,
    got,
    fix: 'Leave the networks as they were in the run that is forked (settings of training, recipe and recording may change), or train afresh',
  })
}

/** Names the first weight that is missing, has another shape, or is not of these networks. @throws StudioError `checkpoint-does-not-fit` */
export function checkWeightsFit(model: Model, checkpoint: Shapes): void {
  for (const { fullName, definition } of model.weights) {
    const found = checkpoint[fullName]
    if (found === undefined) throw misfit(fullName, formatShape(definition.shape), 'not there')
    if (!sameShape(found.shape, definition.shape)) throw misfit(fullName, formatShape(definition.shape), formatShape(found.shape))
  }
  const weights = new Set(model.weights.map((weight) => weight.fullName))
  for (const [name, { shape }] of Object.entries(checkpoint)) {
    if (!weights.has(name) && !name.startsWith('optimizer/')) throw misfit(name, 'not there', formatShape(shape))
  }
}

function optimizerNames(player: ModelPlayer): string[] {
  const id = player.definition.id
  return [stepCountName(id), ...player.slots.flatMap((slot) => player.weights.map(({ fullName }) => slotName(id, slot, fullName)))]
}

/**
 * The state to go on with. A resumed run takes everything over. A fork takes the weights over, and the state of each player's
 * optimizer where it is of the same kind; else that begins anew.
 * @param fresh the state a run of this model begins with.
 * @throws StudioError `checkpoint-does-not-fit` naming the weight.
 */
export function fitCheckpoint(model: Model, fresh: NamedArrays, checkpoint: ReadCheckpoint, kind: 'resumed' | 'forked', tell: (message: string) => void): NamedArrays {
  checkWeightsFit(model, checkpoint.arrays)
  const state: Record<string, NamedArray> = { ...fresh }
  const take = (name: string): void => {
    const found = checkpoint.arrays[name]
    const own = fresh[name]
    if (own === undefined) throw new Error(`The state has no ${name}`)
    if (found === undefined || !sameShape(found.shape, own.shape)) throw misfit(name, formatShape(own.shape), found === undefined ? 'not there' : formatShape(found.shape))
    state[name] = found
  }
  for (const { fullName } of model.weights) take(fullName)
  for (const player of model.players) {
    const id = player.definition.id
    const before = checkpoint.optimizers[id]
    const names = optimizerNames(player)
    // One optimizer may keep other slots with other settings: momentum of none, say.
    const fits = names.every((name) => checkpoint.arrays[name] !== undefined)
    if (kind === 'resumed' || (before === player.optimizer.id && fits)) names.forEach(take)
    else if (before === player.optimizer.id) tell(`The optimizer of ${player.definition.title} begins anew: its settings, or the networks it trains, are others now`)
    else tell(`The optimizer of ${player.definition.title} begins anew: it was ${before ?? 'another'} and is ${player.optimizer.id} now`)
  }
  // A fork may have other stages; what the checkpoint has of these goes on.
  for (const [name, shape] of Object.entries(stageSlots(model))) {
    const found = checkpoint.arrays[name]
    if (kind === 'resumed' || (found !== undefined && sameShape(found.shape, shape))) take(name)
  }
  return state
}
