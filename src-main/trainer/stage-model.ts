// A model as one of its stages trains it: only the players whose turn it is, without the networks that the stage leaves as they are.
import type { TrainingStage } from '@shared/recipes/training-stage'
import type { Model } from './model'

export function stageModel(model: Model, { updates, frozenRoles = [] }: Pick<TrainingStage, 'updates' | 'frozenRoles'>): Model {
  if (updates === undefined && frozenRoles.length === 0) return model
  const turns = updates ?? model.updates
  const frozen = new Set(frozenRoles.flatMap((role) => model.networks[role]?.network.id ?? []))
  // A network that plays another role too is frozen there as well.
  const networks = Object.fromEntries(Object.entries(model.networks).map(([role, analysis]) => [role, frozen.has(analysis.network.id) ? { ...analysis, network: { ...analysis.network, frozen: true as const } } : analysis]))
  const kept = (fullName: string): boolean => [...frozen].some((id) => fullName.startsWith(`${id}/`))
  const players = model.players
    .filter(({ definition }) => turns.some(({ player }) => player === definition.id))
    .map((player) => ({ ...player, weights: player.weights.filter(({ fullName }) => !kept(fullName)), averages: new Set([...player.averages].filter((fullName) => !kept(fullName))) }))
  return { ...model, updates: turns, networks, players }
}
