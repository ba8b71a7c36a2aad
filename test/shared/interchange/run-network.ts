// Runs an imported network on tfjs's plain JavaScript backend, and knows the models that scripts/parity/imports.py made.
import { readFileSync } from 'node:fs'
import { analyseNetwork } from '@shared/graph/analyse-network'
import { forwardNetwork } from '@shared/graph/forward-network'
import { networkWeights } from '@shared/graph/network-weights'
import { permuteAxes } from '@shared/interchange/permute-array'
import type { ReadNetwork } from '@shared/interchange/read-network'
import { plainTf, type PlainTensor } from '../layers/run-layer'

export const MODELS = 'test/shared/interchange/models'

interface Answer {
  readonly input: PlainTensor
  readonly output: PlainTensor
}

export const answers = JSON.parse(readFileSync(`${MODELS}/answers.json`, 'utf8')) as Readonly<Record<string, Answer>>

export function answerOf(file: string): Answer {
  const found = answers[file]
  if (found === undefined) throw new Error(`no answer for ${file}`)
  return found
}

/** Channels first to channels last, where there are any. */
export function channelsLast({ shape, data }: PlainTensor): PlainTensor {
  if (shape.length !== 4 && shape.length !== 3) return { shape, data }
  const turned = permuteAxes({ shape, data: Float32Array.from(data) }, [0, ...shape.map((_, axis) => axis).slice(2), 1])
  return { shape: turned.shape, data: [...turned.data] }
}

/** @throws Error where the network cannot be run or a weight is missing. */
export async function runNetwork({ network, weights }: Pick<ReadNetwork, 'network' | 'weights'>, input: PlainTensor): Promise<PlainTensor> {
  const tf = await plainTf()
  const analysis = analyseNetwork(network, input.shape.slice(1))
  const errors = analysis.problems.filter((problem) => problem.severity === 'error')
  if (errors[0] !== undefined) throw new Error(`${errors[0].title}: expected ${errors[0].expected}, got ${errors[0].got}`)
  const missing = networkWeights(analysis).filter(({ fullName }) => weights[fullName.slice(network.id.length + 1)] === undefined)
  if (missing.length > 0) throw new Error(`no weights for ${missing.map(({ fullName }) => fullName).join(', ')}`)
  const { output } = forwardNetwork({
    tf,
    analysis,
    input: tf.tensor([...input.data], [...input.shape], 'float32'),
    weight(fullName) {
      const found = weights[fullName.slice(network.id.length + 1)]
      if (found === undefined) throw new Error(`no ${fullName}`)
      return tf.tensor(found.data, [...found.shape], 'float32')
    },
    update: () => {},
    training: false,
    random: {
      normal: (_stream, shape) => tf.zeros([...shape]),
      uniform: (_stream, shape) => tf.zeros([...shape]),
    },
  })
  return { shape: output.shape, data: [...output.dataSync()] }
}

/** The largest difference, as a share of the largest value (or of 1). */
export function difference(got: PlainTensor, wanted: PlainTensor): number {
  if (got.shape.join() !== wanted.shape.join()) return Infinity
  const scale = Math.max(1, ...wanted.data.map(Math.abs))
  return Math.max(0, ...wanted.data.map((value, index) => Math.abs(value - (got.data[index] ?? Number.NaN)) / scale))
}
