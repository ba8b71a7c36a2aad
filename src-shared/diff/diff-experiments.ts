// What differs between two experiments: networks, layers and wires added, removed, changed or moved, and settings. Where
// things stand on the canvas is no difference, it is only counted; the same for a default spelled out or left out.
import { dequal } from 'dequal/lite'
import type { Experiment } from '../experiment/experiment'
import { diffSettings } from '../experiment/diff-settings'
import { flattenExperiment, parameterSettings, type Setting } from '../experiment/flatten-experiment'
import type { NetworkDocument, NodeDocument, WireDocument } from '../graph/network'
import { blockIdOf, type BlockDocument } from '../graph/block'
import { layerOf } from '../graph/analyse-network'
import { sortKeys } from '../experiment/serialise-experiment'
import { matchNetworks } from './match-networks'
import { matchNodes, type NodeMatches } from './match-nodes'
import { matchWires, type WirePair } from './match-wires'

/** One value that is not the same on both sides, printed; null where that side has no such value. */
export interface ValueChange {
  readonly key: string
  readonly title: string
  readonly a: string | null
  readonly b: string | null
}

export interface SettingChange extends ValueChange {
  readonly section: Setting['section'] | 'Experiment'
}

/** `rewired`: the same layer with the same settings, fed by other layers. */
export type NodeState = 'same' | 'changed' | 'rewired' | 'added' | 'removed'

export interface NodeDiff {
  readonly a: NodeDocument | null
  readonly b: NodeDocument | null
  readonly state: NodeState
  readonly changes: readonly ValueChange[]
  /** True where it stands elsewhere in its lane. */
  readonly rearranged: boolean
}

export type WireState = 'same' | 'moved' | 'added' | 'removed'

export interface WireDiff {
  readonly a: WireDocument | null
  readonly b: WireDocument | null
  readonly state: WireState
}

export interface NetworkDiff {
  /** True of a block's own network, which lies in no lane. */
  readonly block: boolean
  readonly a: NetworkDocument | null
  readonly b: NetworkDocument | null
  readonly state: 'same' | 'changed' | 'added' | 'removed'
  /** Of the network itself: its name and roles. */
  readonly changes: readonly ValueChange[]
  readonly nodes: readonly NodeDiff[]
  readonly wires: readonly WireDiff[]
}

export interface ExperimentDiff {
  readonly networks: readonly NetworkDiff[]
  readonly settings: readonly SettingChange[]
  /** Layers that stand elsewhere, and comments or frames that differ: counted, not a difference. */
  readonly rearranged: number
  readonly identical: boolean
}

export function diffExperiments(a: Experiment, b: Experiment): ExperimentDiff {
  const blocks: BlockPairs = { a: a.blocks ?? [], b: b.blocks ?? [] }
  const networks = [
    ...matchNetworks(a, b).map((pair) => diffNetworks(pair.a, pair.b, rolesOf(a, pair.a), rolesOf(b, pair.b), blocks, false)),
    ...blocks.a.map((block) => diffBlocks(block, blocks.b.find(({ id }) => id === block.id) ?? null, blocks)),
    ...blocks.b.filter((block) => !blocks.a.some(({ id }) => id === block.id)).map((block) => diffBlocks(null, block, blocks)),
  ]
  const settings = diffAround(a, b)
  const rearranged = networks.reduce((sum, { a: one, b: other, nodes }) => sum + nodes.filter((node) => node.rearranged).length + (dequal(one?.notes ?? [], other?.notes ?? []) ? 0 : 1), 0)
  return { networks, settings, rearranged, identical: settings.length === 0 && networks.every(({ state }) => state === 'same') }
}

function rolesOf(experiment: Experiment, network: NetworkDocument | null): string {
  return Object.entries(experiment.recipe.roles)
    .flatMap(([role, id]) => (id === network?.id ? [role] : []))
    .sort()
    .join(', ')
}

interface BlockPairs {
  readonly a: readonly BlockDocument[]
  readonly b: readonly BlockDocument[]
}

function diffBlocks(a: BlockDocument | null, b: BlockDocument | null, blocks: BlockPairs): NetworkDiff {
  const diff = diffNetworks(a, b, '', '', blocks, true)
  const changes = a === null || b === null ? [] : [...diff.changes, ...change('description', 'Description', a.description ?? null, b.description ?? null), ...change('parameters', 'Parameters', printParameters(a), printParameters(b))]
  return changes.length === 0 ? diff : { ...diff, state: 'changed', changes }
}

function printParameters({ parameters }: BlockDocument): string {
  return parameters.map((parameter) => `${parameter.title} ${JSON.stringify(sortKeys({ ...parameter }))}`).join(', ')
}

function diffNetworks(a: NetworkDocument | null, b: NetworkDocument | null, roleA: string, roleB: string, blocks: BlockPairs, block: boolean): NetworkDiff {
  if (a === null || b === null) {
    const state = a === null ? 'added' : 'removed'
    const network = a ?? b
    return {
      block,
      a,
      b,
      state,
      changes: [],
      nodes: (network?.nodes ?? []).map((node) => ({ a: a && node, b: b && node, state, changes: [], rearranged: false })),
      wires: (network?.wires ?? []).map((wire) => ({ a: a && wire, b: b && wire, state })),
    }
  }
  const matches = matchNodes(a, b)
  const wires = matchWires(a, b, matches)
  const nodes = diffNodes(a, b, matches, wires, blocks)
  const changes = [...change('name', 'Name', a.name, b.name), ...change('role', 'Role', roleA || null, roleB || null)]
  const wireDiffs = wires.map((pair): WireDiff => ({ a: pair.a, b: pair.b, state: wireState(pair) }))
  const same = changes.length === 0 && nodes.every(({ state }) => state === 'same') && wireDiffs.every(({ state }) => state === 'same')
  return { block, a, b, state: same ? 'same' : 'changed', changes, nodes, wires: wireDiffs }
}

function wireState({ a, b, moved }: WirePair): WireState {
  if (a === null) return 'added'
  if (b === null) return 'removed'
  return moved ? 'moved' : 'same'
}

function diffNodes(a: NetworkDocument, b: NetworkDocument, matches: NodeMatches, wires: readonly WirePair[], blocks: BlockPairs): readonly NodeDiff[] {
  const others = new Map(b.nodes.map((node) => [node.id, node]))
  const unlike = wires.filter((pair) => wireState(pair) !== 'same')
  const fedOtherwise = { a: new Set(unlike.map((pair) => pair.a?.to.node)), b: new Set(unlike.map((pair) => pair.b?.to.node)) }
  const ofA = a.nodes.map((node): NodeDiff => {
    const id = matches.toB.get(node.id)
    const other = id === undefined ? undefined : others.get(id)
    if (other === undefined) return { a: node, b: null, state: 'removed', changes: [], rearranged: false }
    const changes = nodeChanges(node, other, blocks)
    const rewired = fedOtherwise.a.has(node.id) || fedOtherwise.b.has(other.id)
    const rearranged = node.position.x !== other.position.x || node.position.y !== other.position.y
    return { a: node, b: other, state: changes.length > 0 ? 'changed' : rewired ? 'rewired' : 'same', changes, rearranged }
  })
  const onlyB = b.nodes.filter((node) => !matches.toA.has(node.id))
  return [...ofA, ...onlyB.map((node): NodeDiff => ({ a: null, b: node, state: 'added', changes: [], rearranged: false }))]
}

/** What a block computes, wherever its layers stand: its nodes and wires, and the parameters its uses set. */
function definitionOf(node: NodeDocument, blocks: readonly BlockDocument[]): string | null {
  const block = blocks.find(({ id }) => id === blockIdOf(node.type))
  if (block === undefined) return null
  const nodes = block.nodes.map(({ position: _position, ...rest }) => rest)
  return JSON.stringify(sortKeys({ nodes, wires: block.wires, parameters: block.parameters }))
}

function nodeChanges(a: NodeDocument, b: NodeDocument, blocks: BlockPairs): readonly ValueChange[] {
  const title = (node: NodeDocument): string => layerOf(node.type, [...blocks.a, ...blocks.b])?.title ?? node.type
  const redefined = a.type === b.type && definitionOf(a, blocks.a) !== definitionOf(b, blocks.b)
  const settings = (node: NodeDocument, own: readonly BlockDocument[]): Map<string, Setting> =>
    new Map(parameterSettings('parameters', 'Networks', '', layerOf(node.type, own)?.parameters, node.parameters).map((setting) => [setting.key, setting]))
  const [ofA, ofB] = [settings(a, blocks.a), settings(b, blocks.b)]
  return [
    ...(a.type === b.type ? [] : [{ key: 'type', title: 'Layer', a: title(a), b: title(b) }]),
    ...(redefined ? [{ key: 'definition', title: 'Block', a: 'its definition differs', b: 'its definition differs' }] : []),
    ...change('name', 'Name', a.name ?? null, b.name ?? null),
    ...change('bypassed', 'Bypassed', a.bypassed === true ? 'yes' : 'no', b.bypassed === true ? 'yes' : 'no'),
    // Settings of another kind of layer are not those of this one: that the layer is another says enough.
    ...(a.type === b.type ? [...new Set([...ofA.keys(), ...ofB.keys()])].sort() : []).flatMap((key) => change(key, ofA.get(key)?.title ?? ofB.get(key)?.title ?? key, ofA.get(key)?.value ?? null, ofB.get(key)?.value ?? null)),
  ]
}

/** Everything outside the networks: name, description, recipe, data, training, optimizers, recording. */
function diffAround(a: Experiment, b: Experiment): readonly SettingChange[] {
  const around = (experiment: Experiment): Setting[] => flattenExperiment(experiment).filter(({ section }) => section !== 'Networks')
  const rows = diffSettings([around(a), around(b)]).rows.filter((row) => row.differs)
  return [
    ...change('name', 'Name', a.name, b.name).map((each) => ({ ...each, section: 'Experiment' as const })),
    ...change('description', 'Description', a.description || null, b.description || null).map((each) => ({ ...each, section: 'Experiment' as const })),
    ...rows.map(({ key, title, section, values }) => ({ key, title, section, a: values[0] ?? null, b: values[1] ?? null })),
  ]
}

function change(key: string, title: string, a: string | null, b: string | null): readonly ValueChange[] {
  return a === b ? [] : [{ key, title, a, b }]
}
