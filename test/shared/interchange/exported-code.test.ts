// Generated code is pinned: whoever changes a line of it sees it here, on machines without Python too. exports.json holds a hash of
// every generated file with the differences that were measured when it was run (scripts/parity/exports.mjs makes it anew).
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { analyseExperiment } from '@shared/experiment/analyse-experiment'
import { exportKeras } from '@shared/interchange/export-keras'
import { exportPyTorch } from '@shared/interchange/export-pytorch'
import { layerCatalogue } from '@shared/layers/catalogue'
import { StudioError } from '@shared/studio-error'
import { sizeOf } from '@shared/tensors/shape'
import { boringExperiment, chain, node } from '../graph/build-network'
import { drawWeights, exportCases, templateCases } from './export-cases'
import { smallNetworks } from './small-networks'

interface Measured {
  readonly tolerance: number
  readonly cases: readonly { readonly name: string; readonly framework: string; readonly hash: string; readonly difference: number }[]
}

const measured = JSON.parse(readFileSync('test/shared/interchange/exports.json', 'utf8')) as Measured
const makers = { pytorch: exportPyTorch, keras: exportKeras } as const
const cases = exportCases()

test.each(['pytorch', 'keras'] as const)('every file of %s code is the one that was run and compared', (framework) => {
  const stored = measured.cases.filter((each) => each.framework === framework)
  const known = new Set(stored.map((each) => each.name))
  // A template that was added is compared when the script is next run; layers never go without.
  const compared = cases.filter((each) => known.has(each.name) || smallNetworks.some((small) => small.name === each.name))
  const now = compared.map(({ name, experiment, analysis }) => ({ name, hash: createHash('sha256').update(makers[framework](experiment, analysis).text).digest('hex') }))
  expect(now, 'after a change of generated code, run node scripts/parity/exports.mjs').toEqual(stored.map(({ name, hash }) => ({ name, hash })))
})

test('every comparison that is stored lies within the tolerance', () => {
  expect(measured.cases.filter((each) => !(each.difference <= measured.tolerance))).toEqual([])
})

test('no layer of the catalogue goes without a comparison', () => {
  const compared = new Set(smallNetworks.map((each) => each.layer))
  expect(layerCatalogue.map((layer) => layer.type).filter((type) => !compared.has(type))).toEqual([])
})

test.each(templateCases().filter((each) => ['conv-vae-mnist', 'dcgan-mnist', 'autoencoder-two-moons'].includes(each.name)).map((each) => [each.name, each] as const))('the code of %s reads as before', async (name, { experiment, analysis }) => {
  await expect(exportPyTorch(experiment, analysis).text).toMatchFileSnapshot(`generated/${name}-pytorch.py`)
  await expect(exportKeras(experiment, analysis).text).toMatchFileSnapshot(`generated/${name}-keras.py`)
})

test.each(['pytorch', 'keras'] as const)('%s weights hold every value of every trainable weight', (framework) => {
  for (const { experiment, analysis, name } of templateCases()) {
    const state = drawWeights(analysis)
    const arrays = makers[framework](experiment, analysis).convert(state)
    const count = (all: Readonly<Record<string, { readonly shape: readonly number[] }>>): number => Object.values(all).reduce((sum, array) => sum + sizeOf(array.shape), 0)
    expect([name, count(arrays)]).toEqual([name, count(state)])
  }
})

test('any chain of dense layers with any names exports without throwing, as balanced Python', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ name: fc.string({ maxLength: 30 }), units: fc.integer({ min: 1, max: 9 }), kind: fc.constantFrom('dense', 'dropout', 'activation', 'layer-normalisation') }), { maxLength: 6 }), fc.string({ minLength: 1, maxLength: 40 }), (layers, title) => {
      const nodes = layers.map(({ name, units, kind }, index) => node(`n${index}:${kind}`, kind === 'dense' ? { units } : {}, name))
      const experiment = boringExperiment({ name: title, networks: [chain([node('input'), ...nodes, node('code:dense', { units: 2 }), node('output')], 'encoder'), chain([node('input'), node('point:dense', { units: 2 }), node('output')], 'decoder')] })
      for (const make of Object.values(makers)) {
        const { text } = make(experiment)
        const code = text.replace(/"""[\s\S]*?"""/g, '""').replace(/#[^\n]*/g, '').replace(/"[^"\n]*"/g, '""')
        for (const [open, close] of [['(', ')'], ['[', ']'], ['{', '}']] as const) expect(code.split(open).length).toBe(code.split(close).length)
        expect(code).not.toMatch(/undefined|NaN|\[object/)
        const names = [...text.matchAll(/self\.(\S+) = |name="([^"]*)"/g)].map((match) => match[1] ?? match[2] ?? '')
        for (const each of names) expect(each).toMatch(/^[a-z][a-z0-9_]*$/)
      }
    }),
    { numRuns: 60, seed: 5 },
  )
})

test('a faulty network is refused with its problem', () => {
  const faulty = boringExperiment({ networks: [chain([node('input'), node('flat:reshape', { target: [7, 7] }), node('output')], 'encoder'), chain([node('input'), node('point:dense', { units: 2 }), node('output')], 'decoder')] })
  const problem = analyseExperiment(faulty).problems.find((each) => each.place.network === 'encoder')
  expect(() => exportPyTorch(faulty)).toThrow(StudioError)
  expect(() => exportKeras(faulty)).toThrow(problem?.title)
})
