// What differs between two experiments, on documents as people change them and on whatever the schema lets through.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { diffExperiments, type ExperimentDiff, type NodeState, type ValueChange } from '@shared/diff/diff-experiments'
import { listDifferences } from '@shared/diff/list-differences'
import type { Experiment } from '@shared/experiment/experiment'
import { applyEdits } from '@shared/graph/apply-edit'
import { brokenRule } from '@shared/graph/document-rules'
import type { GraphEdit } from '@shared/graph/edit-schema'
import type { NetworkId, NodeId, WireId } from '@shared/graph/network'
import { StudioError } from '@shared/studio-error'
import { shippedTemplate } from '../../support/shipped-templates'
import { arbitraryEdit, arbitraryExperiment } from '../graph/arbitrary-experiment'
import { boringExperiment } from '../graph/build-network'

const vae = shippedTemplate('vae-mnist').experiment
const encoder = vae.networks[0]
if (encoder === undefined) throw new Error('The template has an encoder')
const dense = encoder.nodes.find((node) => node.type === 'dense')?.id ?? ('' as NodeId)
const network = encoder.id

function edited(...edits: GraphEdit[]): Experiment {
  return applyEdits(vae, edits)
}

/** Kind and title of every difference. */
function told(a: Experiment, b: Experiment): string[] {
  return listDifferences(diffExperiments(a, b)).map(({ kind, title, changes }) => [`${kind}: ${title}`, ...changes.map((each) => `${each.title} ${each.a ?? 'none'} > ${each.b ?? 'none'}`)].join(', '))
}

/** The same network under other ids, as a colleague would have drawn it. */
function redrawn(experiment: Experiment): Experiment {
  const id = (node: NodeId): NodeId => (node === 'input' || node === 'output' ? node : (`other-${node}` as NodeId))
  return {
    ...experiment,
    networks: experiment.networks.map((each) => ({
      ...each,
      nodes: each.nodes.map((node) => ({ ...node, id: id(node.id) })),
      wires: each.wires.map((wire) => ({ id: `other-${wire.id}` as WireId, from: { ...wire.from, node: id(wire.from.node) }, to: { ...wire.to, node: id(wire.to.node) } })),
    })),
  }
}

describe('what a person did is told as such', () => {
  test('equal documents differ in nothing, and neither do two drawings of the same networks', () => {
    expect(told(vae, structuredClone(vae))).toEqual([])
    expect(told(vae, redrawn(vae))).toEqual([])
    expect(diffExperiments(vae, redrawn(vae)).identical).toBe(true)
  })

  test('a changed setting of a layer names the setting with both values', () => {
    expect(told(vae, edited({ kind: 'set-parameters', network, node: dense, parameters: { units: 256 } }))).toEqual(['changed: Dense in Encoder, Units 400 > 256'])
  })

  test('a layer put onto a wire is one added layer and one moved wire; taken out again it is the mirror of it', () => {
    const wire = encoder.wires.find(({ from }) => from.node === dense)
    if (wire === undefined) throw new Error('The dense layer leads on')
    const after = edited(
      { kind: 'add-node', network, node: { id: 'drop' as NodeId, type: 'dropout', parameters: {}, position: { x: 0, y: 0 } } },
      { kind: 'disconnect', network, wires: [wire.id] },
      { kind: 'connect', network, wire: { id: 'n1' as WireId, from: wire.from, to: { node: 'drop' as NodeId, port: 'input' } } },
      { kind: 'connect', network, wire: { id: 'n2' as WireId, from: { node: 'drop' as NodeId, port: 'output' }, to: wire.to } },
    )
    const [first, ...rest] = told(vae, after)
    expect([first, rest.length, rest[0]?.startsWith('rewired: Wire Dense → ')]).toEqual(['added: Dropout in Encoder', 1, true])
    expect(told(after, vae)[0]).toBe('removed: Dropout in Encoder')
  })

  test('a layer that took another’s place is that layer changed', () => {
    const { networks } = vae
    const swapped: Experiment = {
      ...vae,
      networks: networks.map((each) => (each.id === network ? { ...each, nodes: each.nodes.map((node) => (node.id === dense ? { ...node, id: 'flat' as NodeId, type: 'flatten', parameters: {} } : node)), wires: each.wires.map((wire) => ({ ...wire, from: wire.from.node === dense ? { ...wire.from, node: 'flat' as NodeId } : wire.from, to: wire.to.node === dense ? { ...wire.to, node: 'flat' as NodeId } : wire.to })) } : each)),
    }
    expect(told(vae, swapped)).toEqual(['changed: Flatten in Encoder, Layer Dense > Flatten'])
  })

  test('settings of the recipe, training and data are told beside the graph; a default spelled out is none', () => {
    expect(told(vae, edited({ kind: 'set-value', path: 'training.epochs', value: 3 }, { kind: 'set-value', path: 'recipe.parameters.beta', value: 4 }, { kind: 'set-value', path: 'name', value: 'Mine' }))).toEqual([
      'setting: Experiment: Name, Name VAE on MNIST > Mine',
      'setting: Recipe: Beta (β), Beta (β) 1 > 4',
      'setting: Training: Epochs, Epochs 10 > 3',
    ])
    expect(told(edited({ kind: 'set-value', path: 'recipe.parameters.beta', value: 1 }), edited({ kind: 'set-value', path: 'recipe.parameters', value: {} }))).toEqual([])
  })

  test('a network that only one side has is one difference, however many layers it has', () => {
    expect(told(vae, edited({ kind: 'remove-network', network: 'decoder' as NetworkId }))[0]).toBe('removed: Network Decoder')
  })

  test('moving layers about is counted, and no difference', () => {
    const moved = edited({ kind: 'move-nodes', network, moves: [{ node: dense, position: { x: 999, y: 5 } }] })
    expect([diffExperiments(vae, moved).identical, diffExperiments(vae, moved).rearranged]).toEqual([true, 1])
  })

  test('networks under other ids are matched by the role they play', () => {
    const renamed: Experiment = {
      ...vae,
      networks: vae.networks.map((each) => (each.id === network ? { ...each, id: 'q-net' as NetworkId } : each)),
      recipe: { ...vae.recipe, roles: Object.fromEntries(Object.entries(vae.recipe.roles).map(([role, id]) => [role, id === network ? ('q-net' as NetworkId) : id])) },
    }
    expect(told(vae, renamed)).toEqual([])
  })
})

const opposite: Readonly<Record<string, string>> = { added: 'removed', removed: 'added' }

function mirrorState<State extends string>(state: State): State {
  return (opposite[state] ?? state) as State
}

function mirrorChanges<Change extends ValueChange>(changes: readonly Change[]): Change[] {
  return changes.map((each) => ({ ...each, a: each.b, b: each.a }))
}

function byText<Item>(items: readonly Item[]): Item[] {
  return [...items].sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1))
}

/** Both sides exchanged, everything in an order that does not depend on which side was first. */
function canonical(diff: ExperimentDiff, mirrored: boolean): unknown {
  const turn = <Pair extends { readonly a: unknown; readonly b: unknown; readonly state: string }>(pair: Pair): Pair => (mirrored ? { ...pair, a: pair.b, b: pair.a, state: mirrorState(pair.state) } : pair)
  const changes = <Change extends ValueChange>(list: readonly Change[]): Change[] => byText(mirrored ? mirrorChanges(list) : list)
  return {
    identical: diff.identical,
    rearranged: diff.rearranged,
    // Titles name what is there now; they are not part of what differs.
    settings: changes(diff.settings.map((each) => ({ ...each, title: '' }))),
    networks: byText(
      diff.networks.map((each) => ({ ...turn(each), changes: changes(each.changes), nodes: byText(each.nodes.map((node) => ({ ...turn(node), changes: changes(node.changes).map((one) => ({ ...one, title: '' })) }))), wires: byText(each.wires.map(turn)) })),
    ),
  }
}

/** Plain objects, as documents are that were read from a file. */
const sound = arbitraryExperiment.filter((experiment) => brokenRule(experiment) === undefined).map((experiment) => structuredClone(experiment))

/** A document and what some edits made of it. */
const related = fc.tuple(sound, fc.array(arbitraryEdit, { maxLength: 12 })).map(([before, edits]): [Experiment, Experiment] => {
  let after = before
  for (const edit of edits) {
    try {
      after = applyEdits(after, [edit])
    } catch (error) {
      if (!(error instanceof StudioError)) throw error
    }
  }
  return [before, after]
})

describe('of any two experiments', () => {
  const seed = { seed: 20261121, numRuns: 250 }

  test('the diff of an experiment with itself is empty', () => {
    fc.assert(
      fc.property(sound, (experiment) => {
        const diff = diffExperiments(experiment, structuredClone(experiment))
        expect([diff.identical, diff.rearranged, listDifferences(diff)]).toEqual([true, 0, []])
      }),
      seed,
    )
  })

  test('the diff the other way round is its mirror image', () => {
    fc.assert(
      fc.property(fc.oneof(related, fc.tuple(sound, sound)), ([a, b]) => {
        expect(canonical(diffExperiments(b, a), true)).toEqual(canonical(diffExperiments(a, b), false))
      }),
      seed,
    )
  })

  test('every layer and wire of both is told of exactly once, and every difference has an id of its own', () => {
    fc.assert(
      fc.property(fc.oneof(related, fc.tuple(sound, sound)), ([a, b]) => {
        const diff = diffExperiments(a, b)
        for (const [side, experiment] of [['a', a], ['b', b]] as const) {
          const told = diff.networks.flatMap((each) => each.nodes.flatMap((node) => (node[side] === null || each[side] === null ? [] : [`${each[side].id}/${node[side].id}`])))
          // A block is a graph of its own, told of as a network is.
          const graphs = [...experiment.networks, ...(experiment.blocks ?? [])]
          expect(told.toSorted()).toEqual(graphs.flatMap((each) => each.nodes.map((node) => `${each.id}/${node.id}`)).toSorted())
          expect(diff.networks.reduce((sum, each) => sum + each.wires.filter((wire) => wire[side] !== null).length, 0)).toBe(graphs.reduce((sum, each) => sum + each.wires.length, 0))
        }
        const ids = listDifferences(diff).map(({ id }) => id)
        expect(new Set(ids).size).toBe(ids.length)
      }),
      seed,
    )
  })

  test('a state says what it is: only removed layers have no place in b, only added ones none in a', () => {
    const places: Record<NodeState, readonly [boolean, boolean]> = { same: [true, true], changed: [true, true], rewired: [true, true], added: [false, true], removed: [true, false] }
    fc.assert(
      fc.property(related, ([a, b]) => {
        for (const { nodes } of diffExperiments(a, b).networks) for (const node of nodes) expect([node.a !== null, node.b !== null]).toEqual(places[node.state])
      }),
      seed,
    )
  })
})

test('two networks of 500 layers without one id in common are matched', () => {
  const nodes = (prefix: string) => Array.from({ length: 500 }, (_, index) => ({ id: `${prefix}${index}` as NodeId, type: 'dense', parameters: { units: 10 + (index % 7) }, position: { x: 0, y: 0 } }))
  const wires = (prefix: string) => Array.from({ length: 499 }, (_, index) => ({ id: `w${index}` as WireId, from: { node: `${prefix}${index}` as NodeId, port: 'output' }, to: { node: `${prefix}${index + 1}` as NodeId, port: 'input' } }))
  const make = (prefix: string): Experiment => ({ ...boringExperiment(), networks: [{ id: 'encoder' as NetworkId, name: 'Encoder', nodes: nodes(prefix), wires: wires(prefix) }] })
  expect(diffExperiments(make('a'), make('b')).networks[0]?.state).toBe('same')
})
