// ONNX files that PyTorch's two exporters wrote, imported and run: the studio gives what PyTorch gave.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readOnnx } from '@shared/interchange/onnx/read-onnx'
import { decodeOnnx } from '../../../src-main/interchange/decode-onnx'
import { answerOf, answers, channelsLast, difference, MODELS, runNetwork } from './run-network'

function read(file: string) {
  const { networks, report } = readOnnx(decodeOnnx(readFileSync(`${MODELS}/${file}`), file), file)
  const [network] = networks
  if (network === undefined) throw new Error('no network')
  return { network, report }
}

const whole = Object.keys(answers).filter((file) => file.endsWith('.onnx') && !file.startsWith('strange'))

test.each(whole)('%s gives what PyTorch gave', async (file) => {
  const { network, report } = read(file)
  expect(report.unknown).toEqual([])
  const { input, output } = answerOf(file)
  const got = await runNetwork(network, channelsLast(input))
  expect(difference(got, output.shape.length > 2 ? channelsLast(output) : output)).toBeLessThan(5e-6)
})

test('what is not understood is named and leaves an open place; the rest is there, with its weights', () => {
  const { network, report } = read('strange.legacy.onnx')
  expect(report.unknown).toEqual([{ name: '/Sin', type: 'Sin', text: 'the studio has no such layer; draw it by hand: its place is marked on the canvas' }])
  expect(network.network.nodes.map(({ type, name }) => name ?? type)).toEqual(['input', 'before', 'after', 'output'])
  expect(network.network.notes?.map(({ text }) => text)).toEqual(['Not imported: Sin “/Sin”.\nthe studio has no such layer.'])
  // The wire from before to what is missing, and on to the layer after it, stays open.
  expect(network.network.wires.map(({ from, to }) => `${from.node} → ${to.node}`)).toEqual(['input → conv-2d-1', 'conv-2d-2 → output'])
  expect(Object.keys(network.weights).sort()).toEqual(['conv-2d-1/bias', 'conv-2d-1/kernel', 'conv-2d-2/bias', 'conv-2d-2/kernel'])
})

test('a flatten after a convolution puts the dense weights in channels-last order, and says so', () => {
  const { report } = read('conv-autoencoder.legacy.onnx')
  expect(report.changed.map(({ text }) => text)).toEqual(expect.arrayContaining(['its weights were put in channels-last order, as its inputs are flattened here', 'the outputs of grow were put in channels-last order']))
})
