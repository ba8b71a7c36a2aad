// After an edit only what it changed and what lies downstream is analysed again; nothing but the time it takes tells so.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { analyseExperiment } from '@shared/experiment/analyse-experiment'
import type { Experiment } from '@shared/experiment/experiment'
import { analyseNetwork, type NetworkAnalysis } from '@shared/graph/analyse-network'
import { applyEdit } from '@shared/graph/apply-edit'
import { createHistory, undo } from '@shared/graph/edit-history'
import { shippedExperiment } from '../../support/shipped-templates'
import { arbitraryEdit, startingDocuments } from './arbitrary-experiment'
import { tryStep } from './play-edits'

/** All that analysis says of a network, layers by their type: those of blocks are made anew for every copy of a document. */
function told(analysis: NetworkAnalysis): unknown {
  const { nodes, wires, ...rest } = analysis
  return {
    ...rest,
    wires: [...wires],
    nodes: [...nodes].map(([id, { layer, inside, ...node }]) => [id, { ...node, layer: layer?.type, inside: inside === undefined ? null : told(inside) }]),
  }
}

function allTold(experiment: Experiment): unknown {
  const { networks, blocks, problems, totals } = analyseExperiment(experiment)
  return { networks: [...networks.values()].map(told), blocks: [...blocks.values()].map(told), problems, totals }
}

test('whatever was analysed before, a document is told the same as one that was never seen', () => {
  const act = fc.oneof({ weight: 5, arbitrary: arbitraryEdit }, { weight: 1, arbitrary: fc.constant('undo' as const) })
  let steps = 0
  fc.assert(
    fc.property(fc.constantFrom(...startingDocuments), fc.array(act, { minLength: 6, maxLength: 20, size: 'max' }), (start, acts) => {
      let history = createHistory(start)
      for (const each of acts) {
        const before = history
        history = each === 'undo' ? undo(history) : tryStep(history, [each])
        if (history === before) continue
        steps += 1
        expect(allTold(history.present)).toEqual(allTold(structuredClone(history.present)))
      }
    }),
    { numRuns: 60, seed: 7 },
  )
  expect(steps).toBeGreaterThan(200)
})

test('what lies upstream of an edit stays the same objects', () => {
  const start = shippedExperiment('autoencoder-two-moons')
  const [network] = start.networks
  if (!network) throw new Error('The template has no network')
  const before = analyseNetwork(network, [2])
  const dense = before.order.filter((id) => before.nodes.get(id)?.node.type === 'dense')
  const last = dense.at(-1)
  if (last === undefined || dense.length < 2) throw new Error('The template has too few dense layers')
  const edited = applyEdit(start, { kind: 'set-parameters', network: network.id, node: last, parameters: { ...before.nodes.get(last)?.node.parameters, units: 7 } })
  const after = analyseNetwork(edited.networks[0] ?? network, [2])
  expect(before.order.filter((id) => after.nodes.get(id) === before.nodes.get(id))).toEqual(before.order.slice(0, before.order.indexOf(last)))
  expect(after.nodes.get(last)?.output).toEqual([7])
})
