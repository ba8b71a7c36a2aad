// Every layer against PyTorch: outputs, moving averages and gradients. parity.json is made by scripts/parity/layers.py.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { layerCatalogue } from '@shared/layers/catalogue'
import { runLayer, type LayerRun, type PlainTensor } from './run-layer'

type Case = LayerRun & {
  readonly name: string
  readonly output: PlainTensor
  readonly updates: Readonly<Record<string, PlainTensor>>
  readonly inputGradients: Readonly<Record<string, PlainTensor>>
  readonly weightGradients: Readonly<Record<string, PlainTensor>>
}

const { cases } = JSON.parse(readFileSync('test/shared/layers/parity.json', 'utf8')) as { readonly cases: readonly Case[] }

/** Largest difference, as a share of the largest value where that is above 1. */
function difference(got: PlainTensor, wanted: PlainTensor): number {
  expect(got.shape).toEqual(wanted.shape)
  const scale = Math.max(1, ...wanted.data.map(Math.abs))
  return Math.max(0, ...wanted.data.map((value, index) => Math.abs(value - (got.data[index] ?? Number.NaN)) / scale))
}

test.each(cases.map((each) => [each.name, each] as const))('%s gives what PyTorch gives', async (_name, wanted) => {
  const got = await runLayer(wanted)
  const pairs: [string, PlainTensor, PlainTensor | undefined][] = [
    ['output', wanted.output, got.output],
    ...Object.entries(wanted.updates).map(([name, value]): [string, PlainTensor, PlainTensor | undefined] => [`new ${name}`, value, got.updates[name]]),
    ...Object.entries(wanted.inputGradients).map(([name, value]): [string, PlainTensor, PlainTensor | undefined] => [`gradient of ${name}`, value, got.inputGradients[name]]),
    ...Object.entries(wanted.weightGradients).map(([name, value]): [string, PlainTensor, PlainTensor | undefined] => [`gradient of ${name}`, value, got.weightGradients[name]]),
  ]
  for (const [name, expected, value] of pairs) {
    if (value === undefined) throw new Error(`${name} is missing`)
    expect(difference(value, expected), name).toBeLessThan(2e-6)
  }
  expect(Object.keys(got.updates).sort()).toEqual(Object.keys(wanted.updates).sort())
})

test('no layer of the catalogue goes without a comparison', () => {
  const compared = new Set(cases.map((each) => each.layer))
  expect(layerCatalogue.map((layer) => layer.type).filter((type) => type !== 'input' && !compared.has(type))).toEqual([])
})
