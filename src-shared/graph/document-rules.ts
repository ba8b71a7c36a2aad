// The rules that every document keeps, whoever makes it: unique ids, blocks that are not made of themselves. A file that breaks them is refused when it is opened,
// and an edit that would break them is refused too; all other faults are reported by analysis and can be mended on the canvas.
import type { Experiment } from '../experiment/experiment'
import { brokenBlockRule } from './block-rules'

export interface BrokenRule {
  readonly code: 'duplicate-id' | 'block-inside-itself' | 'too-many-layers' | 'default-misfit'
  /** Dotted path of the second holder of the id. */
  readonly path: string
  readonly message: string
  readonly expected: string
  readonly got: string
  readonly fix: string
}

/** Rules N1, E1, B1 and B3: the first that is broken; undefined where none is. */
export function brokenRule(experiment: Pick<Experiment, 'networks' | 'blocks'>): BrokenRule | undefined {
  const duplicate = (kind: string, items: readonly { readonly id: string }[], path: string): BrokenRule | undefined => {
    const seen = new Set<string>()
    for (const [index, item] of items.entries()) {
      if (seen.has(item.id)) {
        return {
          code: 'duplicate-id',
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
  const blocks = experiment.blocks ?? []
  const parts = [...experiment.networks.map((network, index) => ({ network, path: `networks.${index}` })), ...blocks.map((network, index) => ({ network, path: `blocks.${index}` }))]
  for (const { network, path } of parts) {
    const broken = duplicate('node', network.nodes, `${path}.nodes`) ?? duplicate('wire', network.wires, `${path}.wires`) ?? duplicate('note', network.notes ?? [], `${path}.notes`)
    if (broken !== undefined) return broken
  }
  return brokenBlockRule(experiment.networks, blocks)
}
