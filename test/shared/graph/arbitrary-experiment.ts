// Random documents and random edits for property tests. Small id pools, so that edits meet.
import * as fc from 'fast-check'
import type { Experiment } from '@shared/experiment/experiment'
import type { GraphEdit } from '@shared/graph/edit-schema'
import { networkIdSchema, nodeIdSchema, noteColours, noteIdSchema, wireIdSchema, type NetworkDocument } from '@shared/graph/network'
import { layerCatalogue } from '@shared/layers/catalogue'
import { boringExperiment } from './build-network'

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
const type = fc.constantFrom(...layerCatalogue.map((layer) => layer.type), 'attention')
const nodeId = fc.constantFrom('input', 'output', 'code', 'point', 'a', 'b', 'c', 'd').map((id) => nodeIdSchema.parse(id))
const wireId = fc.constantFrom('w1', 'w2', 'w3', 'w4', 'w5').map((id) => wireIdSchema.parse(id))
const networkId = fc.constantFrom('encoder', 'encoder', 'encoder', 'decoder', 'third').map((id) => networkIdSchema.parse(id))
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

export const arbitraryEdit: fc.Arbitrary<GraphEdit> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('add-node' as const), network: networkId, node }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove-nodes' as const), network: networkId, nodes: fc.array(nodeId, { maxLength: 1 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('move-nodes' as const), network: networkId, moves: fc.array(fc.record({ node: nodeId, position }), { maxLength: 2 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('rename-node' as const), network: networkId, node: nodeId, name: fc.string({ maxLength: 8 }) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('set-parameters' as const), network: networkId, node: nodeId, parameters: arbitraryParameters }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('connect' as const), network: networkId, wire }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('disconnect' as const), network: networkId, wires: fc.array(wireId, { maxLength: 1 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('set-bypass' as const), network: networkId, nodes: fc.array(nodeId, { maxLength: 2 }), bypassed: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('add-note' as const), network: networkId, note }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove-notes' as const), network: networkId, notes: fc.array(noteId, { maxLength: 2 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('change-note' as const), network: networkId, note: noteId, changes: fc.record({ text, colour, position, size }, { requiredKeys: [] }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('rename-network' as const), network: networkId, name }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove-network' as const), network: networkId }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('add-network' as const), network: fc.record({ id: networkId, name, nodes: fc.constant<NetworkDocument['nodes']>([]), wires: fc.constant<NetworkDocument['wires']>([]) }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('set-frozen' as const), network: networkId, frozen: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('move-network' as const), network: networkId, to: fc.integer({ min: 0, max: 4 }) }) },
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
