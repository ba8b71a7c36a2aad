// Who plays which role: finds the networks, gives each the input shape its role has (the data's, noise, or another role's output),
// and says which roles nobody plays.
import { analyseNetwork, type NetworkAnalysis } from '../graph/analyse-network'
import { emptyNetwork } from '../graph/empty-network'
import { newNetworkId } from '../graph/names'
import type { NetworkDocument, NetworkId } from '../graph/network'
import type { Problem } from '../problem'
import type { RecipeDefinition, RoleDefinition } from '../recipes/recipe-definition'
import type { Shape } from '../tensors/shape'
import type { Experiment } from './experiment'
import { frozenPlayers } from './frozen-players'
import { sharedRoles } from './shared-roles'

/** As many as the document's schema takes. */
const MOST_NETWORKS = 16

export interface RoleNetworks {
  readonly networks: ReadonlyMap<NetworkId, NetworkAnalysis>
  readonly byRole: Readonly<Record<string, NetworkAnalysis>>
  readonly problems: readonly Problem[]
}

/** @param noiseShape what enters roles that are fed with noise. */
export function analyseRoles(experiment: Experiment, recipe: RecipeDefinition | undefined, dataShape: Shape | null, noiseShape: Shape | null = null): RoleNetworks {
  const documents = new Map<NetworkId, NetworkDocument>()
  for (const network of experiment.networks) if (!documents.has(network.id)) documents.set(network.id, network)
  const roles = recipe?.roles ?? []
  const byRole: Record<string, NetworkAnalysis> = {}
  const visiting = new Set<string>()
  const analyseRole = (role: RoleDefinition): NetworkAnalysis | undefined => {
    const known = byRole[role.id]
    const document = networkOf(experiment, documents, role.id)
    if (known !== undefined || document === undefined || visiting.has(role.id)) return known
    visiting.add(role.id)
    const { input } = role
    const source = input.from === 'role' ? roles.find((each) => each.id === input.role) : undefined
    const shape = input.from === 'data' ? dataShape : input.from === 'noise' ? noiseShape : source === undefined ? null : (analyseRole(source)?.outputShape ?? null)
    visiting.delete(role.id)
    const analysis = analyseNetwork(document, shape, experiment.blocks)
    byRole[role.id] = analysis
    return analysis
  }
  const networks = new Map<NetworkId, NetworkAnalysis>()
  for (const role of roles) {
    const analysis = analyseRole(role)
    if (analysis !== undefined && !networks.has(analysis.network.id)) networks.set(analysis.network.id, analysis)
  }
  const idle = [...documents.values()].filter((document) => !networks.has(document.id))
  for (const document of idle) networks.set(document.id, analyseNetwork(document, null, experiment.blocks))
  return {
    networks,
    byRole,
    problems: [
      ...roles.flatMap((role) => roleProblems(experiment, documents, role, recipe, idle)),
      ...(recipe === undefined ? [] : sharedRoles(recipe, byRole)),
      ...(recipe === undefined ? [] : frozenPlayers(recipe, byRole)),
      ...(recipe === undefined ? [] : unknownRoles(experiment, recipe)),
      ...(recipe === undefined ? [] : idle.map((document) => idleNetwork(document, recipe))),
    ],
  }
}

function networkOf(experiment: Experiment, documents: ReadonlyMap<NetworkId, NetworkDocument>, role: string): NetworkDocument | undefined {
  const id = Object.hasOwn(experiment.recipe.roles, role) ? experiment.recipe.roles[role] : undefined
  return id === undefined ? undefined : documents.get(id)
}

/** Rule E2: every role of the recipe is played by a network of the document. */
function roleProblems(
  experiment: Experiment,
  documents: ReadonlyMap<NetworkId, NetworkDocument>,
  role: RoleDefinition,
  recipe: RecipeDefinition | undefined,
  idle: readonly NetworkDocument[],
): readonly Problem[] {
  if (networkOf(experiment, documents, role.id) !== undefined) return []
  const path = `recipe.roles.${role.id}`
  const named = Object.hasOwn(experiment.recipe.roles, role.id) ? experiment.recipe.roles[role.id] : undefined
  const word = role.title.toLowerCase()
  const candidates = idle.slice(0, 3).map((document) => ({ label: `Use ${document.name}`, edits: [{ kind: 'set-value' as const, path, value: document.id }] }))
  const fresh = emptyNetwork(newNetworkId(experiment.networks, role.id), role.title)
  return [
    {
      code: named === undefined ? 'role-missing' : 'role-network-missing',
      severity: 'error',
      place: { path },
      title: named === undefined ? `Missing ${word}: no network plays it` : `The ${word} should be the network ${named}, which is not there`,
      expected: `a network for the role ${role.title} of ${recipe?.title ?? 'the recipe'}`,
      got: named === undefined ? 'none' : named,
      fix: candidates.length > 0 ? `let one of the networks play the ${word}` : `add a ${word} network`,
      fixes: [
        ...candidates,
        ...(experiment.networks.length >= MOST_NETWORKS
          ? []
          : [
              {
                label: `Add an empty ${word}`,
                edits: [
                  { kind: 'add-network' as const, network: fresh },
                  { kind: 'set-value' as const, path, value: fresh.id },
                ],
              },
            ]),
      ],
    },
  ]
}

function unknownRoles(experiment: Experiment, recipe: RecipeDefinition): readonly Problem[] {
  return Object.keys(experiment.recipe.roles)
    .filter((id) => !recipe.roles.some((role) => role.id === id))
    .map((id) => ({
      code: 'role-unknown',
      severity: 'warning',
      place: { path: `recipe.roles.${id}` },
      title: `${recipe.title} has no role called ${id}`,
      expected: `one of ${recipe.roles.map((role) => role.id).join(', ')}`,
      got: id,
      fix: 'take it out, or choose a recipe that has this role',
      fixes: [{ label: 'Take it out', edits: [{ kind: 'set-value', path: `recipe.roles.${id}`, value: null }] }],
    }))
}

function idleNetwork(document: NetworkDocument, recipe: RecipeDefinition): Problem {
  return {
    code: 'network-idle',
    severity: 'warning',
    place: { network: document.id },
    title: `${document.name} plays no role`,
    expected: `one of the roles ${recipe.roles.map((role) => role.title).join(', ')}`,
    got: 'none',
    fix: 'give it a role under Recipe, or remove it: it takes no part in training',
    fixes: [{ label: 'Remove it', edits: [{ kind: 'remove-network', network: document.id }] }],
  }
}
