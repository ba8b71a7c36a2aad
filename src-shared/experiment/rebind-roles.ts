// Who plays which role after the recipe has changed: nobody is asked where it is plain, nobody is guessed where it is not.
import type { NetworkDocument, NetworkId } from '../graph/network'
import type { RecipeDefinition, RoleDefinition } from '../recipes/recipe-definition'
import type { Experiment } from './experiment'

/**
 * A role of the same id keeps its network. The others take, of the networks without a role, one called like the role, else one
 * that played a like role before: a decoder becomes a generator, a critic a discriminator. What is left stays open.
 */
export function rebindRoles(experiment: Experiment, before: RecipeDefinition | undefined, next: RecipeDefinition): Readonly<Record<string, NetworkId>> {
  const held = experiment.recipe.roles
  const bound: Record<string, NetworkId> = {}
  for (const { id } of next.roles) {
    const network = experiment.networks.find((each) => Object.hasOwn(held, id) && each.id === held[id])
    if (network !== undefined) bound[id] = network.id
  }
  const take = (suits: (network: NetworkDocument, role: RoleDefinition) => boolean): void => {
    for (const role of next.roles) {
      if (bound[role.id] !== undefined) continue
      const network = experiment.networks.find((each) => !Object.values(bound).includes(each.id) && suits(each, role))
      if (network !== undefined) bound[role.id] = network.id
    }
  }
  take((network, role) => network.id === role.id || network.name.toLowerCase() === role.title.toLowerCase())
  take((network, role) => before?.roles.some((each) => each.colour === role.colour && Object.hasOwn(held, each.id) && held[each.id] === network.id) ?? false)
  return bound
}
