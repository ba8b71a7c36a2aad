// The rules of networks, by their numbers in src-shared/graph/SPEC.md.
import { describe, expect, test } from 'vitest'
import { analyseNetwork, type NetworkAnalysis } from '@shared/graph/analyse-network'
import { applyEdits } from '@shared/graph/apply-edit'
import type { NetworkDocument, NodeId } from '@shared/graph/network'
import { boringExperiment, chain, network, node } from './build-network'

function summary(analysis: NetworkAnalysis) {
  return {
    outputs: Object.fromEntries([...analysis.nodes].map(([id, each]) => [id, each.output?.join('×') ?? '?'])),
    stale: [...analysis.nodes].filter(([, each]) => each.stale).map(([id]) => id),
    problems: analysis.problems.map((problem) => `${problem.severity} ${problem.code} ${problem.place.node ?? problem.place.wire ?? '-'}`),
    wires: [...analysis.wires.values()].map((wire) => `${wire.shape?.join('×') ?? '?'} ${wire.state}`),
  }
}

function nodeOf(analysis: NetworkAnalysis, id: string) {
  const found = analysis.nodes.get(id as NodeId)
  if (found === undefined) throw new Error(`no node ${id}`)
  return found
}

/** Presses the button of a ready-made fix. */
function mended(document: NetworkDocument, label: string, inputShape: readonly number[]): NetworkAnalysis {
  const fix = analyseNetwork(document, inputShape)
    .problems.flatMap((problem) => problem.fixes ?? [])
    .find((each) => each.label === label)
  if (fix === undefined) throw new Error(`no fix '${label}'`)
  const experiment = applyEdits(boringExperiment({ networks: [document] }), fix.edits)
  const changed = experiment.networks[0]
  if (changed === undefined) throw new Error('the network is gone')
  return analyseNetwork(changed, inputShape)
}

const encoder = chain([
  node('input'),
  node('conv_1:conv-2d', { filters: 32, stride: [2, 2] }),
  node('conv_2:conv-2d', { filters: 64, stride: [2, 2] }),
  node('flatten'),
  node('dense', { units: 128 }),
  node('output'),
])

describe('a sound network', () => {
  test('has the shapes, counts and multiply-adds of the mock-up', () => {
    const analysis = analyseNetwork(encoder, [28, 28, 1])
    expect(summary(analysis)).toEqual({
      outputs: { input: '28×28×1', conv_1: '14×14×32', conv_2: '7×7×64', flatten: '3136', dense: '128', output: '128' },
      stale: [],
      problems: [],
      wires: ['28×28×1 ok', '14×14×32 ok', '7×7×64 ok', '3136 ok', '128 ok'],
    })
    expect([...analysis.nodes.values()].map((each) => each.parameterCount)).toEqual([0, 320, 18_496, 0, 401_536, 0])
    expect(nodeOf(analysis, 'conv_2').multiplyAdds).toBe(903_168)
    expect(analysis.totals).toEqual({ parameters: 420_352, multiplyAdds: 56_448 + 903_168 + 401_408, activations: 784 + 6272 + 3136 + 3136 + 128 + 128 })
    expect([analysis.inputShape, analysis.outputShape, analysis.exposed]).toEqual([[28, 28, 1], [128], { preActivation: [128] }])
  })

  test('is analysed once as long as neither it nor its input shape changes', () => {
    const first = analyseNetwork(encoder, [28, 28, 1])
    expect(analyseNetwork(encoder, [28, 28, 1])).toBe(first)
    expect(analyseNetwork(encoder, [14, 14, 1])).not.toBe(first)
    expect(nodeOf(analyseNetwork(encoder, [14, 14, 1]), 'flatten').output).toEqual([4 * 4 * 64])
  })

  test('lists nodes in data-flow order whatever their order in the document', () => {
    const shuffled = { ...encoder, nodes: encoder.nodes.toReversed(), wires: encoder.wires.toReversed() }
    expect(analyseNetwork(shuffled, [28, 28, 1]).order).toEqual(['input', 'conv_1', 'conv_2', 'flatten', 'dense', 'output'])
  })
})

describe('N1 ids', () => {
  test('of two nodes with one id the first holds and the second is reported', () => {
    const document = { ...encoder, nodes: [...encoder.nodes, ...encoder.nodes.slice(4, 5)] }
    expect(summary(analyseNetwork(document, [28, 28, 1])).problems).toEqual(['error duplicate-id dense'])
  })
})

describe('N2 and N3 wires', () => {
  test('a wire to a node that is not there is reported and can be removed', () => {
    const document = network([node('input'), node('output')], ['input -> output', 'ghost -> output'])
    expect(summary(analyseNetwork(document, [2])).problems).toEqual(['error wire-without-node output'])
    expect(mended(document, 'Remove the wire', [2]).problems).toEqual([])
  })

  test('a wire to a port that is not there names the ports that are', () => {
    const document = network(
      [node('input'), node('sample:gaussian-latent'), node('output')],
      ['input -> sample.mean', 'input -> sample.logVariance', 'input -> sample.variance', 'sample -> output'],
    )
    const [problem] = analyseNetwork(document, [2]).problems
    expect(problem).toMatchObject({
      code: 'wire-without-port',
      place: { network: 'net', wire: 'w3', node: 'sample' },
      title: 'Sample z has no input port called variance',
      expected: 'one of its ports: mean, logVariance',
    })
  })

  test('a second wire at an input port is reported, and the first one holds', () => {
    const document = network([node('input'), node('dense', { units: 3 }), node('output')], ['input -> dense', 'dense -> output', 'input -> output'])
    const analysis = analyseNetwork(document, [2])
    expect(summary(analysis)).toMatchObject({ problems: ['error port-taken output'], wires: ['2 ok', '3 ok', '2 bad'] })
    expect(analysis.outputShape).toEqual([3])
  })
})

describe('N4 loops', () => {
  const looped = network(
    [node('input'), node('a:dense'), node('b:activation'), node('c:dropout'), node('output')],
    ['a -> b', 'b -> c', 'c -> a', 'c -> output'],
  )

  test('a loop is one problem that names its nodes, and its nodes are stale', () => {
    const analysis = analyseNetwork(looped, [2])
    const cycle = analysis.problems.find((problem) => problem.code === 'cycle')
    expect(cycle).toMatchObject({
      title: 'Dense, Activation and Dropout form a loop',
      got: 'a loop of 3 nodes',
      fix: 'remove the wire from Dropout to Dense',
      place: { node: 'a', wire: 'w3' },
    })
    expect(summary(analysis)).toMatchObject({ stale: ['a', 'b', 'c', 'output'], wires: ['? bad', '? bad', '? bad', '? unknown'] })
    expect(mended(looped, 'Remove the wire', [2]).problems.map((problem) => problem.code)).not.toContain('cycle')
  })

  test('a node that feeds itself is a loop of one', () => {
    const document = network([node('input'), node('a:activation'), node('output')], ['a -> a', 'a -> output'])
    expect(analyseNetwork(document, [2]).problems.find((problem) => problem.code === 'cycle')?.title).toBe('Activation feeds itself')
  })

  test('nodes after a loop are not said to be in it', () => {
    const document = network(
      [node('input'), node('a:activation'), node('b:activation'), node('after:dense'), node('output')],
      ['a -> b', 'b -> a', 'b -> after', 'after -> output'],
    )
    expect(analyseNetwork(document, [2]).problems.filter((problem) => problem.severity === 'error')).toHaveLength(1)
  })

  test('a loop through thousands of nodes is named whole', () => {
    const many = Array.from({ length: 1900 }, (_unused, index) => node(`n${index}:activation`))
    const wires = many.map((each, index) => `${each.id} -> n${(index + 1) % many.length}`)
    const document = network([node('input'), node('output'), ...many], ['input -> output', ...wires])
    const [cycle] = analyseNetwork(document, [2]).problems.filter((problem) => problem.code === 'cycle')
    expect(cycle).toMatchObject({ severity: 'warning', got: 'a loop of 1900 nodes' })
  })
})

describe('N5 to N7 ends, ports and unused nodes', () => {
  test('a network without input or output says so', () => {
    expect(summary(analyseNetwork(network([], []), null)).problems).toEqual(['error no-input -', 'error no-output -'])
  })

  test('a second output is reported on the second one and can be removed', () => {
    const document = network([node('input'), node('output'), node('other:output')], ['input -> output', 'input -> other'])
    expect(summary(analyseNetwork(document, [2])).problems).toEqual(['error second-output other'])
    expect(mended(document, 'Remove it', [2]).problems).toEqual([])
  })

  test('an unwired port is reported on its node, and the only loose output is offered', () => {
    const document = network([node('input'), node('dense'), node('output')], ['dense -> output'])
    const analysis = analyseNetwork(document, [2])
    expect(summary(analysis)).toMatchObject({ problems: ['warning dangling-node input', 'error input-unwired dense'], stale: ['output'] })
    expect(mended(document, 'Connect Input', [2]).problems).toEqual([])
  })

  test('an output that the node itself feeds is not offered, since that would close a loop', () => {
    const document = network([node('input'), node('a:dense'), node('b:dense'), node('output')], ['a -> output', 'a -> b'])
    const problem = analyseNetwork(document, [2]).problems.find((each) => each.code === 'input-unwired')
    expect(problem).toMatchObject({ place: { node: 'a' }, fix: 'draw a wire to it from Input' })
  })

  test('what does not reach the output warns at its end alone and counts for nothing', () => {
    const document = network(
      [node('input'), node('output'), node('lost:dense', { units: 9 }), node('lone:dense')],
      ['input -> output', 'input -> lost'],
    )
    const analysis = analyseNetwork(document, [2])
    expect(summary(analysis).problems).toEqual(['warning dangling-node lone', 'warning dangling-node lost'])
    expect([analysis.totals.parameters, analysis.order]).toEqual([0, ['input', 'output']])
  })
})

describe('N8 and N9 layers and parameters', () => {
  test('an unknown layer stays, is named, and hides what follows without a second error', () => {
    const document = chain([node('input'), node('attention', { heads: 4 }), node('dense'), node('output')])
    const analysis = analyseNetwork(document, [8])
    expect(summary(analysis)).toMatchObject({ problems: ['error layer-unknown attention'], stale: ['dense', 'output'], wires: ['8 ok', '? unknown', '? unknown'] })
    expect(analysis.problems[0]?.title).toBe('This studio has no layer called attention')
    expect(analysis.network.nodes[1]?.parameters).toEqual({ heads: 4 })
  })

  test.each([
    ['dense', { units: 0 }, 'Dense: Units cannot be 0', 'a whole number from 1 to 1,000,000', 'Use 1'],
    ['dense', { units: 2.5 }, 'Dense: Units cannot be 2.5', 'a whole number from 1 to 1,000,000', 'Use 3'],
    ['dense', { units: 'many' }, 'Dense: Units cannot be "many"', 'a whole number from 1 to 1,000,000', 'Use the default, 128'],
    ['dense', { activation: 'relo' }, 'Dense: Activation cannot be "relo"', 'one of linear, relu, leaky-relu, elu, selu, gelu, silu, tanh, sigmoid, softplus, softmax, hard-sigmoid, hard-silu, hard-tanh', 'Use the default, relu'],
    ['dropout', { rate: 1 }, 'Dropout: Rate cannot be 1', 'a number from 0 to 0.95', 'Use 0.95'],
  ])('%s with %j is refused in words', (type, parameters, title, expected, label) => {
    const document = chain([node('input'), node(type, parameters), node('output')])
    const analysis = analyseNetwork(document, [4])
    expect(analysis.problems).toHaveLength(1)
    expect(analysis.problems[0]).toMatchObject({ code: 'parameter-invalid', title, expected, place: { network: 'net', node: type } })
    expect(summary(analysis).stale).toEqual(['output'])
    expect(mended(document, label, [4]).problems).toEqual([])
  })

  test('a parameter the layer does not know only warns, and says what may have been meant', () => {
    const document = chain([node('input'), node('dense', { unitz: 3 }), node('output')])
    expect(analyseNetwork(document, [4]).problems).toMatchObject([{ code: 'parameter-unknown', severity: 'warning', fix: 'remove unitz, or write units if that was meant' }])
  })
})

test('N10: two layers that expose one name are reported on the second', () => {
  const document = network(
    [node('input'), node('a:gaussian-latent'), node('b:gaussian-latent'), node('output')],
    ['input -> a.mean', 'input -> a.logVariance', 'a -> b.mean', 'a -> b.logVariance', 'b -> output'],
  )
  expect(analyseNetwork(document, [2]).problems).toMatchObject([{ code: 'exposed-twice', place: { node: 'b' }, got: 'Sample z and Sample z' }])
})

describe('N11 shape rules', () => {
  const decoder = chain([
    node('input'),
    node('dense', { units: 1568 }),
    node('reshape', { target: [7, 7, 64] }),
    node('up_1:conv-2d-transpose', { filters: 32 }, 'up_1'),
    node('output'),
  ])

  test('the mock-up: Reshape after a Dense that is too small', () => {
    const analysis = analyseNetwork(decoder, [16])
    const [problem, ...others] = analysis.problems
    expect(others).toEqual([])
    expect(problem).toEqual({
      code: 'reshape-size',
      severity: 'error',
      place: { network: 'net', node: 'reshape', path: 'parameters.target' },
      title: 'Reshape cannot fill 7 × 7 × 64',
      expected: '3,136 values, 7 · 7 · 64',
      got: '1,568 from Dense',
      fix: 'have Dense give 3,136 values, or reshape to 7 × 7 × 32',
      fixes: [
        { label: 'Set 3,136 units', edits: [{ kind: 'set-parameters', network: 'net', node: 'dense', parameters: { units: 3136 } }] },
        { label: 'Use 7 × 7 × 32', edits: [{ kind: 'set-parameters', network: 'net', node: 'reshape', parameters: { target: [7, 7, 32] } }] },
      ],
    })
  })

  test('F1 to F3: what follows keeps its intended shapes, stale and without errors of its own', () => {
    expect(summary(analyseNetwork(decoder, [16]))).toMatchObject({
      outputs: { reshape: '7×7×64', up_1: '14×14×32', output: '14×14×32' },
      stale: ['up_1', 'output'],
      wires: ['16 ok', '1568 bad', '7×7×64 unknown', '14×14×32 unknown'],
    })
    expect(analyseNetwork(decoder, [16]).order).toEqual(['input', 'dense'])
  })

  test.each(['Set 3,136 units', 'Use 7 × 7 × 32'])('F5: the fix "%s" mends it', (label) => {
    expect(mended(decoder, label, [16]).problems).toEqual([])
  })

  test('a fix is found past layers that keep shapes', () => {
    const document = chain([node('input'), node('dense', { units: 10 }), node('dropout'), node('batch-normalisation'), node('reshape', { target: [4, 4, 1] }), node('output')])
    expect(mended(document, 'Set 16 units', [3]).outputShape).toEqual([4, 4, 1])
  })

  test.each([
    ['dense', [7, 7, 64], 'Insert Flatten', 'put Flatten before it', '128'],
    ['conv-2d', [3136], 'Insert Reshape to 56 × 56 × 1', 'put Reshape to 56 × 56 × 1 before it', '56×56×32'],
  ])('%s after the wrong kind of shape offers the layer that is missing', (type, shape, label, fix, output) => {
    const document = chain([node('input'), node(type), node('output')])
    const [problem] = analyseNetwork(document, shape).problems
    expect(problem?.fix).toBe(fix)
    const after = mended(document, label, shape)
    expect([after.problems, after.outputShape?.join('×')]).toEqual([[], output])
  })

  test('a mean and a log-variance of different sizes offer either size, by name', () => {
    const document = network(
      [node('input'), node('mean:dense', { units: 8 }, 'Mean μ'), node('spread:dense', { units: 4 }, 'ln σ²'), node('sample:gaussian-latent'), node('output')],
      ['input -> mean', 'input -> spread', 'mean -> sample.mean', 'spread -> sample.logVariance', 'sample -> output'],
    )
    const [problem] = analyseNetwork(document, [2]).problems
    expect(problem?.fixes?.map((fix) => fix.label)).toEqual(['Set 8 units in ln σ²', 'Set 4 units in Mean μ'])
    const after = mended(document, 'Set 4 units in Mean μ', [2])
    expect([after.problems, after.exposed]).toEqual([[], { mean: [4], logVariance: [4], preActivation: [4] }])
  })

  test('a kernel larger than a valid image offers same padding', () => {
    const document = chain([node('input'), node('conv-2d', { kernel: [5, 5], padding: 'valid' }), node('output')])
    expect(analyseNetwork(document, [3, 3, 1]).problems[0]?.title).toBe("Conv2D's 5 × 5 kernel does not fit into 3 × 3")
    expect(mended(document, 'Use same padding', [3, 3, 1]).outputShape).toEqual([3, 3, 32])
  })

  test('F4: a setting at fault after another fault is still shown', () => {
    const document = chain([node('input'), node('reshape', { target: [5] }), node('dense', { units: -1 }), node('output')])
    expect(summary(analyseNetwork(document, [4])).problems).toEqual(['error reshape-size reshape', 'error parameter-invalid dense'])
  })
})

test('N12: a layer of more than 2^31 - 1 values is refused by name', () => {
  const document = chain([node('input'), node('dense', { units: 1_000_000 }), node('wide:dense', { units: 1_000_000 }, 'Wide'), node('output')])
  const [problem] = analyseNetwork(document, [2]).problems
  expect(problem).toMatchObject({ code: 'too-large', title: 'Wide is too large', got: '1000000 × 1000000, 1,000,000,000,000 values' })
})

test('E8: without an input shape nothing is known and nothing is said of it', () => {
  const analysis = analyseNetwork(encoder, null)
  expect(summary(analysis)).toMatchObject({ problems: [], stale: ['input', 'conv_1', 'conv_2', 'flatten', 'dense', 'output'] })
  expect(analysis.outputShape).toBeNull()
})

test('a keystroke in a network of 400 layers analyses the layer and the one it feeds, and no other', () => {
  const layers = Array.from({ length: 400 }, (_unused, index) => node(`d${index}:dense`, { units: 64 }))
  const document = chain([node('input'), ...layers, node('output')])
  const before = analyseNetwork(document, [64])
  const changed = { ...document, nodes: document.nodes.map((each) => (each.id === 'd7' ? { ...each, parameters: { units: 65 } } : each)) }
  const after = analyseNetwork(changed, [64])
  expect([after.problems, nodeOf(after, 'd8').parameterCount]).toEqual([[], 65 * 64 + 64])
  expect(after.order.filter((id) => after.nodes.get(id) !== before.nodes.get(id))).toEqual(['d7', 'd8'])
})
