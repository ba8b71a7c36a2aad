// The rules of blocks that every document keeps (B1, B3): ids of their own, none made of itself, and no more than can be drawn
// and computed once all are taken apart. A few blocks inside one another could otherwise stand for billions of layers.
import { foundWord } from './describe-schema'
import { formatCount } from '../layers/words'
import { blockIdOf, type BlockDocument } from './block'
import type { BrokenRule } from './document-rules'
import { findLoops } from './find-loops'
import type { NetworkDocument, NetworkId } from './network'

/** Layers of one network with every block taken apart. */
export const MOST_LAYERS = 10_000

export function brokenBlockRule(networks: readonly NetworkDocument[], blocks: readonly BlockDocument[]): BrokenRule | undefined {
  return blocks.length === 0 ? undefined : (sharedId(networks, blocks) ?? insideItself(blocks) ?? tooManyLayers(networks, blocks) ?? defaultMisfit(blocks))
}

function sharedId(networks: readonly NetworkDocument[], blocks: readonly BlockDocument[]): BrokenRule | undefined {
  const seen = new Set<string>(networks.map((network) => network.id))
  for (const [index, block] of blocks.entries()) {
    if (seen.has(block.id)) {
      return {
        code: 'duplicate-id',
        path: `blocks.${index}.id`,
        message: `The block ${block.name} has the id ${block.id} of another block or network`,
        expected: 'an id of its own for every block and network',
        got: `${block.id} again`,
        fix: 'give one of the two another id',
      }
    }
    seen.add(block.id)
  }
  return undefined
}

function partsOf(block: NetworkDocument): readonly NetworkId[] {
  return block.nodes.flatMap((node) => blockIdOf(node.type) ?? [])
}

function insideItself(blocks: readonly BlockDocument[]): BrokenRule | undefined {
  const byId = new Map(blocks.map((block) => [block.id, block]))
  const loop = findLoops([...byId.keys()], (id) => {
    const block = byId.get(id)
    return block === undefined ? [] : partsOf(block)
  })[0]
  if (loop === undefined) return undefined
  const names = loop.map((id) => byId.get(id)?.name ?? id)
  const first = names[0] ?? ''
  const index = blocks.findIndex((block) => block.id === loop[0])
  return {
    code: 'block-inside-itself',
    path: `blocks.${index}.nodes`,
    message: names.length === 1 ? `The block ${first} would contain itself` : `The blocks ${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''} would contain one another`,
    expected: 'blocks made of layers and of other blocks that do not use them',
    got: [...names, first].join(' → '),
    fix: `leave ${first} out of ${names.at(-1) ?? first}`,
  }
}

/** Counted without taking anything apart: layers of a block are those of its nodes, each block among them counted in full. */
function tooManyLayers(networks: readonly NetworkDocument[], blocks: readonly BlockDocument[]): BrokenRule | undefined {
  const byId = new Map(blocks.map((block) => [block.id, block]))
  const counted = new Map<NetworkId, number>()
  const layersOf = (network: NetworkDocument): number => {
    const known = counted.get(network.id)
    if (known !== undefined) return known
    const count = network.nodes.reduce((sum, node) => {
      const block = byId.get(blockIdOf(node.type) ?? network.id)
      return sum + (block === undefined || block === network ? 1 : layersOf(block))
    }, 0)
    counted.set(network.id, count)
    return count
  }
  const large = [...networks, ...blocks].find((network) => layersOf(network) > MOST_LAYERS)
  if (large === undefined) return undefined
  return {
    code: 'too-many-layers',
    path: large.id,
    message: `${large.name} is too large: its blocks stand for too many layers`,
    expected: `at most ${formatCount(MOST_LAYERS)} layers with every block taken apart`,
    got: formatCount(counted.get(large.id) ?? 0),
    fix: 'use fewer blocks, or smaller ones',
  }
}

/** A default that its own limits refuse would make every use of the block wrong from the start. */
function defaultMisfit(blocks: readonly BlockDocument[]): BrokenRule | undefined {
  for (const [index, block] of blocks.entries()) {
    const ids = new Set<string>()
    for (const [place, parameter] of block.parameters.entries()) {
      const path = `blocks.${index}.parameters.${place}`
      const where = `The parameter ${parameter.title} of ${block.name}`
      if (ids.has(parameter.id)) {
        return { code: 'duplicate-id', path: `${path}.id`, message: `${where} has the id ${parameter.id} of another`, expected: 'an id of its own for every parameter', got: `${parameter.id} again`, fix: 'give one of the two another id' }
      }
      ids.add(parameter.id)
      const expected = parameter.kind === 'choice' ? parameter.choices.map((choice) => choice.value).join(', ') : parameter.kind === 'switch' ? '' : `${parameter.minimum ?? '−∞'} to ${parameter.maximum ?? '∞'}`
      const fits =
        parameter.kind === 'choice'
          ? parameter.choices.some((choice) => choice.value === parameter.default)
          : parameter.kind === 'switch' || (parameter.default >= (parameter.minimum ?? -Infinity) && parameter.default <= (parameter.maximum ?? Infinity))
      if (!fits) return { code: 'default-misfit', path: `${path}.default`, message: `${where} has a default that it does not allow`, expected, got: foundWord(parameter.default), fix: 'choose a default among the values it allows' }
    }
  }
  return undefined
}
