// An experiment as a flat list of named settings, so that two can be laid side by side: recipe, data, training,
// optimizers, recording, and every layer of every network by the role it plays.
import { z } from 'zod'
import { findDataset } from '../datasets/catalogue'
import { bestBy } from './best-by'
import { executionSchema, type Experiment, type OptimizerChoice } from './experiment'
import type { NodeDocument } from '../graph/network'
import { layerOf } from '../graph/analyse-network'
import { findOptimizer } from '../optimizers/catalogue'
import { clippingSchema } from '../optimizers/clip-gradients'
import { findRecipe } from '../recipes/catalogue'
import { findSchedule } from '../schedules/catalogue'

export interface Setting {
  /** Stable path: two experiments' settings with one key are the same setting. */
  readonly key: string
  readonly title: string
  readonly section: 'Recipe' | 'Dataset' | 'Training' | 'Optimizer' | 'Networks' | 'Recording'
  readonly value: string
  /** True where it is what its definition gives by itself. */
  readonly usual: boolean
}

type Section = Setting['section']
type Values = Readonly<Record<string, unknown>>

export function flattenExperiment(experiment: Experiment): Setting[] {
  const { recipe, dataset, training, recording } = experiment
  const recipeDefinition = findRecipe(recipe.id)
  const datasetDefinition = findDataset(dataset.id)
  return [
    { key: 'recipe', title: 'Recipe', section: 'Recipe', value: recipeDefinition?.title ?? recipe.id, usual: false },
    ...parameterSettings('recipe', 'Recipe', '', recipeDefinition?.parameters, recipe.parameters),
    ...Object.entries(training.optimizers).flatMap(([player, choice]) => optimizerSettings(player, choice, Object.keys(training.optimizers).length > 1 ? (recipeDefinition?.players.find(({ id }) => id === player)?.title ?? player) : null)),
    { key: 'training.epochs', title: 'Epochs', section: 'Training', value: print(training.epochs), usual: false },
    ...(training.steps === null ? [] : [{ key: 'training.steps', title: 'Steps at most', section: 'Training' as const, value: print(training.steps), usual: false }]),
    { key: 'training.batchSize', title: 'Batch size', section: 'Training', value: print(training.batchSize), usual: false },
    { key: 'training.seed', title: 'Seed', section: 'Training', value: print(training.seed), usual: false },
    ...parameterSettings('training.execution', 'Training', '', executionSchema, training.execution ?? {}),
    { key: 'dataset', title: 'Dataset', section: 'Dataset', value: datasetDefinition?.title ?? dataset.id, usual: false },
    ...parameterSettings(`dataset.${dataset.id}`, 'Dataset', '', datasetDefinition?.parameters, dataset.parameters),
    ...networkSettings(experiment),
    { key: 'recording.evaluateEverySteps', title: 'Test every', section: 'Recording', value: every(recording.evaluateEverySteps), usual: recording.evaluateEverySteps === null },
    { key: 'recording.snapshotEverySteps', title: 'Snapshot every', section: 'Recording', value: every(recording.snapshotEverySteps), usual: recording.snapshotEverySteps === null },
    { key: 'recording.checkpointEverySteps', title: 'Checkpoint every', section: 'Recording', value: every(recording.checkpointEverySteps), usual: recording.checkpointEverySteps === null },
    ...keepingSettings(experiment),
    { key: 'recording.sampleCount', title: 'Samples kept', section: 'Recording', value: print(recording.sampleCount), usual: true },
    { key: 'recording.reconstructionCount', title: 'Reconstructions kept', section: 'Recording', value: print(recording.reconstructionCount), usual: true },
    { key: 'recording.latentCount', title: 'Codes kept', section: 'Recording', value: print(recording.latentCount), usual: true },
  ]
}

/** @param title the player's, where there are several. */
function optimizerSettings(player: string, choice: OptimizerChoice, title: string | null): Setting[] {
  const definition = findOptimizer(choice.id)
  const prefix = title === null ? '' : `${title}: `
  const schedule = choice.schedule ?? { id: 'constant', parameters: {} }
  const scheduleDefinition = findSchedule(schedule.id)
  return [
    ...parameterSettings(`optimizers.${player}`, 'Optimizer', prefix, definition?.parameters, choice.parameters),
    { key: `optimizers.${player}`, title: `${prefix}Optimizer`, section: 'Optimizer', value: definition?.title ?? choice.id, usual: false },
    { key: `optimizers.${player}.schedule`, title: `${prefix}Schedule`, section: 'Optimizer', value: scheduleDefinition?.title ?? schedule.id, usual: schedule.id === 'constant' },
    ...parameterSettings(`optimizers.${player}.schedule`, 'Optimizer', `${prefix}Schedule: `, scheduleDefinition?.parameters, schedule.parameters),
    ...parameterSettings(`optimizers.${player}.clipping`, 'Optimizer', prefix, clippingSchema, choice.clipping ?? {}),
  ]
}

function networkSettings(experiment: Experiment): Setting[] {
  const definition = findRecipe(experiment.recipe.id)
  return Object.entries(experiment.recipe.roles).flatMap(([role, networkId]) => {
    const network = experiment.networks.find((candidate) => candidate.id === networkId)
    const roleTitle = definition?.roles.find((candidate) => candidate.id === role)?.title ?? role
    const frozen = { key: `networks.${role}`, title: `${roleTitle}: Frozen`, section: 'Networks' as const, value: network?.frozen === true ? 'yes' : 'no', usual: network?.frozen !== true }
    return [...(network === undefined ? [] : [frozen]), ...(network?.nodes ?? []).flatMap((node) => nodeSettings(`networks.${role}.${node.id}`, roleTitle, node, experiment))]
  })
}

function nodeSettings(key: string, roleTitle: string, node: NodeDocument, experiment: Experiment): Setting[] {
  const layer = layerOf(node.type, experiment.blocks)
  const place = `${roleTitle} ${node.name ?? node.id}`
  const settings = parameterSettings(key, 'Networks', `${place}: `, layer?.parameters, node.parameters)
  return [{ key, title: place, section: 'Networks', value: layer?.title ?? node.type, usual: false }, ...settings]
}

/** Defaults filled in, so that a setting left out and one set to its default do not differ. */
export function parameterSettings(key: string, section: Section, prefix: string, schema: z.ZodObject | undefined, given: Values): Setting[] {
  const parsed = schema?.safeParse(given)
  const values: Values = parsed?.success ? parsed.data : given
  const defaults = schema?.safeParse({})
  const usual: Values = defaults?.success ? defaults.data : {}
  return Object.entries(values).map(([name, value]) => ({
    key: `${key}.${name}`,
    title: `${prefix}${titleOf(schema, name)}`,
    section,
    value: print(value),
    usual: print(value) === print(usual[name]),
  }))
}

function titleOf(schema: z.ZodObject | undefined, name: string): string {
  const field: unknown = schema?.shape[name]
  const title = field instanceof z.ZodType ? field.meta()?.title : undefined
  return title ?? name
}

function keepingSettings({ recording, recipe }: Experiment): Setting[] {
  const { checkpointEveryMinutes = null, keepLast = null, keepBest = true } = recording
  const minutes = checkpointEveryMinutes === 1 ? 'minute' : `${print(checkpointEveryMinutes)} minutes`
  return [
    { key: 'recording.checkpointEveryMinutes', title: 'Checkpoint also every', section: 'Recording', value: checkpointEveryMinutes === null ? 'never' : minutes, usual: checkpointEveryMinutes === null },
    { key: 'recording.keepLast', title: 'Checkpoints kept', section: 'Recording', value: keepLast === null ? 'all' : `the newest ${print(keepLast)}${keepBest && bestBy(recipe) !== null ? ' and the best' : ''}`, usual: keepLast === null },
  ]
}

function every(steps: number | null): string {
  return steps === null ? 'epoch' : steps === 1 ? 'step' : `${print(steps)} steps`
}

function print(value: unknown): string {
  if (typeof value === 'number') return Number.isInteger(value) && Math.abs(value) >= 10_000 ? value.toLocaleString('en-US') : String(value)
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return value.map(print).join(' × ')
  return value === null || value === undefined ? 'none' : JSON.stringify(value)
}
