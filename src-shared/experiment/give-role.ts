// Giving a network a role by hand: what becomes of the roles around it.
import type { GraphEdit } from '../graph/edit-schema'
import type { NetworkId } from '../graph/network'
import type { Experiment } from './experiment'

type Roles = Experiment['recipe']['roles']

/** The network plays that role alone, or none. Where both it and the network that played it before have one role, they change places. */
export function giveRole(roles: Roles, network: NetworkId, role: string | null): readonly GraphEdit[] {
  const own = playedBy(roles, network)
  const before = role === null || !Object.hasOwn(roles, role) ? undefined : roles[role]
  if (role !== null && before === network && own.length === 1) return []
  const given = own.filter((each) => each !== role)
  const swapped = before !== undefined && before !== network && given.length === 1 && playedBy(roles, before).length === 1 ? given[0] : undefined
  return [
    ...given.map((each) => bind(each, each === swapped && before !== undefined ? before : null)),
    ...(role === null || before === network ? [] : [bind(role, network)]),
  ]
}

/** The network plays the role besides its others, with the same weights, or no longer does. */
export function shareRole(roles: Roles, network: NetworkId, role: string): readonly GraphEdit[] {
  return [bind(role, Object.hasOwn(roles, role) && roles[role] === network ? null : network)]
}

export function playedBy(roles: Roles, network: NetworkId): readonly string[] {
  return Object.keys(roles).filter((role) => roles[role] === network)
}

function bind(role: string, network: NetworkId | null): GraphEdit {
  return { kind: 'set-value', path: `recipe.roles.${role}`, value: network }
}
