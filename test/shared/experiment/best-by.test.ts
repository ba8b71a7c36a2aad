// By what a checkpoint is the best, and where none is.
import { expect, test } from 'vitest'
import { bestBy } from '../../../src-shared/experiment/best-by'
import { recipeCatalogue } from '../../../src-shared/recipes/catalogue'

test('every recipe is judged by its primary metric, in the direction that is better; a GAN by none', () => {
  expect(Object.fromEntries(recipeCatalogue.map(({ id }) => [id, bestBy({ id, parameters: {} })]))).toEqual({
    autoencoder: { metric: 'test/loss', better: 'lower' },
    'deep-autoencoder-rbm': { metric: 'test/squaredError', better: 'lower' },
    'image-compression': { metric: 'test/loss', better: 'lower' },
    'denoising-autoencoder': { metric: 'test/loss', better: 'lower' },
    'principal-components': { metric: 'test/loss', better: 'lower' },
    'logistic-components': { metric: 'test/loss', better: 'lower' },
    'sparse-autoencoder': { metric: 'test/loss', better: 'lower' },
    vae: { metric: 'test/elbo', better: 'higher' },
    classifier: { metric: 'test/accuracy', better: 'higher' },
    'pretrained-classifier': { metric: 'test/accuracy', better: 'higher' },
    gan: null,
    'wgan-gp': null,
  })
})

test('a run is judged by the metric it was begun with; an unknown recipe and faulty settings by none', () => {
  expect(bestBy({ id: 'vae', parameters: {} }, 'test/loss')).toEqual({ metric: 'test/loss', better: 'lower' })
  expect(bestBy({ id: 'vae', parameters: {} }, 'test/kl')).toBeNull()
  expect(bestBy({ id: 'unheard-of', parameters: {} })).toBeNull()
  expect(bestBy({ id: 'vae', parameters: { beta: 'much' } })).toBeNull()
})
