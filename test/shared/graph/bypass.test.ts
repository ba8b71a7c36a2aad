// Rule N13: a bypassed node gives what enters it, in analysis and in a forward pass alike.
import { describe, expect, test } from 'vitest'
import { analyseNetwork } from '@shared/graph/analyse-network'
import { applyEdits } from '@shared/graph/apply-edit'
import { forwardNetwork } from '@shared/graph/forward-network'
import { networkWeights } from '@shared/graph/network-weights'
import type { NetworkDocument, NodeId } from '@shared/graph/network'
import type { Tensor } from '@shared/tensors/tf'
import { plainTf } from '../layers/run-layer'
import { boringExperiment, chain, network, node } from './build-network'

const tf = await plainTf()

function bypass(document: NetworkDocument, ...ids: string[]): NetworkDocument {
  return { ...document, nodes: document.nodes.map((each) => (ids.includes(each.id) ? { ...each, bypassed: true as const } : each)) }
}

function run(document: NetworkDocument, input: Tensor): number[] {
  const analysis = analyseNetwork(document, input.shape.slice(1))
  const shapes = new Map(networkWeights(analysis).map(({ fullName, definition }) => [fullName, definition.shape]))
  const noise = () => {
    throw new Error('nothing random is left')
  }
  const { output } = forwardNetwork({
    tf,
    analysis,
    input,
    weight: (name) => tf.fill([...(shapes.get(name) ?? [])], 0.5),
    update: () => undefined,
    training: true,
    random: { normal: noise, uniform: noise },
  })
  return [...output.dataSync()]
}

const mlp = chain([node('input'), node('hidden:dense', { units: 6, activation: 'relu' }), node('drop:dropout', { rate: 0.5 }), node('code:dense', { units: 2, activation: 'linear' }), node('output')])

describe('N13 bypass', () => {
  test('a bypassed layer has no weights, costs nothing, and passes its shape and values on', () => {
    const whole = analyseNetwork(mlp, [3])
    const without = analyseNetwork(bypass(mlp, 'hidden', 'drop'), [3])
    expect([whole.totals.parameters, without.totals.parameters, without.problems]).toEqual([3 * 6 + 6 + 6 * 2 + 2, 3 * 2 + 2, []])
    expect(networkWeights(without).map(({ fullName }) => fullName)).toEqual(['net/code/kernel', 'net/code/bias'])
    expect(without.nodes.get('hidden' as NodeId)).toMatchObject({ output: [3], parameterCount: 0, multiplyAdds: 0, fault: 'none' })
    // (1 + 2 + 3) · 0.5 + 0.5 at both units.
    expect(run(bypass(mlp, 'hidden', 'drop'), tf.tensor2d([[1, 2, 3]]))).toEqual([3.5, 3.5])
  })

  test('what does not fit after it is refused by the node that gets it, which offers to switch the layer on again', () => {
    const shaped = bypass(chain([node('input'), node('wide:dense', { units: 12 }, 'Wide'), node('image:reshape', { target: [2, 2, 3] }), node('output')]), 'wide')
    const analysis = analyseNetwork(shaped, [5])
    const [problem] = analysis.problems
    expect([analysis.problems.length, problem?.place.node, problem?.code, problem?.got]).toEqual([1, 'image', 'reshape-size', expect.stringContaining('5')])
    const fix = problem?.fixes?.find((each) => each.label === 'Switch Wide on')
    expect(fix).toBeDefined()
    const mended = applyEdits(boringExperiment({ networks: [shaped] }), fix?.edits ?? []).networks[0] ?? shaped
    expect([analyseNetwork(mended, [5]).problems, mended.nodes[1]?.bypassed]).toEqual([[], undefined])
  })

  test('of several ports the first that is wired passes, and what enters at the others takes no part', () => {
    const sampled = network(
      [node('input'), node('mean:dense', { units: 2, activation: 'linear' }), node('spread:dense', { units: 2 }), node('sample:gaussian-latent'), node('output')],
      ['input -> mean', 'input -> spread', 'mean -> sample.mean', 'spread -> sample.logVariance', 'sample -> output'],
    )
    const analysis = analyseNetwork(bypass(sampled, 'sample'), [3])
    expect([analysis.problems, analysis.exposed, analysis.order]).toEqual([[], { preActivation: [2] }, ['input', 'mean', 'sample', 'output']])
    expect(analysis.nodes.get('spread' as NodeId)?.used).toBe(false)
    expect(run(bypass(sampled, 'sample'), tf.tensor2d([[1, 1, 0]]))).toEqual([1.5, 1.5])
  })

  test('settings that do not fit wait while the layer is bypassed, and a faulty branch that is not read is no fault', () => {
    const faulty = chain([node('input'), node('dense', { units: -4 }), node('output')])
    expect(analyseNetwork(faulty, [3]).problems.map((problem) => problem.code)).toEqual(['parameter-invalid'])
    expect(analyseNetwork(bypass(faulty, 'dense'), [3])).toMatchObject({ problems: [], outputShape: [3] })
  })

  test('an input, an output, or a bypassed layer that nothing enters is refused in words', () => {
    const [first, second] = analyseNetwork(bypass(chain([node('input'), node('dense'), node('output')]), 'input', 'output'), [3]).problems
    expect([first?.code, first?.place.node, first?.got]).toEqual(['bypass-impossible', 'input', 'nothing enters it'])
    expect([second?.code, second?.place.node, second?.got]).toEqual(['bypass-impossible', 'output', 'nothing leaves it'])
    const unwired = analyseNetwork(bypass(network([node('input'), node('sample:gaussian-latent'), node('output')], ['sample -> output']), 'sample'), [3])
    expect(unwired.problems.filter((problem) => problem.place.node === 'sample').map((problem) => problem.code)).toEqual(['input-unwired'])
  })
})
