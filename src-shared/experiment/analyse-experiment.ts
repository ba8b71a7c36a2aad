// The whole experiment looked over: catalogue entries resolved, networks analysed with the shapes their roles give them,
// everything that blocks training named with its mend. Like analyseNetwork it runs at every change and never throws.
import { impossibleProblems } from '../cost/memory-problems'
import { MOST_VALUES } from '../graph/analyse-node'
import { formatCount } from '../layers/words'
import { clippingSchema } from '../optimizers/clip-gradients'
import type { Problem } from '../problem'
import type { RecipeDefinition, RecipeValidationContext } from '../recipes/recipe-definition'
import { sizeOf, type Shape } from '../tensors/shape'
import { studioCatalogues, type Catalogues } from './catalogues'
import { analyseBlocks } from './analyse-blocks'
import { resolveChoice } from './choice-problems'
import { estimateTotals } from './estimate-totals'
import type { Experiment } from './experiment'
import type { ExperimentAnalysis, ExperimentTotals, PlayerOptimizer } from './experiment-analysis'
import { analyseRoles, type RoleNetworks } from './role-networks'
import { stageProblems } from './stage-problems'
import { validationContext } from './validation-context'

export type { ExperimentAnalysis, ExperimentTotals, PlayerOptimizer } from './experiment-analysis'

export function analyseExperiment(experiment: Experiment, catalogues: Catalogues = studioCatalogues): ExperimentAnalysis {
  const recipe = resolveChoice('recipe', 'recipe', experiment.recipe, catalogues.recipes)
  const dataset = resolveChoice('dataset', 'dataset', experiment.dataset, catalogues.datasets)
  const description = dataset.parameters === undefined ? undefined : dataset.definition?.describe(dataset.parameters)
  const roles = analyseRoles(experiment, recipe.definition, description?.shape ?? null, noiseShape(recipe.parameters))
  const { optimizers, problems: optimizerProblems } = resolveOptimizers(experiment, recipe.definition, catalogues)
  const totals = estimateTotals(roles.byRole)
  const byRecipe =
    recipe.definition === undefined || recipe.parameters === undefined || description === undefined
      ? []
      : byRecipeOf(experiment, recipe.definition, validationContext({ parameters: recipe.parameters, dataset: description, networks: roles.byRole }))
  return {
    recipe: recipe.definition,
    recipeParameters: recipe.parameters,
    datasetDefinition: dataset.definition,
    dataset: description,
    optimizers,
    networks: roles.networks,
    blocks: analyseBlocks(experiment, roles.networks),
    networksByRole: roles.byRole,
    problems: [
      ...recipe.problems,
      ...dataset.problems,
      ...(dataset.parameters === undefined ? [] : (dataset.definition?.validate?.(dataset.parameters) ?? [])),
      ...optimizerProblems,
      ...roles.problems,
      ...batchProblems(experiment, description?.trainCount, roles),
      ...sizeProblems(totals),
      ...impossibleProblems(experiment, { recipe: recipe.definition, recipeParameters: recipe.parameters, dataset: description, optimizers, networksByRole: roles.byRole }),
      ...networkProblems(roles),
      ...byRecipe,
    ],
    totals,
  }
}

function byRecipeOf(experiment: Experiment, recipe: RecipeDefinition, context: RecipeValidationContext<Readonly<Record<string, unknown>>>): readonly Problem[] {
  return [...recipe.validate(context), ...stageProblems(experiment, recipe.stages?.(context) ?? [])]
}

/** What enters a role that is fed with noise: as many values as the recipe's `latentSize` says. */
function noiseShape(parameters: Readonly<Record<string, unknown>> | undefined): Shape | null {
  const size = parameters?.['latentSize']
  return typeof size === 'number' ? [size] : null
}

/** Rule E5: one optimizer for each player of the recipe. */
function resolveOptimizers(experiment: Experiment, recipe: RecipeDefinition | undefined, catalogues: Catalogues): { readonly optimizers: Record<string, PlayerOptimizer>; readonly problems: Problem[] } {
  const optimizers: Record<string, PlayerOptimizer> = {}
  const problems: Problem[] = []
  const chosen = experiment.training.optimizers
  const players = recipe?.players ?? []
  for (const player of players) {
    const path = `training.optimizers.${player.id}`
    const choice = Object.hasOwn(chosen, player.id) ? chosen[player.id] : undefined
    if (choice === undefined) {
      const usual = catalogues.optimizers[0]
      problems.push({
        code: 'optimizer-missing',
        severity: 'error',
        place: { path },
        title: `No optimizer trains the ${player.title.toLowerCase()}`,
        expected: `an optimizer for ${player.title}`,
        got: 'none',
        fix: 'choose one under Optimizer',
        fixes: usual === undefined ? [] : [{ label: `Use ${usual.title}`, edits: [{ kind: 'set-value', path, value: { id: usual.id, parameters: {} } }] }],
      })
      continue
    }
    const resolved = resolveChoice('optimizer', path, choice, catalogues.optimizers)
    const schedule = resolveChoice('schedule', `${path}.schedule`, choice.schedule ?? { id: 'constant', parameters: {} }, catalogues.schedules)
    problems.push(...resolved.problems, ...schedule.problems)
    if (resolved.definition === undefined) continue
    optimizers[player.id] = {
      definition: resolved.definition,
      parameters: resolved.parameters,
      schedule: schedule.definition === undefined || schedule.parameters === undefined ? undefined : { definition: schedule.definition, parameters: schedule.parameters },
      clipping: choice.clipping ?? clippingSchema.parse({}),
    }
  }
  for (const id of Object.keys(chosen)) {
    if (recipe === undefined || players.some((player) => player.id === id)) continue
    problems.push({
      code: 'player-unknown',
      severity: 'warning',
      place: { path: `training.optimizers.${id}` },
      title: `${recipe.title} has no player called ${id}`,
      expected: `one of ${players.map((player) => player.id).join(', ')}`,
      got: id,
      fix: 'take this optimizer out',
      fixes: [{ label: 'Take it out', edits: [{ kind: 'set-value', path: `training.optimizers.${id}`, value: null }] }],
    })
  }
  return { optimizers, problems }
}

/** Rule E6: a batch is no larger than the training set, and no tensor of a batch passes what one tensor may hold. */
function batchProblems(experiment: Experiment, trainCount: number | undefined, roles: RoleNetworks): readonly Problem[] {
  const { batchSize } = experiment.training
  const place = { path: 'training.batchSize' }
  const useBatch = (size: number): NonNullable<Problem['fixes']> => [{ label: `Use ${formatCount(size)}`, edits: [{ kind: 'set-value', path: 'training.batchSize', value: size }] }]
  if (trainCount !== undefined && batchSize > trainCount) {
    return [
      {
        code: 'batch-larger-than-data',
        severity: 'error',
        place,
        title: 'The batch is larger than the training set',
        expected: `at most ${formatCount(trainCount)} examples a step`,
        got: formatCount(batchSize),
        fix: `use a batch of ${formatCount(trainCount)} or fewer, or more training examples`,
        fixes: useBatch(Math.min(trainCount, 128)),
      },
    ]
  }
  const nodes = Object.values(roles.byRole).flatMap((analysis) => [...analysis.nodes.values()].filter((node) => node.used && node.output !== null))
  const largest = nodes.reduce<(typeof nodes)[number] | undefined>((found, node) => (found === undefined || sizeOf(node.output ?? []) > sizeOf(found.output ?? []) ? node : found), undefined)
  const values = batchSize * sizeOf(largest?.output ?? [])
  if (largest === undefined || values <= MOST_VALUES) return []
  const fitting = Math.max(1, Math.floor(MOST_VALUES / sizeOf(largest.output ?? [])))
  return [
    {
      code: 'too-large',
      severity: 'error',
      place,
      title: `A batch of ${largest.name} is too large`,
      expected: `at most ${formatCount(MOST_VALUES)} values in one tensor`,
      got: `${formatCount(values)} values, ${formatCount(batchSize)} examples of ${formatCount(sizeOf(largest.output ?? []))}`,
      fix: `use a batch of ${formatCount(fitting)} or fewer, or make ${largest.name} smaller`,
      fixes: useBatch(fitting),
    },
  ]
}

/** Rule E7: all weights together stay within what one tensor may hold, 8 GiB. */
function sizeProblems(totals: ExperimentTotals): readonly Problem[] {
  if (totals.weightBytes <= MOST_VALUES * 4) return []
  return [
    {
      code: 'too-large',
      severity: 'error',
      place: {},
      title: 'The networks are too large',
      expected: `at most ${formatCount(MOST_VALUES)} weights in all`,
      got: formatCount(totals.weightBytes / 4),
      fix: 'use smaller layers',
    },
  ]
}

/** A network that plays no role blocks nothing, so its problems only warn. */
function networkProblems(roles: RoleNetworks): readonly Problem[] {
  const playing = new Set(Object.values(roles.byRole).map((analysis) => analysis.network.id))
  return [...roles.networks.values()].flatMap((analysis) =>
    playing.has(analysis.network.id) ? analysis.problems : analysis.problems.map((problem): Problem => ({ ...problem, severity: 'warning' })),
  )
}
