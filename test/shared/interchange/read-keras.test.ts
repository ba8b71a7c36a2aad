// Models that Keras wrote, imported and run: the studio gives what Keras gave.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readKeras } from '@shared/interchange/keras/read-keras'
import { decodeSafetensors } from '@shared/tensors/safetensors'
import { answerOf, difference, MODELS, runNetwork } from './run-network'

function read(name: string) {
  const config: unknown = JSON.parse(readFileSync(`${MODELS}/${name}.json`, 'utf8'))
  return readKeras(config, decodeSafetensors(readFileSync(`${MODELS}/${name}.safetensors`)).arrays, `${name}.json`)
}

test.each(['keras-convolutional', 'keras-functional', 'keras-sequence'])('%s gives what Keras gave', async (name) => {
  const { networks, report } = read(name)
  expect(report.unknown).toEqual([])
  const [network] = networks
  if (network === undefined) throw new Error('no network')
  const { input, output } = answerOf(`${name}.json`)
  expect(difference(await runNetwork(network, input), output)).toBeLessThan(5e-6)
})

test('a chain of an encoder and a decoder becomes two networks', async () => {
  const { networks, report } = read('keras-autoencoder')
  expect(networks.map(({ name }) => name)).toEqual(['encoder', 'decoder'])
  expect(report.changed.map(({ text }) => text).join()).toContain('each became a network of its own')
  const [encoder, decoder] = networks
  if (encoder === undefined || decoder === undefined) throw new Error('no networks')
  const { input, output } = answerOf('keras-autoencoder.json')
  expect(difference(await runNetwork(decoder, await runNetwork(encoder, input)), output)).toBeLessThan(5e-6)
})
