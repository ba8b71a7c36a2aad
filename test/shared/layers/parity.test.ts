// Every layer against PyTorch: outputs, state, gradients, and the gradients of gradients. parity.json is made by scripts/parity/layers.py.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { findLayer, layerCatalogue } from '@shared/layers/catalogue'
import { runLayer, type LayerRun, type PlainTensor } from './run-layer'

type Named = Readonly<Record<string, PlainTensor>>

type Case = LayerRun & {
  readonly name: string
  readonly output: PlainTensor
  readonly updates: Named
  readonly inputGradients: Named
  readonly weightGradients: Named
  readonly secondGradients: Named | null
}

const { cases } = JSON.parse(readFileSync('test/shared/layers/parity.json', 'utf8')) as { readonly cases: readonly Case[] }

/** Of the largest value, or of 1 where that is smaller: single precision here, double there. */
const TOLERANCE = { first: 2e-6, second: 1e-5 }

function difference(got: PlainTensor, wanted: PlainTensor): number {
  expect(got.shape).toEqual(wanted.shape)
  const scale = Math.max(1, ...wanted.data.map(Math.abs))
  return Math.max(0, ...wanted.data.map((value, index) => Math.abs(value - (got.data[index] ?? Number.NaN)) / scale))
}

function compare(words: string, wanted: Named, got: Named, tolerance: number): void {
  expect(Object.keys(got).sort(), words).toEqual(Object.keys(wanted).sort())
  for (const [name, value] of Object.entries(wanted)) {
    const mine = got[name]
    if (mine === undefined) throw new Error(`${words}${name} is missing`)
    expect(difference(mine, value), `${words}${name}`).toBeLessThan(tolerance)
  }
}

test.each(cases.map((each) => [each.name, each] as const))('%s gives what PyTorch gives', async (_name, wanted) => {
  const got = await runLayer(wanted)
  compare('', { output: wanted.output }, { output: got.output }, TOLERANCE.first)
  compare('new ', wanted.updates, got.updates, TOLERANCE.first)
  compare('gradient of ', wanted.inputGradients, got.inputGradients, TOLERANCE.first)
  compare('gradient of ', wanted.weightGradients, got.weightGradients, TOLERANCE.first)
  compare('second gradient of ', wanted.secondGradients ?? {}, got.secondGradients, TOLERANCE.second)
})

test.each(cases.map((each) => [each.name, each] as const))('%s says whether its gradient can be differentiated', async (_name, { secondGradients, ...run }) => {
  const layer = findLayer(run.layer)
  const reason = layer?.noSecondGradient?.(layer.parameters.parse(run.parameters))
  expect(reason === undefined).toBe(secondGradients !== null)
  if (reason === undefined) return
  // The reason is a true one.
  await expect(runLayer({ ...run, directions: Object.fromEntries(Object.entries(run.inputs)) })).rejects.toThrow(/gradient function not found/)
})

test('no layer of the catalogue goes without a comparison', () => {
  const compared = new Set(cases.map((each) => each.layer))
  expect(layerCatalogue.map((layer) => layer.type).filter((type) => type !== 'input' && !compared.has(type))).toEqual([])
})
