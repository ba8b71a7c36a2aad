// Running an analysed network: order, names of weights and streams, what is exposed and updated, and gradients.
import { describe, expect, test } from 'vitest'
import { analyseNetwork } from '@shared/graph/analyse-network'
import { forwardNetwork } from '@shared/graph/forward-network'
import { networkWeights } from '@shared/graph/network-weights'
import type { RandomSource } from '@shared/layers/layer-definition'
import type { Tensor } from '@shared/tensors/tf'
import { plainTf } from '../layers/run-layer'
import { chain, network, node } from './build-network'

const tf = await plainTf()

/** Halves everywhere; notes who asked. */
function halves(asked: string[]): RandomSource {
  const give = (kind: string) => (stream: string, shape: readonly number[]) => {
    asked.push(`${kind} ${stream} ${shape.join('×')}`)
    return tf.fill([...shape], 0.5)
  }
  return { normal: give('normal'), uniform: give('uniform') }
}

const variational = network(
  [
    node('input'),
    node('flatten'),
    node('hidden:dense', { units: 3, activation: 'tanh' }),
    node('mean:dense', { units: 2, activation: 'linear' }),
    node('spread:dense', { units: 2, activation: 'linear' }),
    node('sample:gaussian-latent'),
    node('output'),
    node('unused:dense', { units: 5 }),
  ],
  ['input -> flatten', 'flatten -> hidden', 'hidden -> mean', 'hidden -> spread', 'mean -> sample.mean', 'spread -> sample.logVariance', 'sample -> output', 'hidden -> unused'],
  'q',
)

describe('forwardNetwork', () => {
  const analysis = analyseNetwork(variational, [2, 2, 1])
  const weights = new Map(
    networkWeights(analysis).map(({ fullName, definition }, index) => [fullName, tf.fill([...definition.shape], 0.1 * (index + 1))]),
  )
  const weight = (name: string): Tensor => {
    const found = weights.get(name)
    if (found === undefined) throw new Error(`no weight ${name}`)
    return found
  }

  test('asks for weights by their full names, for no unused node, and gives what is exposed', () => {
    const asked: string[] = []
    const random: string[] = []
    const { output, exposed } = forwardNetwork({
      tf,
      analysis,
      input: tf.ones([3, 2, 2, 1]),
      weight(name) {
        asked.push(name)
        return weight(name)
      },
      update: () => expect.unreachable('nothing is to be updated'),
      training: true,
      random: halves(random),
    })
    expect(asked).toEqual(['q/hidden/kernel', 'q/hidden/bias', 'q/mean/kernel', 'q/mean/bias', 'q/spread/kernel', 'q/spread/bias'])
    expect([...weights.keys()]).toEqual(asked)
    expect(random).toEqual(['normal q/sample 3×2'])
    expect([output.shape, Object.keys(exposed)]).toEqual([[3, 2], ['mean', 'logVariance', 'preActivation']])
    const hidden = Math.tanh(4 * 0.1 + 0.2)
    const mean = 3 * hidden * 0.3 + 0.4
    const logVariance = 3 * hidden * 0.5 + 0.6
    for (const value of output.dataSync()) expect(value).toBeCloseTo(mean + Math.exp(logVariance / 2) * 0.5, 5)
  })

  test('gradients reach every weight it uses, mean and log-variance alike', () => {
    const names = [...weights.keys()]
    const loss = (...values: Tensor[]): Tensor =>
      tf.sum(
        forwardNetwork({
          tf,
          analysis,
          input: tf.ones([1, 2, 2, 1]),
          weight: (name) => values[names.indexOf(name)] ?? weight(name),
          update: () => undefined,
          training: true,
          random: halves([]),
        }).output,
      )
    const gradients = tf.grads(loss)([...weights.values()])
    expect(gradients.map((gradient) => tf.sum(tf.abs(gradient)).dataSync()[0] ?? 0).every((size) => size > 0)).toBe(true)
  })

  test('moving averages are updated while training and only then, by full name', () => {
    const normalised = analyseNetwork(chain([node('input'), node('norm:batch-normalisation'), node('output')], 'p'), [2])
    const updated = (training: boolean): string[] => {
      const names: string[] = []
      forwardNetwork({
        tf,
        analysis: normalised,
        input: tf.ones([4, 2]),
        weight: () => tf.ones([2]),
        update: (name) => names.push(name),
        training,
        random: halves([]),
      })
      return names
    }
    expect([updated(true), updated(false)]).toEqual([['p/norm/movingMean', 'p/norm/movingVariance'], []])
    expect(networkWeights(normalised).map(({ fullName, definition }) => `${fullName} ${definition.trainable}`)).toEqual([
      'p/norm/gamma true',
      'p/norm/beta true',
      'p/norm/movingMean false',
      'p/norm/movingVariance false',
    ])
  })

  test('a network with a fault is not run', () => {
    const faulty = analyseNetwork(chain([node('input'), node('reshape', { target: [9] }), node('output')]), [4])
    const run = (): unknown => forwardNetwork({ tf, analysis: faulty, input: tf.ones([1, 4]), weight, update: () => undefined, training: false, random: halves([]) })
    expect(run).toThrow("The network 'Net' cannot be run: Reshape cannot fill 9")
  })
})
