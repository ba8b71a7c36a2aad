// The dotted paths of an experiment's settings: `training.epochs`, `recipe.parameters.beta`, `networks.decoder.hidden.units`.
import { editDistance } from '../graph/nearest-names'
import { layerOf } from '../graph/analyse-network'
import type { Catalogues } from './catalogues'
import { clippingSchema } from '../optimizers/clip-gradients'
import { executionSchema, recordingSchema, trainingSchema, type Choice, type Experiment, type OptimizerChoice } from './experiment'

function choicePaths(stem: string, choice: Choice, entries: readonly { readonly id: string; readonly parameters: { readonly shape: object } }[]): string[] {
  const entry = entries.find((each) => each.id === choice.id)
  const names = new Set([...Object.keys(entry?.parameters.shape ?? {}), ...Object.keys(choice.parameters)])
  return [`${stem}.id`, ...[...names].map((name) => `${stem}.parameters.${name}`)]
}

function optimizerPaths(stem: string, choice: OptimizerChoice, catalogues: Catalogues): string[] {
  return [
    ...choicePaths(stem, choice, catalogues.optimizers),
    ...choicePaths(`${stem}.schedule`, choice.schedule ?? { id: 'constant', parameters: {} }, catalogues.schedules),
    ...Object.keys(clippingSchema.shape).map((key) => `${stem}.clipping.${key}`),
  ]
}

/** Every single setting outside the networks. */
export function experimentPaths(experiment: Experiment, catalogues: Catalogues): readonly string[] {
  const { recipe, dataset, training } = experiment
  const definition = catalogues.recipes.find((each) => each.id === recipe.id)
  const roles = new Set([...(definition?.roles ?? []).map((role) => role.id), ...Object.keys(recipe.roles)])
  const players = new Set([...(definition?.players ?? []).map((player) => player.id), ...Object.keys(training.optimizers)])
  return [
    'name',
    'description',
    ...choicePaths('recipe', recipe, catalogues.recipes),
    ...[...roles].map((role) => `recipe.roles.${role}`),
    ...choicePaths('dataset', dataset, catalogues.datasets),
    ...Object.keys(trainingSchema.shape)
      .filter((key) => key !== 'optimizers' && key !== 'execution')
      .map((key) => `training.${key}`),
    ...Object.keys(executionSchema.shape).map((key) => `training.execution.${key}`),
    ...[...players].flatMap((player) =>
      optimizerPaths(`training.optimizers.${player}`, training.optimizers[player] ?? { id: catalogues.optimizers[0]?.id ?? '', parameters: {} }, catalogues),
    ),
    ...Object.keys(recordingSchema.shape).map((key) => `recording.${key}`),
  ]
}

/** `networks.<network>.<node>.<parameter>` for every parameter of every layer that is known here. */
export function nodeParameterPaths(experiment: Experiment): readonly string[] {
  return experiment.networks.flatMap((network) =>
    network.nodes.flatMap((node) => {
      const names = new Set([...Object.keys(layerOf(node.type, experiment.blocks)?.parameters.shape ?? {}), ...Object.keys(node.parameters)])
      return [...names].map((name) => `networks.${network.id}.${node.id}.${name}`)
    }),
  )
}

/** The settings a mistyped path probably meant, nearest first. A path given without its beginning finds the whole one. */
export function nearestPaths(path: string, known: readonly string[], count = 3): readonly string[] {
  const wanted = path.slice(0, 200).toLowerCase()
  const parts = wanted.split('.').length
  return known
    .map((candidate) => {
      const whole = candidate.toLowerCase()
      const ending = whole.split('.').slice(-parts).join('.')
      return { candidate, distance: Math.min(editDistance(wanted, whole), editDistance(wanted, ending) + 0.5) }
    })
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, count)
    .map(({ candidate }) => candidate)
}
