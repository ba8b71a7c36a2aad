// The edits of blocks: a new one, one less, its words and parameters, and what its nodes' settings follow.
import type { Experiment } from '../experiment/experiment'
import { blockIdOf, MOST_BLOCKS, type BlockDocument } from './block'
import { evaluateTerm, namesIn } from './block-terms'
import { brokenRule } from './document-rules'
import type { GraphEdit } from './edit-schema'
import type { NetworkDocument, NetworkId, NodeDocument } from './network'
import { refuseEdit as refuse } from './refuse-edit'

type EditOf<Kind extends GraphEdit['kind']> = Extract<GraphEdit, { kind: Kind }>

/** @throws StudioError `edit-no-such-block` */
export function findBlock(experiment: Experiment, id: NetworkId): BlockDocument {
  const blocks = experiment.blocks ?? []
  const known = blocks.map((block) => block.id).join(', ')
  return (
    blocks.find((block) => block.id === id) ??
    refuse('edit-no-such-block', `There is no block ${id} to change`, known === '' ? 'a block of the experiment; it has none' : `one of ${known}`, id, 'choose a block that is there')
  )
}

export function addBlock(experiment: Experiment, block: BlockDocument): Experiment {
  const blocks = experiment.blocks ?? []
  if (blocks.length >= MOST_BLOCKS) refuse('edit-too-many', 'The experiment has as many blocks as it can hold', `at most ${MOST_BLOCKS} blocks`, `${MOST_BLOCKS + 1}`, 'remove a block first')
  const broken = brokenRule({ networks: [], blocks: [block] })
  if (broken !== undefined) refuse(broken.code === 'duplicate-id' ? 'edit-id-taken' : `edit-${broken.code}`, broken.message, broken.expected, broken.got, broken.fix)
  return { ...experiment, blocks: [...blocks, block] }
}

/** Networks and blocks with a node that uses the block. */
export function usersOf(experiment: Experiment, id: NetworkId): readonly NetworkDocument[] {
  return [...experiment.networks, ...(experiment.blocks ?? [])].filter((network) => network.nodes.some((node) => blockIdOf(node.type) === id))
}

/** Rule D8: a block that is used cannot go. The last one to go leaves no trace (D7). */
export function removeBlock(experiment: Experiment, id: NetworkId): Experiment {
  const block = findBlock(experiment, id)
  const users = usersOf(experiment, id)
  if (users.length > 0) {
    const names = users.map((network) => network.name).join(', ')
    refuse('edit-block-used', `${block.name} is still used`, 'a block that no network uses', `used in ${names}`, `unpack or delete its uses in ${names} first`)
  }
  const { blocks = [], ...rest } = experiment
  const left = blocks.filter((each) => each !== block)
  return left.length === 0 ? rest : { ...rest, blocks: left }
}

export function changeBlock(experiment: Experiment, { block: id, changes }: EditOf<'change-block'>): Experiment {
  const old = findBlock(experiment, id)
  const { description, ...others } = changes
  const { description: _old, ...bare } = old
  const words = description === undefined ? (old.description === undefined ? {} : { description: old.description }) : description === '' ? {} : { description }
  const changed: BlockDocument = { ...bare, ...others, ...words }
  return { ...experiment, blocks: (experiment.blocks ?? []).map((block) => (block === old ? changed : block)) }
}

/** Terms are read now: one that names no parameter of the block is refused, not kept to fail later. Null takes one off. */
export function bind(block: BlockDocument, node: NodeDocument, changes: EditOf<'set-bindings'>['bindings']): NodeDocument {
  const values = Object.fromEntries(block.parameters.map((parameter) => [parameter.id, parameter.default]))
  for (const [setting, term] of Object.entries(changes)) {
    if (term === null) continue
    // Only names and form are judged: with other values of the parameters the same term may divide by zero.
    const unknown = namesIn(term).find((name) => !Object.hasOwn(values, name))
    const outcome = evaluateTerm(term, values)
    if (outcome.ok) continue
    const known = block.parameters.map((parameter) => parameter.id).join(', ')
    refuse(
      'edit-term-unreadable',
      `${setting} cannot follow “${term}”`,
      known === '' ? 'a parameter of the block; it has none yet' : `a term over ${known}, such as 2*${block.parameters[0]?.id ?? ''}`,
      unknown === undefined ? outcome.reason : `${unknown}, which is no parameter of ${block.name}`,
      'write another term',
      setting,
    )
  }
  const { bindings: old = {}, ...rest } = node
  const merged = { ...old, ...changes }
  const bindings = Object.fromEntries(Object.entries(merged).filter((entry): entry is [string, string] => entry[1] !== null))
  return Object.keys(bindings).length === 0 ? rest : { ...rest, bindings }
}
