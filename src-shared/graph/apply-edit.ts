// Carries out one edit on an experiment. The document given stays as it is; what the edit does not touch is shared with the
// new one, so that analysis and views can tell by identity what has changed.
import { assertNever } from '../assert-never'
import type { Experiment } from '../experiment/experiment'
import { setExperimentValue } from '../experiment/set-experiment-value'
import { blockIdOf, type BlockDocument } from './block'
import { addBlock, bind, changeBlock, findBlock, removeBlock } from './block-edits'
import { brokenBlockRule } from './block-rules'
import { describeIssues } from './describe-schema'
import { brokenRule } from './document-rules'
import { graphEditSchema, type GraphEdit } from './edit-schema'
import { addNote, changeNote, removeNotes } from './note-edits'
import { refuseEdit as refuse } from './refuse-edit'
import { nodeName } from './names'
import type { NetworkDocument, NetworkId, NodeDocument, NodeId, WireDocument } from './network'
import { portsOf } from './node-ports'

const MOST_NODES = 2000
const MOST_WIRES = 4000
const MOST_NETWORKS = 16

type EditOf<Kind extends GraphEdit['kind']> = Extract<GraphEdit, { kind: Kind }>

/**
 * The experiment after the edit.
 * @throws StudioError `edit-*` or `setting-*` where the edit names what is not there, takes an id that is taken, or holds a value the document cannot.
 */
export function applyEdit(experiment: Experiment, edit: GraphEdit): Experiment {
  checkEdit(edit)
  switch (edit.kind) {
    case 'add-node':
      return withSoundBlocks(changeNetwork(experiment, edit.network, (network) => addNode(network, edit)), blockIdOf(edit.node.type) !== undefined)
    case 'remove-nodes':
      return changeNetwork(experiment, edit.network, (network) => removeNodes(network, edit))
    case 'move-nodes':
      return changeNetwork(experiment, edit.network, (network) => {
        const moves = new Map(edit.moves.map((move) => [move.node, move.position]))
        return changeNodes(network, [...moves.keys()], (node) => ({ ...node, position: moves.get(node.id) ?? node.position }))
      })
    case 'rename-node':
      return changeNetwork(experiment, edit.network, (network) => changeNodes(network, [edit.node], (node) => renamed(node, edit.name.trim())))
    case 'set-parameters':
      return changeNetwork(experiment, edit.network, (network) =>
        changeNodes(network, [edit.node], (node) => ({ ...node, parameters: { ...node.parameters, ...edit.parameters } })),
      )
    case 'set-bypass':
      return changeNetwork(experiment, edit.network, (network) => changeNodes(network, edit.nodes, (node) => withBypass(node, edit.bypassed)))
    case 'add-note':
      return changeNetwork(experiment, edit.network, (network) => addNote(network, edit.note))
    case 'remove-notes':
      return changeNetwork(experiment, edit.network, (network) => removeNotes(network, edit.notes))
    case 'change-note':
      return changeNetwork(experiment, edit.network, (network) => changeNote(network, edit.note, edit.changes))
    case 'connect':
      return changeNetwork(experiment, edit.network, (network) => connect(network, edit.wire))
    case 'disconnect':
      return changeNetwork(experiment, edit.network, (network) => disconnect(network, edit))
    case 'add-network':
      return addNetwork(experiment, edit.network)
    case 'remove-network':
      return removeNetwork(experiment, edit.network)
    case 'rename-network':
      return changeNetwork(experiment, edit.network, (network) => ({ ...network, name: edit.name }))
    case 'drop-starting-weights':
      return changeNetwork(experiment, edit.network, (network) => {
        const { startingWeights, ...rest } = network
        return startingWeights === undefined ? network : rest
      })
    case 'set-frozen':
      checkNetwork(experiment, edit.network)
      return changeNetwork(experiment, edit.network, (network) => withFrozen(network, edit.frozen))
    case 'move-network':
      return moveNetwork(experiment, edit)
    case 'add-block':
      return withSoundBlocks(addBlock(experiment, edit.block), true)
    case 'remove-block':
      return removeBlock(experiment, edit.block)
    case 'change-block':
      return withSoundBlocks(changeBlock(experiment, edit), true)
    case 'set-bindings': {
      const block = findBlock(experiment, edit.network)
      return changeNetwork(experiment, edit.network, (network) => changeNodes(network, [edit.node], (node) => bind(block, node, edit.bindings)))
    }
    case 'set-value':
      return setExperimentValue(experiment, edit.path, edit.value)
    default:
      return assertNever(edit)
  }
}

/** All of the edits, in order; either all are made or, by an error, none. */
export function applyEdits(experiment: Experiment, edits: readonly GraphEdit[]): Experiment {
  return edits.reduce(applyEdit, experiment)
}

/** An edit may come from a file or another process, so it is checked as any value at an edge is. */
function checkEdit(edit: GraphEdit): void {
  const parsed = graphEditSchema.safeParse(edit)
  if (parsed.success) return
  const violation = describeIssues(graphEditSchema, edit, parsed.error.issues)[0]
  const path = violation?.path.join('.') ?? ''
  refuse('edit-invalid', `This change cannot be made: ${path} does not fit`, violation?.expected ?? 'an edit', violation?.got ?? 'something else', 'change the value', path)
}

/** Rules B1 and B3 are kept by refusing the edit that would break them. */
function withSoundBlocks(experiment: Experiment, touched: boolean): Experiment {
  const broken = touched ? brokenBlockRule(experiment.networks, experiment.blocks ?? []) : undefined
  if (broken !== undefined) refuse(broken.code === 'duplicate-id' ? 'edit-id-taken' : `edit-${broken.code}`, broken.message, broken.expected, broken.got, broken.fix)
  return experiment
}

/** A block's nodes and wires are a network's, and change as one's do. */
function changeNetwork(experiment: Experiment, id: NetworkId, change: (network: NetworkDocument) => NetworkDocument): Experiment {
  const block = experiment.blocks?.find((each) => each.id === id)
  if (block !== undefined) {
    // Every change copies what it does not touch, the block's parameters among it.
    const changed = change(block) as BlockDocument
    return changed === block ? experiment : { ...experiment, blocks: experiment.blocks?.map((each) => (each === block ? changed : each)) }
  }
  const old = experiment.networks.find((network) => network.id === id)
  if (old === undefined) {
    const known = experiment.networks.map((network) => network.id).join(', ')
    refuse('edit-no-such-network', `There is no network ${id} to change`, known === '' ? 'a network of the experiment; it has none' : `one of ${known}`, id, 'choose a network that is there')
  }
  const changed = change(old)
  return changed === old ? experiment : { ...experiment, networks: experiment.networks.map((network) => (network === old ? changed : network)) }
}

function changeNodes(network: NetworkDocument, ids: readonly NodeId[], change: (node: NodeDocument) => NodeDocument): NetworkDocument {
  for (const id of ids) findNode(network, id)
  if (ids.length === 0) return network
  const wanted = new Set(ids)
  return { ...network, nodes: network.nodes.map((node) => (wanted.has(node.id) ? change(node) : node)) }
}

/** @throws StudioError `edit-no-such-node` */
function findNode(network: NetworkDocument, id: NodeId): NodeDocument {
  const node = network.nodes.find((each) => each.id === id)
  return node ?? refuse('edit-no-such-node', `${network.name} has no node ${id}`, `a node of ${network.name}`, id, 'choose a node that is there')
}

function renamed(node: NodeDocument, name: string): NodeDocument {
  const { name: _old, ...rest } = node
  return name === '' ? rest : { ...node, name }
}

function withBypass(node: NodeDocument, bypassed: boolean): NodeDocument {
  if ((node.bypassed === true) === bypassed) return node
  const { bypassed: _old, ...rest } = node
  return bypassed ? { ...node, bypassed } : rest
}

function withFrozen(network: NetworkDocument, frozen: boolean): NetworkDocument {
  if ((network.frozen === true) === frozen) return network
  const { frozen: _old, ...rest } = network
  return frozen ? { ...network, frozen } : rest
}

function moveNetwork(experiment: Experiment, { network: id, to }: EditOf<'move-network'>): Experiment {
  checkNetwork(experiment, id)
  let moved: NetworkDocument | undefined
  changeNetwork(experiment, id, (network) => (moved = network))
  if (moved === undefined || experiment.networks.indexOf(moved) === Math.min(to, experiment.networks.length - 1)) return experiment
  const others = experiment.networks.filter((network) => network !== moved)
  return { ...experiment, networks: [...others.slice(0, to), moved, ...others.slice(to)] }
}

function addNode(network: NetworkDocument, { node }: EditOf<'add-node'>): NetworkDocument {
  if (network.nodes.some((each) => each.id === node.id)) {
    refuse('edit-id-taken', `${network.name} has a node ${node.id} already`, 'an id of its own for every node', node.id, 'choose another id')
  }
  if (network.nodes.length >= MOST_NODES) {
    refuse('edit-too-many', `${network.name} is full`, `at most ${MOST_NODES} nodes`, `${MOST_NODES + 1}`, 'remove a node first')
  }
  return { ...network, nodes: [...network.nodes, node] }
}

function removeNodes(network: NetworkDocument, { nodes }: EditOf<'remove-nodes'>): NetworkDocument {
  for (const id of nodes) findNode(network, id)
  if (nodes.length === 0) return network
  const gone = new Set(nodes)
  return {
    ...network,
    nodes: network.nodes.filter((node) => !gone.has(node.id)),
    wires: network.wires.filter((wire) => !gone.has(wire.from.node) && !gone.has(wire.to.node)),
  }
}

/** Rules N2 and N3. Loops and shapes that do not fit are no concern of an edit: analysis shows them, so that one can go on drawing. */
function connect(network: NetworkDocument, wire: WireDocument): NetworkDocument {
  const from = findNode(network, wire.from.node)
  const to = findNode(network, wire.to.node)
  checkPort(from, 'outputs', wire.from.port)
  checkPort(to, 'inputs', wire.to.port)
  const others = network.wires.filter((each) => each.to.node !== wire.to.node || each.to.port !== wire.to.port)
  if (others.some((each) => each.id === wire.id)) {
    refuse('edit-id-taken', `${network.name} has a wire ${wire.id} already`, 'an id of its own for every wire', wire.id, 'choose another id')
  }
  if (others.length >= MOST_WIRES) refuse('edit-too-many', `${network.name} is full`, `at most ${MOST_WIRES} wires`, `${MOST_WIRES + 1}`, 'remove a wire first')
  return { ...network, wires: [...others, wire] }
}

function checkPort(node: NodeDocument, side: 'inputs' | 'outputs', port: string): void {
  const ports = portsOf(node.type)?.[side]
  if (ports === undefined || ports.some((each) => each.id === port)) return
  const word = side === 'inputs' ? 'input' : 'output'
  refuse(
    'edit-no-such-port',
    `${nodeName(node)} has no ${word} port called ${port}`,
    ports.length === 0 ? `no wire here: ${nodeName(node)} has no ${word} ports` : `one of ${ports.map((each) => each.id).join(', ')}`,
    port,
    ports.length === 0 ? 'connect another node' : 'connect one of its ports',
  )
}

function disconnect(network: NetworkDocument, { wires }: EditOf<'disconnect'>): NetworkDocument {
  const known = new Set<string>(network.wires.map((wire) => wire.id))
  for (const id of wires) {
    if (!known.has(id)) refuse('edit-no-such-wire', `${network.name} has no wire ${id}`, `a wire of ${network.name}`, id, 'choose a wire that is there')
  }
  if (wires.length === 0) return network
  const gone = new Set<string>(wires)
  return { ...network, wires: network.wires.filter((wire) => !gone.has(wire.id)) }
}

function addNetwork(experiment: Experiment, network: NetworkDocument): Experiment {
  if (experiment.networks.some((each) => each.id === network.id)) {
    refuse('edit-id-taken', `There is a network ${network.id} already`, 'an id of its own for every network', network.id, 'choose another id')
  }
  if (experiment.networks.length >= MOST_NETWORKS) {
    refuse('edit-too-many', 'The experiment is full', `at most ${MOST_NETWORKS} networks`, `${MOST_NETWORKS + 1}`, 'remove a network first')
  }
  const changed = { ...experiment, networks: [...experiment.networks, network] }
  const broken = brokenRule({ networks: [network] })
  if (broken !== undefined) refuse('edit-id-taken', broken.message, broken.expected, broken.got, broken.fix)
  return withSoundBlocks(changed, true)
}

/** For what only networks can do, not blocks. */
function checkNetwork(experiment: Experiment, id: NetworkId): void {
  if (!experiment.networks.some((network) => network.id === id)) refuse('edit-no-such-network', `There is no network ${id}`, 'a network of the experiment', id, 'choose a network that is there')
}

function removeNetwork(experiment: Experiment, id: NetworkId): Experiment {
  checkNetwork(experiment, id)
  const roles = Object.fromEntries(Object.entries(experiment.recipe.roles).filter(([, network]) => network !== id))
  return { ...experiment, networks: experiment.networks.filter((network) => network.id !== id), recipe: { ...experiment.recipe, roles } }
}
