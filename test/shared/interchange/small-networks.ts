// A small network for every layer and its settings, to be exported and run in the other frameworks.
import { networkSchema, type NetworkDocument } from '@shared/graph/network'
import type { Shape } from '@shared/tensors/shape'
import { chain, network, node, type NodeRecipe } from '../graph/build-network'

export interface SmallNetwork {
  readonly name: string
  /** The layer it is about. */
  readonly layer: string
  readonly inputShape: Shape
  readonly network: NetworkDocument
  /** Inputs are whole numbers from 0 to below this. */
  readonly classes?: number
}

const cases: SmallNetwork[] = []

function row(name: string, inputShape: Shape, nodes: readonly NodeRecipe[], more: { readonly classes?: number; readonly output?: string } = {}): void {
  const layer = nodes.find((each) => each.id === 'it')?.type ?? ''
  const { output = 'linear', ...rest } = more
  cases.push({ name, layer, inputShape, network: chain([node('input'), ...nodes, node('output', { activation: output })]), ...rest })
}

function graph(name: string, inputShape: Shape, nodes: readonly NodeRecipe[], wires: readonly string[]): void {
  const layer = nodes.find((each) => each.id === 'it')?.type ?? ''
  cases.push({ name, layer, inputShape, network: network([node('input'), ...nodes, node('output')], wires) })
}

const linear = { activation: 'linear' }
const kinds = ['linear', 'relu', 'leaky-relu', 'elu', 'selu', 'gelu', 'silu', 'tanh', 'sigmoid', 'softplus', 'softmax', 'hard-sigmoid', 'hard-silu', 'hard-tanh']

row('input', [5], [node('it:input')].slice(1))
row('output, sigmoid', [3, 4, 2], [node('conv:conv-2d', { filters: 2 })], { output: 'sigmoid' })
for (const activation of kinds) {
  row(`activation ${activation}, on a vector`, [5], [node('it:activation', { kind: activation })])
  row(`dense, ${activation}`, [5], [node('it:dense', { units: 4, activation })])
}
for (const kind of ['relu', 'softmax']) row(`activation ${kind}, on an image`, [4, 3, 2], [node('it:activation', { kind })])
row('dense without bias', [5], [node('it:dense', { units: 4, bias: false, initialWeights: 'uniform-fan-in' })])
row('dense, spectral norm', [5], [node('it:dense', { units: 4, spectralNormalisation: true, initialWeights: 'normal-0.02' })])
row('conv-2d, softmax', [5, 4, 2], [node('it:conv-2d', { filters: 3, activation: 'softmax' })])
for (const [size, kernel, stride, dilation, padding] of [
  [[5, 4], [3, 3], [1, 1], 1, 'same'],
  [[6, 6], [3, 3], [2, 2], 1, 'same'],
  [[5, 7], [4, 3], [2, 1], 1, 'same'],
  [[6, 6], [4, 4], [2, 2], 1, 'same'],
  [[6, 7], [3, 2], [2, 2], 1, 'valid'],
  [[7, 6], [3, 3], [1, 1], 2, 'same'],
  [[7, 6], [2, 3], [1, 1], 2, 'valid'],
] as const)
  row(`conv-2d ${kernel.join('x')}, stride ${stride.join('x')}, dilation ${dilation}, ${padding}, on ${size.join('x')}`, [...size, 2], [node('it:conv-2d', { filters: 3, kernel, stride, dilation, padding, activation: 'tanh' })])
row('conv-2d, spectral norm', [5, 4, 2], [node('it:conv-2d', { filters: 3, spectralNormalisation: true, bias: false })])
for (const [size, kernel, stride, padding] of [
  [[3, 4], [4, 4], [2, 2], 'same'],
  [[3, 4], [3, 3], [2, 2], 'same'],
  [[3, 4], [3, 3], [1, 1], 'same'],
  [[3, 4], [5, 2], [2, 3], 'same'],
  [[3, 4], [3, 4], [2, 2], 'valid'],
  [[3, 4], [2, 1], [3, 2], 'valid'],
] as const)
  row(`conv-2d-transpose ${kernel.join('x')}, stride ${stride.join('x')}, ${padding}, on ${size.join('x')}`, [...size, 2], [node('it:conv-2d-transpose', { filters: 3, kernel, stride, padding, activation: 'tanh' })])
row('conv-2d-transpose, spectral norm', [3, 4, 2], [node('it:conv-2d-transpose', { filters: 3, spectralNormalisation: true })])
for (const [steps, kernel, stride, dilation, padding] of [
  [6, 3, 1, 1, 'same'],
  [7, 4, 2, 1, 'same'],
  [6, 3, 2, 1, 'same'],
  [7, 3, 2, 1, 'valid'],
  [9, 3, 1, 2, 'same'],
] as const)
  row(`conv-1d ${kernel}, stride ${stride}, dilation ${dilation}, ${padding}, on ${steps}`, [steps, 2], [node('it:conv-1d', { filters: 3, kernel, stride, dilation, padding })])
row('conv-1d, spectral norm', [6, 2], [node('it:conv-1d', { filters: 3, spectralNormalisation: true })])
for (const [steps, kernel, stride, padding] of [
  [4, 4, 2, 'same'],
  [4, 3, 2, 'same'],
  [3, 5, 2, 'valid'],
] as const)
  row(`conv-1d-transpose ${kernel}, stride ${stride}, ${padding}`, [steps, 2], [node('it:conv-1d-transpose', { filters: 3, kernel, stride, padding })])
row('conv-1d-transpose, spectral norm', [4, 2], [node('it:conv-1d-transpose', { filters: 3, spectralNormalisation: true })])
for (const type of ['depthwise-conv-2d', 'separable-conv-2d'])
  for (const [multiplier, stride, dilation, padding] of [
    [1, 1, 1, 'same'],
    [2, 2, 1, 'same'],
    [2, 1, 2, 'same'],
    [2, 1, 1, 'valid'],
  ] as const)
    row(`${type}, ${multiplier} each, stride ${stride}, dilation ${dilation}, ${padding}`, [6, 6, 3], [node(`it:${type}`, { multiplier, stride, dilation, padding, ...(type === 'separable-conv-2d' ? { filters: 4 } : {}) })])
for (const type of ['max-pool-2d', 'average-pool-2d'])
  for (const [size, pool, stride, padding] of [
    [[4, 6], [2, 2], [2, 2], 'valid'],
    [[5, 5], [3, 2], [2, 1], 'valid'],
    [[5, 5], [3, 3], [2, 2], 'same'],
    [[5, 4], [3, 3], [2, 2], 'same'],
  ] as const)
    row(`${type} ${pool.join('x')}, stride ${stride.join('x')}, ${padding}, on ${size.join('x')}`, [...size, 2], [node(`it:${type}`, { pool, stride, padding })])
for (const kind of ['average', 'max']) {
  row(`global-pool ${kind}, of an image`, [4, 3, 2], [node('it:global-pool', { kind })])
  row(`global-pool ${kind}, of a sequence`, [4, 3], [node('it:global-pool', { kind })])
}
row('upsample-2d, nearest', [3, 4, 2], [node('it:upsample-2d')])
row('upsample-2d, bilinear', [3, 4, 2], [node('it:upsample-2d', { factor: [2, 3], method: 'bilinear' })])
row('pixel-shuffle', [3, 2, 8], [node('it:pixel-shuffle')])
row('padding-2d, zeros', [3, 4, 2], [node('it:padding-2d', { top: 2, bottom: 1, left: 0, right: 3 })])
row('padding-2d, mirrored', [3, 4, 2], [node('it:padding-2d', { top: 2, bottom: 1, left: 0, right: 3, fill: 'reflect' })])
row('padding-2d, alike', [3, 4, 2], [node('it:padding-2d')])
row('cropping-2d', [5, 6, 2], [node('it:cropping-2d', { top: 1, bottom: 2, left: 0, right: 3 })])
for (const shape of [[5], [4, 3], [4, 3, 2]]) {
  const words = `of ${shape.length} ${shape.length === 1 ? 'axis' : 'axes'}`
  row(`batch-normalisation ${words}`, shape, [node('it:batch-normalisation', { momentum: 0.9, epsilon: 0.00001 })])
  for (const over of ['example', 'channels']) row(`layer-normalisation ${words}, over ${over}`, shape, [node('it:layer-normalisation', { over })])
  row(`prelu ${words}`, shape, [node('it:prelu')])
  for (const type of ['dropout', 'spatial-dropout', 'gaussian-noise', 'masking-noise', 'salt-and-pepper-noise', 'gradient-stop']) row(`${type} ${words}`, shape, [node(`it:${type}`)])
}
row('layer-normalisation, nothing learned', [4, 3, 2], [node('it:layer-normalisation', { scaleAndOffset: false })])
row('prelu, one slope', [4, 3, 2], [node('it:prelu', { perChannel: false })])
row('group-normalisation', [3, 3, 4], [node('it:group-normalisation', { groups: 2 })])
row('group-normalisation of a vector', [6], [node('it:group-normalisation', { groups: 2 })])
row('instance-normalisation of an image', [3, 4, 2], [node('it:instance-normalisation')])
row('instance-normalisation of a sequence', [5, 2], [node('it:instance-normalisation', { scaleAndOffset: false })])
row('minibatch-standard-deviation of an image', [3, 2, 2], [node('it:minibatch-standard-deviation', { groupSize: 2 })])
row('minibatch-standard-deviation of a vector', [5], [node('it:minibatch-standard-deviation', { groupSize: 4 })])
for (const gives of ['last', 'all']) {
  row(`lstm, ${gives}`, [5, 3], [node('it:lstm', { units: 4, gives })])
  row(`gru, ${gives}`, [5, 3], [node('it:gru', { units: 4, gives })])
}
row('lstm behind conv-1d', [6, 2], [node('conv:conv-1d', { filters: 3 }), node('it:lstm', { units: 4 })])
row('self-attention of a sequence', [5, 4], [node('it:self-attention', { heads: 2 })])
row('self-attention of an image', [3, 2, 4], [node('it:self-attention', { bias: false })])
row('learned-constant of an image', [5], [node('it:learned-constant', { target: [3, 2, 4] })])
row('learned-constant of a vector', [5], [node('it:learned-constant', { target: [4] })])
row('embedding', [1], [node('it:embedding', { classes: 4, size: 3 })], { classes: 4 })
row('embedding, several', [3], [node('it:embedding', { classes: 4, size: 2 })], { classes: 4 })
row('one-hot', [1], [node('it:one-hot', { classes: 4 })], { classes: 4 })
row('one-hot, several', [3], [node('it:one-hot', { classes: 4 }), node('flat:flatten'), node('dense', { units: 2 })], { classes: 4 })
row('permute of an image', [3, 4, 2], [node('it:permute', { order: [3, 1, 2] })])
row('permute of a sequence, behind conv-1d', [6, 2], [node('conv:conv-1d', { filters: 3 }), node('it:permute', { order: [2, 1] })])
row('reshape to an image', [24], [node('it:reshape', { target: [3, 4, 2] })])
row('reshape behind dense', [5], [node('dense', { units: 24 }), node('drop:dropout'), node('it:reshape', { target: [3, 4, 2] }), node('conv:conv-2d', { filters: 3 })])
row('reshape behind dense with spectral norm', [5], [node('dense', { units: 24, spectralNormalisation: true }), node('it:reshape', { target: [3, 4, 2] })])
row('reshape of an image to an image', [4, 3, 2], [node('it:reshape', { target: [2, 6, 2] })])
row('reshape of an image to a sequence', [4, 3, 2], [node('it:reshape', { target: [4, 6] }), node('lstm', { units: 3 })])
row('reshape to one axis', [4, 3], [node('it:reshape', { target: [12] })])
row('flatten before dense', [3, 4, 2], [node('it:flatten'), node('act:activation'), node('dense', { units: 5 })])
row('flatten before batch norm', [3, 4, 2], [node('it:flatten'), node('norm:batch-normalisation')])
row('flatten of a sequence behind conv-1d', [6, 2], [node('conv:conv-1d', { filters: 3 }), node('it:flatten'), node('dense', { units: 4 })])
row('flatten of grey pixels', [4, 3, 1], [node('it:flatten')])
row('flatten and back', [3, 4, 2], [node('it:flatten'), node('dense', { units: 24, ...linear }), node('image:reshape', { target: [3, 4, 2] })])

const branches = [node('first:conv-2d', { filters: 3 }, 'Left branch'), node('second:conv-2d', { filters: 3, kernel: [1, 1] }, 'Right branch')]
const branchWires = ['input -> first', 'input -> second', 'first -> it.first', 'second -> it.second', 'it -> output']
for (const type of ['add', 'multiply', 'average', 'concatenate']) graph(`${type} of images`, [4, 3, 2], [...branches, node(`it:${type}`)], branchWires)
for (const along of ['first', 'second']) graph(`concatenate along the ${along} axis`, [4, 3, 2], [...branches, node('it:concatenate', { along })], branchWires)
graph('concatenate of vectors', [5], [node('first:dense', { units: 3 }), node('second:dense', { units: 2 }), node('it:concatenate')], branchWires)
graph('concatenate of sequences', [6, 2], [node('first:conv-1d', { filters: 3 }), node('second:lstm', { units: 3, gives: 'all' }), node('it:concatenate', { along: 'first' })], branchWires)
for (const type of ['add', 'multiply', 'average'])
  graph(
    `${type} of an image and one number a channel`,
    [4, 3, 2],
    [node('pool:global-pool'), node('gate:dense', { units: 2, activation: 'sigmoid' }, 'Gate'), node(`it:${type}`)],
    ['input -> pool', 'pool -> gate', 'gate -> it.first', 'input -> it.second', 'it -> output'],
  )
graph('label-concatenation on an image', [4, 3, 2], [node('pool:global-pool'), node('label:dense', { units: 3 }, 'Label'), node('it:label-concatenation')], ['input -> pool', 'pool -> label', 'input -> it', 'label -> it.label', 'it -> output'])
graph('label-concatenation on a vector', [4], [node('label:dense', { units: 3 }, 'Label'), node('it:label-concatenation')], ['input -> label', 'input -> it', 'label -> it.label', 'it -> output'])
graph(
  'gaussian-latent',
  [5],
  [node('hidden:dense', { units: 4 }), node('mean:dense', { units: 2, ...linear }, 'Mean μ'), node('spread:dense', { units: 2, ...linear }, 'ln σ²'), node('it:gaussian-latent')],
  ['input -> hidden', 'hidden -> mean', 'hidden -> spread', 'mean -> it.mean', 'spread -> it.logVariance', 'it -> output'],
)
graph(
  'residual block',
  [4, 4, 3],
  [
    node('conv:conv-2d', { filters: 3 }, 'Conv 1'),
    node('norm:batch-normalisation'),
    node('act:activation'),
    node('again:conv-2d', { filters: 3, ...linear }, 'Conv 2'),
    node('it:add'),
    node('out:activation', { kind: 'silu' }),
  ],
  ['input -> conv', 'conv -> norm', 'norm -> act', 'act -> again', 'again -> it.first', 'input -> it.second', 'it -> out', 'out -> output'],
)
const bypassed = chain([node('input'), node('a:dense', { units: 4 }), node('it:dropout'), node('b:dense', { units: 3 }), node('output')])
cases.push({ name: 'a bypassed layer', layer: 'dropout', inputShape: [5], network: networkSchema.parse({ ...bypassed, nodes: bypassed.nodes.map((each) => (each.id === 'it' ? { ...each, bypassed: true } : each)) }) })

cases[0] = { name: 'input alone', layer: 'input', inputShape: [5], network: chain([node('input'), node('output')]) }
cases[1] = { ...(cases[1] as SmallNetwork), layer: 'output' }

export const smallNetworks: readonly SmallNetwork[] = cases
