import { expect, test } from 'vitest'
import { layerCatalogue } from '@shared/layers/catalogue'
import { byUse, layerUse } from '../../../../src-renderer/canvas/search/likely-layers'
import { shippedTemplate } from '../../../support/shipped-templates'

const networks = ['conv-vae-mnist', 'dcgan-mnist', 'vae-mnist'].flatMap((id) => shippedTemplate(id).experiment.networks)
const first = (beside: Parameters<typeof layerUse>[1], count = 2): readonly string[] => byUse(layerCatalogue, layerUse(networks, beside)).slice(0, count).map(({ type }) => type)

test('asked for after a layer, or before one, the layers that are mostly there come first, the others in their own order', () => {
  expect(first({ type: 'flatten', end: 'after' }, 1)).toEqual(['dense'])
  expect(first({ type: 'batch-normalisation', end: 'after' }, 1)).toEqual(['activation'])
  expect(first({ type: 'gaussian-latent', end: 'before' }, 1)).toEqual(['dense'])
  expect(first({ type: 'lstm', end: 'after' }, 99)).toEqual(layerCatalogue.map(({ type }) => type))
  expect(first(null, 4)).toContain('dense')
})
