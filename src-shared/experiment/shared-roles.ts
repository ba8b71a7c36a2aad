// Rule E3: one network may play several roles, with one set of weights, where what enters it has one shape and one optimizer
// trains it. A frozen network is trained by none, so it may play for several players.
import type { NetworkAnalysis } from '../graph/analyse-network'
import type { Problem } from '../problem'
import type { RecipeDefinition, RoleDefinition } from '../recipes/recipe-definition'
import { formatShape, sameShape } from '../tensors/shape'

type ByRole = Readonly<Record<string, NetworkAnalysis>>

export function sharedRoles(recipe: RecipeDefinition, byRole: ByRole): readonly Problem[] {
  return recipe.roles.flatMap((role, index): readonly Problem[] => {
    const analysis = byRole[role.id]
    const first = recipe.roles.slice(0, index).find((other) => analysis !== undefined && byRole[other.id]?.network.id === analysis.network.id)
    if (analysis === undefined || first === undefined) return []
    return [...shapeProblem(byRole, first, role), ...playerProblem(recipe, analysis, first, role)]
  })
}

/** Silent while one of the shapes is unknown: the fault that hides it is told. */
function shapeProblem(byRole: ByRole, first: RoleDefinition, role: RoleDefinition): readonly Problem[] {
  const [one, other] = [byRole[first.id]?.inputShape, byRole[role.id]?.inputShape]
  const name = byRole[role.id]?.network.name ?? role.title
  if (!one || !other || sameShape(one, other)) return []
  return [
    {
      code: 'role-shared',
      severity: 'error',
      place: { path: `recipe.roles.${role.id}` },
      title: `${name} cannot be both ${first.title.toLowerCase()} and ${role.title.toLowerCase()}: other shapes enter them`,
      expected: `one shape in both roles: ${formatShape(one)}, as ${first.inputSymbol} enters the ${first.title.toLowerCase()}`,
      got: `${formatShape(other)}, as ${role.inputSymbol} enters the ${role.title.toLowerCase()}`,
      fix: `choose another network for the ${role.title.toLowerCase()}`,
    },
  ]
}

function playerProblem(recipe: RecipeDefinition, { network }: NetworkAnalysis, first: RoleDefinition, role: RoleDefinition): readonly Problem[] {
  const players = recipe.players.filter((player) => player.roles.includes(first.id) || player.roles.includes(role.id))
  if (players.length < 2 || network.frozen === true) return []
  return [
    {
      code: 'role-shared-by-players',
      severity: 'error',
      place: { path: `recipe.roles.${role.id}` },
      title: `${network.name} would be trained by two optimizers, each undoing the other’s work`,
      expected: 'one optimizer for every weight',
      got: players.map((player) => `that of the ${player.title.toLowerCase()}`).join(' and '),
      fix: `choose another network for the ${role.title.toLowerCase()}, or freeze ${network.name}`,
      fixes: [{ label: `Freeze ${network.name}`, edits: [{ kind: 'set-frozen', network: network.id, frozen: true }] }],
    },
  ]
}
