// What palette, inspector and node text need of every layer, and the sums the inspector shows.
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { findLayer, layerCatalogue } from '@shared/layers/catalogue'
import { layerCategories, type PortShapes } from '@shared/layers/layer-definition'
import { sizeOf } from '@shared/tensors/shape'

const icons = ['c-act', 'c-conv', 'c-convt', 'c-data', 'c-dense', 'c-merge', 'c-noise', 'c-norm', 'c-pool', 'c-random', 'c-rec', 'c-shape']

describe.each(layerCatalogue.map((layer) => [layer.type, layer] as const))('%s', (type, layer) => {
  test('has all that the palette and the help show', () => {
    expect(findLayer(type)).toBe(layer)
    expect(layerCategories).toContain(layer.category)
    expect(icons).toContain(layer.icon)
    expect([layer.title, layer.hint].every((words) => words !== '' && words.length <= 24)).toBe(true)
    expect(layer.help.text.length).toBeGreaterThan(60)
    expect(layer.keywords.length).toBeGreaterThan(1)
    expect(layer.outputs.map((port) => port.id)).toEqual(type === 'output' ? [] : ['output'])
  })

  test('has a form: every setting has a title and a default that fits, every choice a label', () => {
    const schema = z.toJSONSchema(layer.parameters, { io: 'input' })
    for (const [name, field] of Object.entries(schema.properties ?? {})) {
      if (typeof field !== 'object') throw new Error(`${name} says nothing`)
      expect(field.title, name).toBeTruthy()
      expect(field.default, name).toBeDefined()
      if (field.enum !== undefined) expect(Object.keys((field['labels'] ?? {})), name).toEqual(field.enum)
    }
    expect(layer.parameters.safeParse({}).success).toBe(true)
  })

  test('prints at most two short lines on its node', () => {
    const lines = layer.settings(layer.parameters.parse({}))
    expect(lines.length).toBeLessThanOrEqual(2)
    expect(lines.every((line) => line.length > 0 && line.length <= 22)).toBe(true)
  })
})

test('types are unique', () => {
  expect(new Set(layerCatalogue.map((layer) => layer.type)).size).toBe(layerCatalogue.length)
})

function look(type: string, given: Record<string, unknown>, inputs: PortShapes) {
  const layer = findLayer(type)
  if (layer === undefined) throw new Error(`no layer ${type}`)
  const parameters = layer.parameters.parse(given)
  const shape = layer.shape(parameters, inputs)
  if (!shape.ok) throw new Error(shape.title)
  const weights = layer.weights(parameters, inputs)
  return {
    text: layer.settings(parameters).join(' | '),
    output: shape.output.join('×'),
    count: weights.reduce((sum, weight) => sum + (weight.trainable ? sizeOf(weight.shape) : 0), 0),
    multiplyAdds: layer.multiplyAdds(parameters, inputs, shape.output),
    sums: layer.arithmetic?.(parameters, inputs, shape.output) ?? {},
    weights,
  }
}

describe('sizes and the sums behind them', () => {
  test.each([
    ['conv-2d', { filters: 64, stride: [2, 2] }, [14, 14, 32], '64 filters, 3×3, /2 | ReLU', '7×7×64', 18_496, 903_168, '⌈14 / 2⌉ = 7 → 7×7×64', '3·3·32·64 + 64'],
    ['conv-2d', { filters: 1, kernel: [3, 5], padding: 'valid', stride: [2, 1], activation: 'tanh', bias: false }, [9, 8, 2], '1 filter, 3×5, /2×1 | tanh', '4×4×1', 30, 480, '⌊(9 − 3) / 2⌋ + 1 = 4, ⌊(8 − 5) / 1⌋ + 1 = 4 → 4×4×1', '3·5·2·1'],
    ['conv-2d-transpose', { filters: 32 }, [7, 7, 64], '32 filters, 3×3, ×2 | ReLU', '14×14×32', 18_464, 903_168, '7 · 2 = 14 → 14×14×32', '3·3·32·64 + 32'],
    ['conv-2d-transpose', { filters: 4, kernel: [4, 3], padding: 'valid', stride: [2, 1], activation: 'linear' }, [5, 6, 3], '4 filters, 4×3, ×2×1 | linear', '12×8×4', 148, 4320, '5 · 2 + 2 = 12, 6 · 1 + 2 = 8 → 12×8×4', '4·3·4·3 + 4'],
    ['dense', { units: 128 }, [3136], '128 units | ReLU', '128', 401_536, 401_408, undefined, '3136·128 + 128'],
    ['dense', { units: 1, activation: 'linear', bias: false }, [5], '1 unit | linear', '1', 5, 5, undefined, '5·1'],
    ['flatten', {}, [7, 7, 64], 'row by row', '3136', 0, 0, '7 · 7 · 64 = 3136', undefined],
    ['reshape', { target: [7, 7, 64] }, [3136], 'to 7×7×64', '7×7×64', 0, 0, '7 · 7 · 64 = 3136', undefined],
    ['batch-normalisation', {}, [14, 14, 32], 'per channel | momentum 0.99', '14×14×32', 64, 6272, undefined, 'γ 32 + β 32'],
    ['dropout', { rate: 0.3 }, [10], 'p = 0.3', '10', 0, 10, undefined, undefined],
    ['activation', { kind: 'leaky-relu' }, [10], 'Leaky ReLU', '10', 0, 0, undefined, undefined],
  ])('%s %j of %j', (type, parameters, input, text, output, count, multiplyAdds, outputSum, parameterSum) => {
    const seen = look(type, parameters, { input })
    expect([seen.text, seen.output, seen.count, seen.multiplyAdds]).toEqual([text, output, count, multiplyAdds])
    expect([seen.sums.output, seen.sums.parameters]).toEqual([outputSum, parameterSum])
  })

  test('transposed same and valid outputs are the inputs of the convolution that they undo', () => {
    for (const padding of ['same', 'valid']) {
      for (const kernel of [1, 2, 3, 4, 5]) {
        for (const stride of [1, 2, 3]) {
          const settings = { filters: 1, kernel: [kernel, kernel], stride: [stride, stride], padding }
          const up = look('conv-2d-transpose', settings, { input: [6, 6, 1] }).output.split('×').map(Number)
          expect(look('conv-2d', settings, { input: up }).output, `${padding} ${kernel} ${stride}`).toBe('6×6×1')
        }
      }
    }
  })
})

describe('initial weights', () => {
  test.each([
    ['he-normal', { kind: 'he-normal', fanIn: 18 }, { kind: 'zeros' }],
    ['glorot-uniform', { kind: 'glorot-uniform', fanIn: 18, fanOut: 36 }, { kind: 'zeros' }],
    ['uniform-fan-in', { kind: 'uniform-fan-in', fanIn: 18 }, { kind: 'uniform-fan-in', fanIn: 18 }],
    ['normal-0.02', { kind: 'normal', standardDeviation: 0.02 }, { kind: 'zeros' }],
  ])('%s of a convolution', (initialWeights, kernel, bias) => {
    const { weights } = look('conv-2d', { filters: 4, initialWeights }, { input: [8, 8, 2] })
    expect(weights).toEqual([
      { name: 'kernel', shape: [3, 3, 2, 4], initialiser: kernel, trainable: true },
      { name: 'bias', shape: [4], initialiser: bias, trainable: true },
    ])
  })

  test('the fan-in of a transposed convolution counts only the places of the kernel that meet an output pixel', () => {
    const [kernel] = look('conv-2d-transpose', { filters: 8, kernel: [4, 4], stride: [2, 2] }, { input: [7, 7, 16] }).weights
    expect(kernel).toMatchObject({ shape: [4, 4, 8, 16], initialiser: { kind: 'he-normal', fanIn: 64 } })
  })
})
