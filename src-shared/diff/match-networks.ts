// Which network of one experiment is which network of another: by id, then by the role it plays, then by its name.
import type { Experiment } from '../experiment/experiment'
import type { NetworkDocument } from '../graph/network'

export interface NetworkPair {
  readonly a: NetworkDocument | null
  readonly b: NetworkDocument | null
}

/** In a's order; then those only b has, in b's. */
export function matchNetworks(a: Experiment, b: Experiment): readonly NetworkPair[] {
  const pairs = new Map<NetworkDocument, NetworkDocument>()
  const taken = new Set<NetworkDocument>()
  const pair = (one: NetworkDocument | undefined, other: NetworkDocument | undefined): void => {
    if (one === undefined || other === undefined || pairs.has(one) || taken.has(other)) return
    pairs.set(one, other)
    taken.add(other)
  }
  for (const network of a.networks) pair(network, b.networks.find(({ id }) => id === network.id))
  const playing = (experiment: Experiment, role: string): NetworkDocument | undefined => experiment.networks.find(({ id }) => id === experiment.recipe.roles[role])
  for (const role of [...new Set([...Object.keys(a.recipe.roles), ...Object.keys(b.recipe.roles)])].sort()) pair(playing(a, role), playing(b, role))
  const free = (networks: readonly NetworkDocument[], isTaken: (network: NetworkDocument) => boolean, name: string): NetworkDocument[] => networks.filter((network) => network.name === name && !isTaken(network))
  for (const { name } of a.networks) {
    const [ofA, ofB] = [free(a.networks, (network) => pairs.has(network), name), free(b.networks, (network) => taken.has(network), name)]
    if (ofA.length === 1 && ofB.length === 1) pair(ofA[0], ofB[0])
  }
  return [
    ...a.networks.map((network) => ({ a: network, b: pairs.get(network) ?? null })),
    ...b.networks.flatMap((network) => (taken.has(network) ? [] : [{ a: null, b: network }])),
  ]
}
