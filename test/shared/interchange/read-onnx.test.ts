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
