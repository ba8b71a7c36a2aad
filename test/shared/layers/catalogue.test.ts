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
    expect(layer.help.shape.length).toBeGreaterThan(20)
    expect(layer.help.formula ?? '').not.toBe('')
    expect(layer.keywords.length).toBeGreaterThan(1)
    expect(layer.outputs.map((port) => port.id)).toEqual(type === 'output' ? [] : ['output'])
  })

  test('has a picture: even grids of known characters, or a curve, whatever its choices', () => {
    const schema = z.toJSONSchema(layer.parameters, { io: 'input' })
    const choices = Object.entries(schema.properties ?? {}).flatMap(([name, field]) => (typeof field === 'object' ? (field.enum ?? []).map((value) => ({ [name]: value })) : []))
    for (const parameters of [{}, ...choices]) {
      const picture = layer.picture(layer.parameters.parse(parameters))
      if (picture.kind === 'curve') {
        expect(picture.points.every(([x, y]) => Math.abs(x) <= 4 && Number.isFinite(y))).toBe(true)
        continue
      }
      for (const grid of [...picture.before, ...picture.after]) {
        expect(grid).toMatch(/^[0-9a-j./]+$/)
        expect(new Set(grid.split('/').map((row) => row.length)).size, grid).toBe(1)
      }
    }
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
    ['conv-2d', { filters: 8, dilation: 2, padding: 'valid' }, [9, 8, 2], '8 filters, 3×3, gaps 2 | ReLU', '5×4×8', 152, 2880, '⌊(9 − 5) / 1⌋ + 1 = 5, ⌊(8 − 5) / 1⌋ + 1 = 4 → 5×4×8', '3·3·2·8 + 8'],
    ['conv-1d', { filters: 8, kernel: 4, stride: 2 }, [9, 3], '8 filters, 4, /2 | ReLU', '5×8', 104, 480, '⌈9 / 2⌉ = 5 → 5×8', '4·3·8 + 8'],
    ['conv-1d-transpose', { filters: 8 }, [9, 3], '8 filters, 4, ×2 | ReLU', '18×8', 104, 864, '9 · 2 = 18 → 18×8', '4·8·3 + 8'],
    ['depthwise-conv-2d', { multiplier: 2, stride: 2 }, [6, 6, 3], '3×3, 2 each, /2 | ReLU', '3×3×6', 60, 486, '⌈6 / 2⌉ = 3 → 3×3×6', '3·3·3·2 + 6'],
    ['separable-conv-2d', { filters: 16 }, [6, 6, 4], '16 filters, 3×3 | ReLU', '6×6×16', 116, 3600, '⌈6 / 1⌉ = 6 → 6×6×16', '3·3·4·1 + 4·16 + 16'],
    ['max-pool-2d', {}, [7, 6, 3], '2×2, /2', '3×3×3', 0, 0, '⌊(7 − 2) / 2⌋ + 1 = 3, ⌊(6 − 2) / 2⌋ + 1 = 3 → 3×3×3', undefined],
    ['average-pool-2d', { pool: [3, 3], stride: [2, 1], padding: 'same' }, [7, 6, 3], '3×3, /2×1', '4×6×3', 0, 648, '⌈7 / 2⌉ = 4, ⌈6 / 1⌉ = 6 → 4×6×3', undefined],
    ['global-pool', {}, [7, 6, 3], 'average', '3', 0, 126, undefined, undefined],
    ['upsample-2d', { method: 'bilinear' }, [4, 3, 2], '×2 | bilinear', '8×6×2', 0, 480, '4 · 2 = 8, 3 · 2 = 6 → 8×6×2', undefined],
    ['pixel-shuffle', {}, [4, 3, 8], '×2', '8×6×2', 0, 0, '4 · 2, 8 / 4 → 8×6×2', undefined],
    ['lstm', { units: 5 }, [7, 3], '5 units | last state', '5', 180, 1225, undefined, '4·5·(3 + 5 + 1)'],
    ['gru', { units: 5, gives: 'all' }, [7, 3], '5 units | all states', '7×5', 150, 945, undefined, '3·5·(3 + 5 + 2)'],
    ['self-attention', { heads: 2 }, [3, 3, 4], '2 heads', '3×3×4', 80, 1224, undefined, '4·4·4 + 4·4'],
    ['embedding', { classes: 10, size: 4 }, [1], '10 classes | 4 numbers each', '4', 40, 40, '1 → 4', '10·4'],
    ['one-hot', { classes: 10 }, [6], '10 classes', '6×10', 0, 0, '6 → 6×10', undefined],
    ['permute', { order: [3, 1, 2] }, [4, 5, 6], 'axes 3, 1, 2', '6×4×5', 0, 0, '4×5×6 → 6×4×5', undefined],
    ['padding-2d', { left: 0 }, [4, 5, 6], '1, 1, 0, 1 | zeros', '6×6×6', 0, 0, '4 + 1 + 1, 5 + 0 + 1 → 6×6×6', undefined],
    ['cropping-2d', {}, [4, 5, 6], '1 on every side', '2×3×6', 0, 0, '4 − 1 − 1, 5 − 1 − 1 → 2×3×6', undefined],
    ['layer-normalisation', {}, [4, 5, 6], 'over the example', '4×5×6', 12, 120, undefined, 'γ 6 + β 6'],
    ['instance-normalisation', { scaleAndOffset: false }, [4, 5, 6], 'per channel', '4×5×6', 0, 120, undefined, undefined],
    ['group-normalisation', { groups: 3 }, [4, 5, 6], '3 groups', '4×5×6', 12, 120, undefined, 'γ 6 + β 6'],
    ['minibatch-standard-deviation', {}, [4, 5, 6], 'groups of 4', '4×5×7', 0, 120, '6 + 1 → 4×5×7', undefined],
    ['prelu', {}, [4, 5, 6], 'per channel', '4×5×6', 6, 120, undefined, 'α 6'],
    ['learned-constant', { target: [4, 4, 8] }, [10], '4×4×8', '4×4×8', 128, 0, undefined, '4·4·8'],
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

describe('layers that several wires enter', () => {
  test.each([
    ['add', {}, { first: [4, 5, 6], second: [6] }, '4×5×6', 120],
    ['multiply', {}, { first: [6], second: [4, 5, 6] }, '4×5×6', 120],
    ['average', {}, { first: [6], second: [6] }, '6', 6],
    ['concatenate', {}, { first: [4, 5, 6], second: [4, 5, 1] }, '4×5×7', 0],
    ['concatenate', { along: 'second' }, { first: [4, 5, 6], second: [4, 2, 6] }, '4×7×6', 0],
    ['label-concatenation', {}, { input: [4, 5, 6], label: [10] }, '4×5×16', 0],
  ])('%s %j of %j', (type, parameters, inputs, output, multiplyAdds) => {
    const seen = look(type, parameters, inputs)
    expect([seen.output, seen.multiplyAdds, seen.count]).toEqual([output, multiplyAdds, 0])
  })
})

describe('what shape rules refuse, and how it is mended', () => {
  test.each([
    ['conv-1d', {}, { input: [28, 28, 1] }, 'input-not-a-sequence', 'put Reshape to 28 × 28 before it'],
    ['conv-1d', { padding: 'valid', kernel: 5, dilation: 3 }, { input: [9, 2] }, 'kernel-too-large', 'use a smaller kernel, or same padding'],
    ['conv-2d', { dilation: 2, stride: [2, 2] }, { input: [9, 9, 2] }, 'dilated-and-strided', 'set the stride to 1 and pool afterwards, or the dilation to 1'],
    ['separable-conv-2d', { padding: 'valid', kernel: [5, 5] }, { input: [4, 9, 2] }, 'kernel-too-large', 'use a 4 × 5 kernel, or same padding'],
    ['max-pool-2d', {}, { input: [1, 9, 2] }, 'kernel-too-large', 'use a 1 × 2 pool, or same padding'],
    ['max-pool-2d', {}, { input: [64] }, 'input-not-an-image', 'put Reshape to 8 × 8 × 1 before it'],
    ['global-pool', {}, { input: [64] }, 'input-without-places', 'put it before Flatten, or take it out'],
    ['pixel-shuffle', { factor: 3 }, { input: [4, 4, 10] }, 'channels-not-divisible', 'have the layer before give 18 channels'],
    ['lstm', {}, { input: [257, 2] }, 'sequence-too-long', 'shorten it with Conv1D and a stride, or reshape it to fewer steps of more features'],
    ['self-attention', { heads: 5 }, { input: [4, 12] }, 'channels-not-divisible', 'use 4 heads'],
    ['self-attention', {}, { input: [12] }, 'input-without-places', 'put it before Flatten, or reshape its input to steps × channels'],
    ['permute', {}, { input: [4, 12] }, 'order-misfits', 'use the order 2, 1'],
    ['padding-2d', { fill: 'reflect', top: 4 }, { input: [4, 4, 1] }, 'border-too-wide', 'make the border smaller, or fill it with zeros'],
    ['cropping-2d', { top: 2, bottom: 2 }, { input: [4, 4, 1] }, 'nothing-left', 'cut off less'],
    ['instance-normalisation', {}, { input: [4] }, 'input-without-places', 'use Layer norm instead, or put it before Flatten'],
    ['group-normalisation', { groups: 8 }, { input: [4, 12] }, 'channels-not-divisible', 'use 6 groups'],
    ['add', {}, { first: [4, 12], second: [4] }, 'inputs-differ', 'have the first input and the second input give one shape'],
    ['concatenate', {}, { first: [4, 12], second: [5, 12] }, 'inputs-differ', 'crop, pool or reshape one of them, or join along another axis'],
    ['concatenate', { along: 'second' }, { first: [12], second: [12] }, 'inputs-differ', 'crop, pool or reshape one of them, or join along another axis'],
    ['label-concatenation', {}, { input: [4], label: [1, 10] }, 'label-not-flat', 'put Flatten before its label port'],
  ])('%s %j of %j', (type, given, inputs, code, fix) => {
    const layer = findLayer(type)
    const outcome = layer?.shape(layer.parameters.parse(given), inputs)
    if (layer === undefined || outcome === undefined || outcome.ok) throw new Error('nothing was refused')
    expect([outcome.code, outcome.fix]).toEqual([code, fix])
    expect([outcome.title, outcome.expected, outcome.got].every((words) => words.length > 5)).toBe(true)
    // Every ready-made change of settings fits the settings, and mends where it promises to fit the very input.
    for (const { parameters } of outcome.fixes ?? []) expect(layer.shape(layer.parameters.parse({ ...given, ...parameters }), inputs).ok).toBe(true)
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
