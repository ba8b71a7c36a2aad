// Blocks: rules B1 to B7 of SPEC.md, what they are as layers, making and unpacking them.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { analyseExperiment } from '@shared/experiment/analyse-experiment'
import type { Experiment } from '@shared/experiment/experiment'
import { canonicalExperiment } from '@shared/experiment/hash-experiment'
import { parseExperiment } from '@shared/experiment/parse-experiment'
import { serialiseExperiment } from '@shared/experiment/serialise-experiment'
import { adoptBlocks, adoptNode } from '@shared/graph/adopt-blocks'
import { analyseNetwork, type NetworkAnalysis } from '@shared/graph/analyse-network'
import { applyEdit, applyEdits } from '@shared/graph/apply-edit'
import { blockSchema, blockType, type BlockDocument } from '@shared/graph/block'
import { blockFileOf, parseBlockFile, serialiseBlockFile } from '@shared/graph/block-file'
import { evaluateTerm, substituteNames } from '@shared/graph/block-terms'
import { commit, createHistory, undo } from '@shared/graph/edit-history'
import { expandBlocks } from '@shared/graph/expand-blocks'
import { forwardNetwork } from '@shared/graph/forward-network'
import { blockObstacle, planMakeBlock, planUnpack, type NewBlock } from '@shared/graph/make-block'
import { networkWeights } from '@shared/graph/network-weights'
import { networkIdSchema, nodeIdSchema, type NetworkDocument, type NodeId } from '@shared/graph/network'
import { plainTf } from '../layers/run-layer'
import { refusalOf } from '../../support/refusal'
import { boringExperiment, chain, network, node } from './build-network'

const tf = await plainTf()
const id = (name: string): NodeId => nodeIdSchema.parse(name)
const ids = (...names: string[]): ReadonlySet<NodeId> => new Set(names.map(id))

/** Two convolutions around a skip. */
const residual = network(
  [
    node('input'),
    node('stem:conv-2d', { filters: 4 }),
    node('first:conv-2d', { filters: 4 }),
    node('second:conv-2d', { filters: 4, activation: 'linear' }),
    node('sum:add'),
    node('after:activation'),
    node('tail:flatten'),
    node('output'),
  ],
  ['input -> stem', 'stem -> first', 'first -> second', 'second -> sum.first', 'stem -> sum.second', 'sum -> after', 'after -> tail', 'tail -> output'],
  'encoder',
)
const filters: NewBlock = {
  name: 'ResNet block',
  parameters: [
    {
      parameter: { id: 'filters', title: 'Filters', kind: 'integer', default: 4, minimum: 1, maximum: 512 },
      settings: [
        { node: id('first'), setting: 'filters', term: 'filters' },
        { node: id('second'), setting: 'filters', term: 'filters' },
      ],
    },
  ],
}

function withEncoder(encoder: NetworkDocument): Experiment {
  const boring = boringExperiment()
  return { ...boring, dataset: { id: 'mnist', parameters: {} }, networks: [encoder, ...boring.networks.slice(1)] }
}

function packed(experiment: Experiment = withEncoder(residual), chosen = ids('first', 'second', 'sum', 'after')): Experiment {
  const [encoder] = experiment.networks
  if (encoder === undefined) throw new Error('no encoder')
  const plan = planMakeBlock(encoder, chosen, filters, new Set([...experiment.networks, ...(experiment.blocks ?? [])].map((each) => each.id)), experiment.blocks ?? [])
  if (!plan.ok) throw new Error(plan.reason)
  return applyEdits(experiment, plan.edits)
}

function first(experiment: Experiment): NetworkDocument {
  const [encoder] = experiment.networks
  if (encoder === undefined) throw new Error('no network')
  return encoder
}

function theBlock(experiment: Experiment): BlockDocument {
  const [block] = experiment.blocks ?? []
  if (block === undefined) throw new Error('no block')
  return block
}

/** The network's values on a fixed input, its weights filled by position in their list. */
function run(analysis: NetworkAnalysis): readonly number[] {
  const weights = new Map(
    networkWeights(analysis).map(({ fullName, definition }, index) => {
      const size = definition.shape.reduce((product, extent) => product * extent, 1)
      return [fullName, tf.tensor(Float32Array.from({ length: size }, (_, at) => Math.sin(at + 1 + 7 * index) / 4), [...definition.shape])]
    }),
  )
  const shape = analysis.inputShape ?? []
  const size = 2 * shape.reduce((product, extent) => product * extent, 1)
  const { output } = forwardNetwork({
    tf,
    analysis,
    input: tf.tensor(Float32Array.from({ length: size }, (_, at) => Math.cos(at)), [2, ...shape]),
    weight(name) {
      const found = weights.get(name)
      if (found === undefined) throw new Error(`no weight ${name}`)
      return found
    },
    update: () => undefined,
    training: false,
    random: { normal: (_stream, extents) => tf.zeros([...extents]), uniform: (_stream, extents) => tf.zeros([...extents]) },
  })
  return [...output.dataSync()]
}

describe('a block is a layer made of layers', () => {
  const experiment = packed()
  const plain = analyseNetwork(residual, [6, 6, 1])
  const analysis = analyseNetwork(first(experiment), [6, 6, 1], experiment.blocks)

  test('it has the shapes, counts and weights of what it is made of, named <network>/<node>/<inner>/<weight>', () => {
    const use = analysis.nodes.get(id('resnet-block-1'))
    expect([use?.name, use?.output, use?.parameterCount, use?.layer?.settings(use.parameters ?? {})]).toEqual(['ResNet block', [6, 6, 4], 2 * (9 * 4 * 4 + 4), ['filters 4']])
    expect(analysis.totals).toEqual({ ...plain.totals, activations: plain.totals.activations + 2 * 6 * 6 * 4 })
    expect(networkWeights(analysis).map((weight) => weight.fullName)).toEqual([
      'encoder/stem/kernel', 'encoder/stem/bias',
      'encoder/resnet-block-1/first/kernel', 'encoder/resnet-block-1/first/bias', 'encoder/resnet-block-1/second/kernel', 'encoder/resnet-block-1/second/bias',
    ])
    expect(analysis.problems).toEqual([])
  })

  test('B6: the same weights give the same numbers drawn flat, packed, expanded and unpacked again', () => {
    const expanded = expandBlocks(first(experiment), experiment.blocks ?? [])
    const plan = planUnpack(first(experiment), id('resnet-block-1'), experiment.blocks ?? [])
    if (!plan.ok) throw new Error(plan.reason)
    const unpacked = applyEdits(experiment, plan.edits)
    const wanted = run(plain)
    expect(wanted.some((value) => value > 0)).toBe(true)
    expect(run(analysis)).toEqual(wanted)
    expect(run(analyseNetwork(expanded, [6, 6, 1]))).toEqual(wanted)
    expect(run(analyseNetwork(first(unpacked), [6, 6, 1]))).toEqual(wanted)
    expect(networkWeights(analyseNetwork(expanded, [6, 6, 1])).map((weight) => weight.fullName)).toEqual(networkWeights(analysis).map((weight) => weight.fullName))
  })

  test('B5: a use sets its parameters; editing the block changes every use; a network that uses none keeps its analysis', () => {
    const stronger = applyEdit(experiment, { kind: 'set-parameters', network: first(experiment).id, node: id('resnet-block-1'), parameters: { filters: 8 } })
    const wide = analyseNetwork(first(stronger), [6, 6, 1], stronger.blocks)
    // The skip brings 4 channels, the block now 8: the block says where inside it does not fit.
    expect(wide.nodes.get(id('resnet-block-1'))?.problems).toMatchObject([{ code: 'inputs-differ', place: { network: 'encoder', node: 'resnet-block-1' }, title: expect.stringMatching(/^ResNet block, inside: Add/) as string }])
    const decoder = analyseExperiment(experiment).networks.get(networkIdSchema.parse('decoder'))
    const edited = applyEdit(experiment, { kind: 'set-parameters', network: theBlock(experiment).id, node: id('first'), parameters: { kernel: [5, 5] } })
    expect(analyseNetwork(first(edited), [6, 6, 1], edited.blocks).nodes.get(id('resnet-block-1'))?.parameterCount).toBe(9 * 16 + 25 * 16 + 8)
    expect(analyseExperiment(edited).networks.get(networkIdSchema.parse('decoder'))).toBe(decoder)
    expect(analyseNetwork(residual, [6, 6, 1], edited.blocks)).toBe(plain)
  })

  test('B2: a use of a block that is not there stays as it is and says so', () => {
    const { blocks: _blocks, ...without } = experiment
    expect(parseExperiment(serialiseExperiment(without), 'x')).toEqual(without)
    expect(analyseNetwork(first(without), [6, 6, 1]).nodes.get(id('resnet-block-1'))?.problems).toMatchObject([{ code: 'block-missing', severity: 'error' }])
  })

  test('blocks inside blocks: names and numbers go through, and both come apart', () => {
    const outer = packed(experiment, ids('stem', 'resnet-block-1'))
    const nested = analyseNetwork(first(outer), [6, 6, 1], outer.blocks)
    expect(networkWeights(nested).map((weight) => weight.fullName)).toContain('encoder/resnet-block-2-1/resnet-block-1/first/kernel')
    expect(run(nested)).toEqual(run(plain))
    expect(run(analyseNetwork(expandBlocks(first(outer), outer.blocks ?? []), [6, 6, 1]))).toEqual(run(plain))
  })

  test('a block that exposes names to the recipe exposes them once in a network (N10)', () => {
    const latent = chain([node('input'), node('noise:gaussian-noise'), node('output')], 'encoder')
    const made = packed(withEncoder(latent), ids('noise'))
    expect(analyseNetwork(first(made), [4], made.blocks).exposed).toEqual({ preActivation: [4] })
  })
})

describe('B4: settings follow parameters by terms', () => {
  test.each([
    ['2*filters', 8],
    ['(filters + 1) / 2 - -1', 3.5],
    ['filters', 4],
    ['kind', 'relu'],
    ['wide', true],
    [' 1.5 * filters * filters', 24],
  ])('%s', (term, value) => expect(evaluateTerm(term, { filters: 4, kind: 'relu', wide: true })).toEqual({ ok: true, value }))

  test.each([
    ['2*', 'something is missing at its end'],
    ['filters filters', '"filters" comes after the term is over'],
    ['depth', 'the block has no parameter called depth'],
    ['filters/0', 'it divides by zero'],
    ['2*kind', '"relu" is no number to reckon with'],
    ['filters; 1', '";" means nothing here'],
    ['constructor', 'the block has no parameter called constructor'],
  ])('%s is refused in words', (term, reason) => expect(evaluateTerm(term, { filters: 4, kind: 'relu' })).toEqual({ ok: false, reason }))

  test('terms go into terms', () => expect([substituteNames('2*filters', { filters: 'a+1' }), substituteNames('filters', { filters: 'a+1' })]).toEqual(['2*(a+1)', 'a+1']))

  test('D8 and B5: a binding to no parameter is refused by the edit; one in a file is a problem at the use, and at the node once opened', () => {
    const experiment = packed()
    const block = theBlock(experiment)
    const edit = { kind: 'set-bindings', network: block.id, node: id('first'), bindings: { filters: 'width' } } as const
    expect(refusalOf(() => applyEdit(experiment, edit))).toMatchObject({ code: 'edit-term-unreadable', got: 'width, which is no parameter of ResNet block' })
    expect(refusalOf(() => applyEdit(experiment, { ...edit, network: networkIdSchema.parse('encoder') })).code).toBe('edit-no-such-block')
    const bare = applyEdit(experiment, { kind: 'change-block', block: block.id, changes: { parameters: [] } })
    const analysis = analyseExperiment(bare)
    expect(analysis.networks.get(networkIdSchema.parse('encoder'))?.nodes.get(id('resnet-block-1'))?.problems).toMatchObject([{ code: 'binding-invalid' }])
    const fix = analysis.blocks.get(block.id)?.nodes.get(id('first'))?.problems[0]?.fixes?.[0]
    expect(theBlock(applyEdits(bare, fix?.edits ?? [])).nodes.find((each) => each.id === 'first')).not.toHaveProperty('bindings')
  })

  test('a number bound to a pair stands for both', () => {
    const experiment = packed()
    const block = theBlock(experiment)
    const parameters: BlockDocument['parameters'] = [...block.parameters, { id: 'size', title: 'Size', kind: 'integer', default: 5 }]
    const bound = applyEdits(experiment, [
      { kind: 'change-block', block: block.id, changes: { parameters } },
      { kind: 'set-bindings', network: block.id, node: id('first'), bindings: { kernel: 'size' } },
    ])
    const inside = analyseNetwork(first(bound), [6, 6, 1], bound.blocks).nodes.get(id('resnet-block-1'))?.inside
    expect(inside?.nodes.get(id('first'))?.parameters?.['kernel']).toEqual([5, 5])
  })
})

describe('what cannot be a block is refused in words', () => {
  test.each([
    [['input', 'stem'], 'Input cannot be part of a block: a network keeps its own input and output'],
    [['sum'], 'A block takes one input, and 2 enter here: Conv2D → Add, Conv2D → Add'],
    [['stem', 'first'], 'A block gives one output, and 2 leave here: Conv2D → Conv2D, Conv2D → Add'],
    [[], 'Select the layers that are to be a block first'],
  ])('%j', (chosen, reason) => expect(blockObstacle(residual, ids(...chosen))).toBe(reason))

  test('what would feed itself', () => {
    const row = chain([node('input'), node('a:dense'), node('b:dense'), node('output')])
    const loop = network([node('input'), node('a:dense'), node('b:dense'), node('sum:add'), node('output')], ['input -> a', 'a -> b', 'b -> sum.first', 'a -> sum.second', 'sum -> output'])
    expect(blockObstacle(row, ids('a', 'b'))).toBeUndefined()
    expect(blockObstacle(loop, ids('a', 'sum'))).toMatch(/2 enter here|feed itself|one output/)
  })
})

describe('B1, B3: documents that break the rules of blocks are refused, and stay as they are', () => {
  const experiment = packed()
  const block = theBlock(experiment)
  const use = (type: string) => ({ id: id('again'), type, parameters: {}, position: { x: 0, y: 0 } })

  test('a block inside itself, by an edit and by a file', () => {
    const before = JSON.stringify(experiment)
    const detail = refusalOf(() => applyEdit(experiment, { kind: 'add-node', network: block.id, node: use(blockType(block.id)) }))
    expect(detail).toMatchObject({ code: 'edit-block-inside-itself', message: 'The block ResNet block would contain itself' })
    expect(JSON.stringify(experiment)).toBe(before)
    const file = JSON.stringify({ ...experiment, blocks: [{ ...block, nodes: [...block.nodes, use(blockType(block.id))] }] })
    expect(refusalOf(() => parseExperiment(file, 'mine.latent.json'))).toMatchObject({ code: 'experiment-block-inside-itself', path: 'mine.latent.json: blocks.0.nodes' })
  })

  test('two blocks inside one another', () => {
    const other: BlockDocument = { ...block, id: networkIdSchema.parse('other'), name: 'Other', nodes: [...block.nodes, use(blockType(block.id))] }
    const both = applyEdit(experiment, { kind: 'add-block', block: other })
    expect(refusalOf(() => applyEdit(both, { kind: 'add-node', network: block.id, node: use('block:other') })).message).toBe('The blocks ResNet block and Other would contain one another')
  })

  test('blocks that would stand for billions of layers, found without taking them apart', () => {
    const level = (at: number) => ({
      ...chain([node('input'), ...Array.from({ length: 10 }, (_, index) => ({ id: `n${index}`, type: at === 0 ? 'dense' : `block:level-${at - 1}` })), node('output')], `level-${at}`),
      parameters: [],
    })
    const file = JSON.stringify({ ...experiment, networks: experiment.networks.slice(1), blocks: Array.from({ length: 12 }, (_, at) => level(at)) })
    expect(refusalOf(() => parseExperiment(file, 'bomb.latent.json'))).toMatchObject({ code: 'experiment-too-many-layers', expected: 'at most 10,000 layers with every block taken apart' })
  })

  test('D8: ids, defaults, and a block that is used cannot go', () => {
    expect(refusalOf(() => applyEdit(experiment, { kind: 'add-block', block })).code).toBe('edit-id-taken')
    expect(refusalOf(() => applyEdit(experiment, { kind: 'add-block', block: { ...block, id: networkIdSchema.parse('decoder') } })).code).toBe('edit-id-taken')
    const wild = { ...block, parameters: [{ id: 'filters', title: 'Filters', kind: 'integer' as const, default: 900, maximum: 512 }] }
    expect(refusalOf(() => applyEdit(experiment, { kind: 'change-block', block: block.id, changes: { parameters: wild.parameters } })).code).toBe('edit-default-misfit')
    expect(refusalOf(() => applyEdit(experiment, { kind: 'remove-block', block: block.id }))).toMatchObject({ code: 'edit-block-used', got: 'used in encoder' })
    const unused = applyEdit(experiment, { kind: 'remove-nodes', network: first(experiment).id, nodes: [id('resnet-block-1')] })
    expect(applyEdit(unused, { kind: 'remove-block', block: block.id })).not.toHaveProperty('blocks')
  })
})

describe('S1 to S4 hold with blocks', () => {
  test('files, hashes and undo', () => {
    const flat = withEncoder(residual)
    const experiment = packed(flat)
    expect(parseExperiment(serialiseExperiment(experiment), 'x')).toEqual(experiment)
    expect(serialiseExperiment(parseExperiment(serialiseExperiment(experiment), 'x'))).toBe(serialiseExperiment(experiment))
    const block = theBlock(experiment)
    const unused = { ...block, id: networkIdSchema.parse('unused') }
    const renamed = applyEdit(experiment, { kind: 'change-block', block: block.id, changes: { name: 'Other name', description: 'Words.' } })
    expect(canonicalExperiment(applyEdit(renamed, { kind: 'add-block', block: unused }))).toBe(canonicalExperiment(experiment))
    const changed = applyEdit(experiment, { kind: 'set-parameters', network: block.id, node: id('first'), parameters: { kernel: [5, 5] } })
    expect(canonicalExperiment(changed)).not.toBe(canonicalExperiment(experiment))
    expect(canonicalExperiment(flat)).not.toContain('blocks')
    const plan = planMakeBlock(residual, ids('first', 'second', 'sum', 'after'), filters, new Set(), [])
    if (!plan.ok) throw new Error(plan.reason)
    expect(undo(commit(createHistory(flat), plan.edits, 'Make block')).present).toBe(flat)
  })

  test('S5: a block file goes out and in; nonsense is refused by name', () => {
    const experiment = packed(packed(), ids('stem', 'resnet-block-1'))
    const outer = experiment.blocks?.at(-1)
    if (outer === undefined) throw new Error('no block')
    const text = serialiseBlockFile(blockFileOf(outer, experiment.blocks ?? []))
    const file = parseBlockFile(text, 'outer.latent-block.json')
    expect([file.block, file.parts]).toEqual([outer, [theBlock(experiment)]])
    expect(refusalOf(() => parseBlockFile('', 'a')).code).toBe('block-not-json')
    expect(refusalOf(() => parseBlockFile('[]', 'a')).code).toBe('block-wrong-format')
    expect(refusalOf(() => parseBlockFile(text.replace('"version": 1', '"version": 9'), 'a')).code).toBe('block-newer')
    expect(refusalOf(() => parseBlockFile(text.replace('"kind": "integer"', '"kind": "tensor"'), 'a'))).toMatchObject({ code: 'block-does-not-fit' })
    expect(refusalOf(() => parseBlockFile(JSON.stringify({ ...file, block: { ...file.block, nodes: [...file.block.nodes, { id: 'me', type: blockType(outer.id), parameters: {}, position: { x: 0, y: 0 } }] } }), 'a')).code).toBe('block-block-inside-itself')
  })

  test('B7: adopting: what is there is used, what has another’s id gets its own, uses inside follow', () => {
    const experiment = packed(packed(), ids('stem', 'resnet-block-1'))
    const blocks = experiment.blocks ?? []
    expect(adoptBlocks(experiment, blocks).edits).toEqual([])
    const inner = theBlock(experiment)
    const other = { ...withEncoder(residual), blocks: [{ ...inner, name: 'Mine', nodes: inner.nodes.slice(0, 1) }] }
    const { edits, ids: given } = adoptBlocks(other, blocks)
    const grown = applyEdits(other, edits)
    expect(grown.blocks?.map((block) => block.id)).toEqual(['resnet-block', 'resnet-block-2', 'resnet-block-2-2'])
    const [use] = grown.blocks?.at(-1)?.nodes.filter((each) => each.type.startsWith('block:')) ?? []
    expect(use?.type).toBe(blockType(given.get(inner.id) ?? inner.id))
    expect(adoptNode({ id: id('n'), type: blockType(inner.id), parameters: {}, position: { x: 0, y: 0 } }, given).type).toBe(use?.type)
  })
})

describe('property: packing any stretch and unpacking it again', () => {
  /** A row of layers, some with a skip past them, of which any stretch may be chosen. */
  const arbitraryRow = fc.array(fc.constantFrom('dense', 'activation', 'layer-normalisation', 'skip'), { minLength: 2, maxLength: 7 }).map((kinds) => {
    const nodes = [node('input'), node('stem:dense', { units: 5 })]
    const wires = ['input -> stem']
    let last = 'stem'
    kinds.forEach((kind, index) => {
      const name = `n${index}`
      nodes.push(kind === 'skip' ? node(`${name}:add`) : node(`${name}:${kind}`, kind === 'dense' ? { units: 5, activation: 'tanh' } : {}))
      wires.push(...(kind === 'skip' ? [`${last} -> ${name}.first`, `stem -> ${name}.second`] : [`${last} -> ${name}`]))
      last = name
    })
    return { row: network([...nodes, node('output')], [...wires, `${last} -> output`], 'encoder'), count: kinds.length }
  })

  test('gives the same numbers packed, expanded, unpacked and read back from a file; undo gives the very document', () => {
    fc.assert(
      fc.property(arbitraryRow, fc.nat(6), fc.nat(6), ({ row, count }, a, b) => {
        const [from, to] = [Math.min(a, b) % count, Math.max(a, b) % count].sort((x, y) => x - y) as [number, number]
        const chosen = ids(...Array.from({ length: to - from + 1 }, (_, index) => `n${from + index}`))
        const experiment = withEncoder(row)
        const plan = planMakeBlock(row, chosen, { name: 'Stretch', parameters: [] }, new Set(['encoder', 'decoder']), [])
        fc.pre(plan.ok)
        if (!plan.ok) return
        const wanted = run(analyseNetwork(row, [3]))
        const history = commit(createHistory(experiment), plan.edits, 'Make block')
        expect(undo(history).present).toBe(experiment)
        const made = parseExperiment(serialiseExperiment(history.present), 'x')
        expect(run(analyseNetwork(first(made), [3], made.blocks))).toEqual(wanted)
        expect(run(analyseNetwork(expandBlocks(first(made), made.blocks ?? []), [3]))).toEqual(wanted)
        const back = planUnpack(first(made), plan.nodes[0] ?? id('none'), made.blocks ?? [])
        if (!back.ok) throw new Error(back.reason)
        const unpacked = first(applyEdits(made, back.edits))
        expect([unpacked.nodes.length, unpacked.wires.length]).toEqual([row.nodes.length, row.wires.length])
        expect(run(analyseNetwork(unpacked, [3]))).toEqual(wanted)
      }),
      { numRuns: 60, seed: 7 },
    )
  })
})

test('the schema keeps a block of an experiment as it is', () => {
  const block = theBlock(packed())
  expect(blockSchema.parse(block)).toEqual(block)
})
