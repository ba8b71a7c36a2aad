// The rules that every document keeps, whoever makes it: unique ids. A file that breaks them is refused when it is opened,
// and an edit that would break them is refused too; all other faults are reported by analysis and can be mended on the canvas.
import type { Experiment } from '../experiment/experiment'

export interface BrokenRule {
  /** Dotted path of the second holder of the id. */
  readonly path: string
  readonly message: string
  readonly expected: string
  readonly got: string
  readonly fix: string
}

/** Rules N1 and E1: the first id that stands twice; undefined where every id is its own. */
export function brokenRule(experiment: Pick<Experiment, 'networks'>): BrokenRule | undefined {
  const duplicate = (kind: string, items: readonly { readonly id: string }[], path: string): BrokenRule | undefined => {
    const seen = new Set<string>()
    for (const [index, item] of items.entries()) {
      if (seen.has(item.id)) {
        return {
          path: `${path}.${index}.id`,
          message: `Two ${kind}s have the id ${item.id}`,
          expected: `an id of its own for every ${kind}`,
          got: `${item.id} again`,
          fix: `give one of the two ${kind}s another id`,
        }
      }
      seen.add(item.id)
    }
    return undefined
  }
  const networks = duplicate('network', experiment.networks, 'networks')
  if (networks !== undefined) return networks
  for (const [index, network] of experiment.networks.entries()) {
    const broken = duplicate('node', network.nodes, `networks.${index}.nodes`) ?? duplicate('wire', network.wires, `networks.${index}.wires`) ?? duplicate('note', network.notes ?? [], `networks.${index}.notes`)
    if (broken !== undefined) return broken
  }
  return undefined
}
