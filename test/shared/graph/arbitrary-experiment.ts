// Random documents and random edits for property tests. Small id pools, so that edits meet.
import * as fc from 'fast-check'
import { experimentSchema, type Experiment } from '@shared/experiment/experiment'
import { applyEdits } from '@shared/graph/apply-edit'
import type { BlockDocument, BlockParameter } from '@shared/graph/block'
import { graphEditSchema, type GraphEdit } from '@shared/graph/edit-schema'
import { networkIdSchema, nodeIdSchema, noteColours, noteIdSchema, wireIdSchema, type NetworkDocument } from '@shared/graph/network'
import { layerCatalogue } from '@shared/layers/catalogue'
import { boringExperiment, chain, node as layer } from './build-network'

// Minus zero and __proto__ do not survive JSON, whoever writes it.
const json = fc
  .jsonValue({ maxDepth: 2 })
  .filter((value) => !JSON.stringify(value).includes('__proto__'))
  .map((value) => JSON.parse(JSON.stringify(value)) as never)
const parameterName = fc.constantFrom('units', 'filters', 'kernel', 'stride', 'padding', 'activation', 'kind', 'target', 'rate', 'momentum', 'epsilon', 'bias', 'nonsense')
const parameterValue = fc.oneof(
  fc.integer({ min: -2, max: 70_000 }),
  fc.constantFrom<unknown>(true, 'relu', 'valid', 'same', 'sigmoid', [3, 3], [2, 2], [28, 28, 1], [7, 7, 64], 0.5, null),
  json,
) as fc.Arbitrary<never>
export const arbitraryParameters = fc.dictionary(parameterName, parameterValue, { maxKeys: 3, noNullPrototype: true })
const type = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...layerCatalogue.map((each) => each.type), 'attention') },
  { weight: 1, arbitrary: fc.constantFrom('block:unit', 'block:pair', 'block:ghost') },
)
const nodeId = fc.constantFrom('input', 'output', 'code', 'point', 'a', 'b', 'c', 'd').map((id) => nodeIdSchema.parse(id))
const wireId = fc.constantFrom('w1', 'w2', 'w3', 'w4', 'w5').map((id) => wireIdSchema.parse(id))
const networkId = fc.constantFrom('encoder', 'encoder', 'encoder', 'decoder', 'third').map((id) => networkIdSchema.parse(id))
const blockId = fc.constantFrom('unit', 'unit', 'pair', 'third').map((id) => networkIdSchema.parse(id))
/** Where nodes and wires are: blocks are changed as networks are. */
const graphId = fc.oneof({ weight: 5, arbitrary: networkId }, { weight: 1, arbitrary: blockId })
const port = fc.constantFrom('input', 'output', 'mean', 'logVariance')
const position = fc.record({ x: fc.integer({ min: 0, max: 2000 }), y: fc.integer({ min: 0, max: 2000 }) })
const name = fc.string({ minLength: 1, maxLength: 12 })

const plainNode = fc.record({ id: nodeId, type, parameters: arbitraryParameters, position })
const node = fc.oneof({ weight: 5, arbitrary: plainNode }, { weight: 1, arbitrary: plainNode.map((each) => ({ ...each, bypassed: true as const })) })
const from = fc.oneof({ weight: 6, arbitrary: fc.constant('output') }, { weight: 1, arbitrary: port })
const to = fc.oneof({ weight: 6, arbitrary: fc.constant('input') }, { weight: 1, arbitrary: port })
const wire = fc.record({ id: wireId, from: fc.record({ node: nodeId, port: from }), to: fc.record({ node: nodeId, port: to }) })

const noteId = fc.constantFrom('n1', 'n2', 'n3').map((id) => noteIdSchema.parse(id))
const size = fc.record({ width: fc.integer({ min: 40, max: 900 }), height: fc.integer({ min: 24, max: 900 }) })
const colour = fc.constantFrom(...noteColours)
const text = fc.string({ maxLength: 20 })
const note = fc.record({ id: noteId, kind: fc.constantFrom('comment' as const, 'frame' as const), text, colour, position, size })

const settings = fc.constantFrom<[string, unknown]>(
  ['name', 'Renamed'],
  ['description', ''],
  ['training.epochs', 7],
  ['training.epochs', 0],
  ['training.batchSize', 65_536],
  ['training.seed', 12],
  ['training.optimizers.model.parameters.learningRate', -1],
  ['training.optimizers.model.parameters.learningRate', 'NaN'],
  ['training.optimizers.model', { id: 'sgd', parameters: {} }],
  ['training.optimizers.model', null],
  ['recipe.id', 'vae'],
  ['recipe.parameters', {}],
  ['recipe.roles.decoder', null],
  ['recipe.roles.decoder', 'encoder'],
  ['dataset.id', 'mnist'],
  ['dataset.id', 'unheard-of'],
  ['dataset.parameters', { trainCount: 1 }],
  ['recording.sampleCount', 9],
  ['training.nonsense', 1],
)

const blockParameter = fc.constantFrom<BlockParameter>(
  { id: 'units', title: 'Units', kind: 'integer', default: 2, minimum: 1, maximum: 64 },
  { id: 'rate', title: 'Rate', kind: 'number', default: 0.5 },
  { id: 'kind', title: 'Kind', kind: 'choice', default: 'relu', choices: [{ value: 'relu', label: 'ReLU' }] },
  { id: 'bias', title: 'Bias', kind: 'switch', default: true },
  { id: 'wide', title: 'Wide', kind: 'integer', default: 9, maximum: 8 },
)
const blockParameters = fc.uniqueArray(blockParameter, { maxLength: 3, selector: (each) => each.id })
const term = fc.constantFrom('units', '2*units', 'rate/4', 'kind', 'bias', 'nonsense', '2*', null)
const distinctNodes = fc.uniqueArray(node, { maxLength: 4, selector: (each) => each.id })

const newNetwork: fc.Arbitrary<NetworkDocument> = fc
  .record({ id: networkId, name, nodes: distinctNodes, frozen: fc.boolean(), imported: fc.boolean() })
  .map(({ frozen, imported, ...network }) => ({
    ...network,
    wires: [],
    ...(frozen ? { frozen: true as const } : {}),
    ...(imported ? { startingWeights: { sha256: 'ab'.repeat(32), from: 'model.onnx' } } : {}),
  }))
const newBlock: fc.Arbitrary<BlockDocument> = fc.record({ id: blockId, name, nodes: distinctNodes, wires: fc.constant([]), parameters: blockParameters })

/** Of every kind of edit there is. */
export const editKinds: readonly GraphEdit['kind'][] = graphEditSchema.options.map((option) => option.shape.kind.value)

/** Two networks of plain layers; the encoder drawn with a block, and begun with imported weights. */
export const startingDocuments: readonly [Experiment, Experiment] = [boringExperiment(), withBlock(boringExperiment())]

function withBlock(boring: Experiment): Experiment {
  const unit = chain([layer('input'), layer('point:dense', { units: 2 }), layer('output')], 'unit')
  const [encoder, ...others] = boring.networks
  const weighted = { ...boring, networks: [{ ...encoder, startingWeights: { sha256: 'cd'.repeat(32), from: 'model.keras' } }, ...others] }
  return applyEdits(experimentSchema.parse(weighted), [
    graphEditSchema.parse({ kind: 'add-block', block: { ...unit, parameters: [{ id: 'units', title: 'Units', kind: 'integer', default: 2, minimum: 1, maximum: 64 }] } }),
    graphEditSchema.parse({ kind: 'set-bindings', network: 'unit', node: 'point', bindings: { units: 'units' } }),
    graphEditSchema.parse({ kind: 'add-node', network: 'encoder', node: { id: 'a', type: 'block:unit', parameters: {}, position: { x: 90, y: 90 } } }),
  ])
}

export const arbitraryEdit: fc.Arbitrary<GraphEdit> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('add-node' as const), network: graphId, node }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove-nodes' as const), network: graphId, nodes: fc.array(nodeId, { maxLength: 1 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('move-nodes' as const), network: graphId, moves: fc.array(fc.record({ node: nodeId, position }), { maxLength: 2 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('rename-node' as const), network: graphId, node: nodeId, name: fc.string({ maxLength: 8 }) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('set-parameters' as const), network: graphId, node: nodeId, parameters: arbitraryParameters }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('connect' as const), network: graphId, wire }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('disconnect' as const), network: graphId, wires: fc.array(wireId, { maxLength: 1 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('set-bypass' as const), network: graphId, nodes: fc.array(nodeId, { maxLength: 2 }), bypassed: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('add-note' as const), network: graphId, note }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove-notes' as const), network: graphId, notes: fc.array(noteId, { maxLength: 2 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('change-note' as const), network: graphId, note: noteId, changes: fc.record({ text, colour, position, size }, { requiredKeys: [] }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('rename-network' as const), network: graphId, name }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove-network' as const), network: networkId }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('add-network' as const), network: newNetwork }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('drop-starting-weights' as const), network: networkId }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('set-frozen' as const), network: networkId, frozen: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('move-network' as const), network: networkId, to: fc.integer({ min: 0, max: 4 }) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('add-block' as const), block: newBlock }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove-block' as const), block: blockId }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('change-block' as const), block: blockId, changes: fc.record({ name, description: text, parameters: blockParameters }, { requiredKeys: [] }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('set-bindings' as const), network: blockId, node: nodeId, bindings: fc.dictionary(parameterName, term, { maxKeys: 2, noNullPrototype: true }) }),
  },
  { weight: 4, arbitrary: settings.map(([path, value]): GraphEdit => ({ kind: 'set-value', path, value: value as never })) },
)

/** Any network the schema lets through: doubled ids, wires to nowhere, loops, unknown layers, unfitting parameters. */
export const arbitraryNetwork: fc.Arbitrary<NetworkDocument> = fc.record({
  id: networkId,
  name,
  nodes: fc.array(node, { maxLength: 8 }),
  wires: fc.array(wire, { maxLength: 10 }),
  notes: fc.array(note, { maxLength: 3 }),
})

const choice = fc.record({
  id: fc.constantFrom('autoencoder', 'vae', 'mnist', 'two-moons', 'rings', 'adam', 'sgd', 'other'),
  parameters: fc.dictionary(fc.constantFrom('learningRate', 'beta', 'loss', 'likelihood', 'trainCount', 'noise', 'x'), parameterValue, { maxKeys: 2, noNullPrototype: true }),
})

/** Any experiment the schema lets through. */
export const arbitraryExperiment: fc.Arbitrary<Experiment> = fc
  .record({
    networks: fc.array(arbitraryNetwork, { maxLength: 3 }),
    recipe: choice,
    roles: fc.dictionary(fc.constantFrom('encoder', 'decoder', 'critic'), networkId, { noNullPrototype: true }),
    dataset: choice,
    optimizers: fc.dictionary(fc.constantFrom('model', 'other'), choice, { noNullPrototype: true }),
    batchSize: fc.integer({ min: 1, max: 65_536 }),
  })
  .map(({ networks, recipe, roles, dataset, optimizers, batchSize }) => {
    const boring = boringExperiment()
    return { ...boring, networks, recipe: { ...recipe, roles }, dataset, training: { ...boring.training, batchSize, optimizers } }
  })
