// Optimizers against sequences worked out by hand in double precision, by the formulas their help shows (PyTorch's forms).
import { beforeAll, describe, expect, test } from 'vitest'
import { optimizerCatalogue, findOptimizer } from '@shared/optimizers/catalogue'
import type { Tensor, Tf } from '@shared/tensors/tf'
import { javascriptTf } from '../../main/engines/javascript-tf'

let tf: Tf
beforeAll(async () => {
  tf = await javascriptTf()
})

/** Minimises Σ wᵢ² · scaleᵢ / 2 from w = [1, −2], whose gradient is scale · w; gives w after each step. */
function sequence(id: string, settings: Record<string, unknown>, steps: number): number[][] {
  const optimizer = findOptimizer(id)
  if (optimizer === undefined) throw new Error(`no ${id}`)
  const parameters = optimizer.parameters.parse(settings)
  const learningRate = tf.scalar(Number(parameters['learningRate']))
  let weight: Tensor = tf.tensor1d([1, -2])
  let slots: Record<string, Tensor> = Object.fromEntries(optimizer.slots(parameters).map((slot) => [slot, tf.zeros([2])]))
  const seen: number[][] = []
  for (let step = 1; step <= steps; step += 1) {
    const gradient = tf.mul(weight, tf.tensor1d([3, 0.5]))
    const next = optimizer.update({ tf, parameters, learningRate, step: tf.scalar(step), weight, gradient, slots })
    weight = next.weight
    slots = { ...next.slots }
    seen.push(Array.from(weight.dataSync()))
  }
  return seen
}

function byHand(steps: number, update: (weight: number, gradient: number, step: number, memory: number[]) => number): number[][] {
  const scale = [3, 0.5]
  const weights = [1, -2]
  const memories = [[0, 0, 0], [0, 0, 0]]
  return Array.from({ length: steps }, (_, index) => {
    weights.forEach((weight, at) => {
      weights[at] = update(weight, weight * (scale[at] ?? 0), index + 1, memories[at] ?? [])
    })
    return [...weights]
  })
}

function expectClose(found: number[][], expected: number[][]): void {
  expect(found.length).toBe(expected.length)
  found.forEach((row, step) => row.forEach((value, at) => expect(value).toBeCloseTo(expected[step]?.[at] ?? Number.NaN, 5)))
}

describe('optimizers', () => {
  test('Adam corrects the bias of both running means', () => {
    const expected = byHand(20, (weight, gradient, step, memory) => {
      memory[0] = 0.8 * (memory[0] ?? 0) + 0.2 * gradient
      memory[1] = 0.95 * (memory[1] ?? 0) + 0.05 * gradient ** 2
      return weight - (0.05 * (memory[0] / (1 - 0.8 ** step))) / (Math.sqrt(memory[1] / (1 - 0.95 ** step)) + 1e-3)
    })
    expectClose(sequence('adam', { learningRate: 0.05, beta1: 0.8, beta2: 0.95, epsilon: 1e-3 }, 20), expected)
  })

  test('Adam’s first step is one learning rate long against the gradient’s sign', () => {
    const [first] = sequence('adam', { learningRate: 0.01 }, 1)
    expect(first?.[0]).toBeCloseTo(0.99, 5)
    expect(first?.[1]).toBeCloseTo(-1.99, 5)
  })

  test('SGD, with momentum and with Nesterov’s look ahead', () => {
    expectClose(sequence('sgd', { learningRate: 0.1 }, 15), byHand(15, (weight, gradient) => weight - 0.1 * gradient))
    const momentum = byHand(15, (weight, gradient, _step, memory) => {
      memory[0] = 0.9 * (memory[0] ?? 0) + gradient
      return weight - 0.1 * memory[0]
    })
    expectClose(sequence('sgd', { learningRate: 0.1, momentum: 0.9 }, 15), momentum)
    const nesterov = byHand(15, (weight, gradient, _step, memory) => {
      memory[0] = 0.9 * (memory[0] ?? 0) + gradient
      return weight - 0.1 * (gradient + 0.9 * memory[0])
    })
    expectClose(sequence('sgd', { learningRate: 0.1, momentum: 0.9, nesterov: true }, 15), nesterov)
  })

  test('AdamW shrinks weights beside the gradient step, by the learning rate times the decay', () => {
    const expected = byHand(20, (weight, gradient, step, memory) => {
      memory[0] = 0.9 * (memory[0] ?? 0) + 0.1 * gradient
      memory[1] = 0.95 * (memory[1] ?? 0) + 0.05 * gradient ** 2
      return weight * (1 - 0.05 * 0.2) - (0.05 * (memory[0] / (1 - 0.9 ** step))) / (Math.sqrt(memory[1] / (1 - 0.95 ** step)) + 1e-8)
    })
    expectClose(sequence('adamw', { learningRate: 0.05, beta2: 0.95, weightDecay: 0.2 }, 20), expected)
    expectClose(sequence('adamw', { learningRate: 0.05, weightDecay: 0 }, 10), sequence('adam', { learningRate: 0.05 }, 10))
  })

  test('RMSProp, plain, centred and with momentum, with ε outside the root', () => {
    const plain = byHand(20, (weight, gradient, _step, memory) => {
      memory[0] = 0.9 * (memory[0] ?? 0) + 0.1 * gradient ** 2
      return weight - (0.02 * gradient) / (Math.sqrt(memory[0]) + 1e-3)
    })
    expectClose(sequence('rmsprop', { learningRate: 0.02, decay: 0.9, epsilon: 1e-3 }, 20), plain)
    const whole = byHand(20, (weight, gradient, _step, memory) => {
      memory[0] = 0.9 * (memory[0] ?? 0) + 0.1 * gradient ** 2
      memory[1] = 0.9 * (memory[1] ?? 0) + 0.1 * gradient
      memory[2] = 0.5 * (memory[2] ?? 0) + gradient / (Math.sqrt(memory[0] - memory[1] ** 2) + 1e-3)
      return weight - 0.02 * memory[2]
    })
    expectClose(sequence('rmsprop', { learningRate: 0.02, decay: 0.9, epsilon: 1e-3, momentum: 0.5, centred: true }, 20), whole)
  })

  test('every optimizer finds the bottom of a bowl', () => {
    const settings: Record<string, Record<string, unknown>> = { adam: { learningRate: 0.05 }, adamw: { learningRate: 0.05, weightDecay: 0 }, rmsprop: { learningRate: 0.01 }, sgd: { learningRate: 0.1, momentum: 0.9, nesterov: true } }
    for (const { id } of optimizerCatalogue) {
      const last = sequence(id, settings[id] ?? {}, 500).at(-1) ?? []
      for (const weight of last) expect(Math.abs(weight), id).toBeLessThan(0.02)
    }
  })

  test('Adam with its defaults follows a sequence worked out outside, on f(w) = w⁴ from w = 1.5', () => {
    // w after steps 1 to 5 of Adam(lr=0.1), in double precision, by the published algorithm in Python.
    const expected = [1.4, 1.3010623293, 1.2039669064, 1.1094902372, 1.0183532291]
    const adam = findOptimizer('adam')
    if (adam === undefined) throw new Error('no adam')
    const parameters = adam.parameters.parse({ learningRate: 0.1 })
    let weight: Tensor = tf.scalar(1.5)
    let slots: Record<string, Tensor> = { firstMoment: tf.scalar(0), secondMoment: tf.scalar(0) }
    const seen = expected.map((_, index) => {
      const gradient = tf.mul(4, tf.pow(weight, 3))
      const next = adam.update({ tf, parameters, learningRate: tf.scalar(0.1), step: tf.scalar(index + 1), weight, gradient, slots })
      weight = next.weight
      slots = { ...next.slots }
      return weight.dataSync()[0] ?? Number.NaN
    })
    seen.forEach((value, index) => expect(value).toBeCloseTo(expected[index] ?? Number.NaN, 4))
  })

  test('every optimizer has a learning rate and a default for all it asks', () => {
    for (const optimizer of optimizerCatalogue) {
      const parameters = optimizer.parameters.parse({})
      expect(parameters['learningRate']).toBeGreaterThan(0)
      expect(() => optimizer.parameters.parse({ learningRate: -1 })).toThrow()
      expect(() => optimizer.parameters.parse({ learningRate: Number.NaN })).toThrow()
    }
  })
})
