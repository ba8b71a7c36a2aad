// Baselines planned for every recipe that can have one, refused in words for those that cannot, and known again when they are met.
import { expect, test } from 'vitest'
import { baselineCatalogue, type BaselineKind } from '@shared/baselines/catalogue'
import { planBaseline } from '@shared/baselines/plan-baseline'
import { isSameBaseline, sameData } from '@shared/baselines/same-baseline'
import { analyseExperiment } from '@shared/experiment/analyse-experiment'
import type { Experiment } from '@shared/experiment/experiment'
import { sizeOf } from '@shared/tensors/shape'
import { shippedExperiment } from '../support/shipped-templates'

const kind = (id: BaselineKind) => baselineCatalogue.find((baseline) => baseline.id === id) ?? expect.fail(id)

function planned(experiment: Experiment, id: BaselineKind): Experiment {
  const plan = planBaseline(experiment, kind(id))
  return 'experiment' in plan ? plan.experiment : expect.fail(plan.problem.message)
}

function refused(experiment: Experiment, id: BaselineKind) {
  const plan = planBaseline(experiment, kind(id))
  return 'problem' in plan ? plan.problem : expect.fail('there is one')
}

test.each([
  ['autoencoder-mnist-2d', 2],
  ['conv-vae-mnist', 16],
  ['deep-autoencoder-rbm-mnist', 30],
  ['denoising-mnist', 128],
  ['sparse-mnist', 256],
])('%s has both baselines, of its data and its code of %i, that can be trained as they are', (id, codeSize) => {
  const experiment = shippedExperiment(id)
  for (const baseline of baselineCatalogue) {
    const made = planned(experiment, baseline.id)
    const { problems, recipe, networksByRole } = analyseExperiment(made)
    expect(problems).toEqual([])
    expect({ recipe: recipe?.id, code: sizeOf(recipe?.latentShape(networksByRole) ?? []), data: made.dataset }).toEqual({ recipe: baseline.recipe, code: codeSize, data: experiment.dataset })
    expect(made.recording.reconstructionCount).toBe(experiment.recording.reconstructionCount)
    expect(made.name).toBe(`${baseline.title} of ${codeSize}, MNIST`)
  }
})

test('logistic PCA takes as many steps on few examples as on many; PCA sees all of them once', () => {
  const few = { ...shippedExperiment('vae-mnist'), dataset: { id: 'mnist', parameters: { trainLimit: 1200, testLimit: 100 } } }
  const logistic = planned(few, 'logistic').training
  expect(logistic.steps).toBe(planned(shippedExperiment('vae-mnist'), 'logistic').training.steps)
  expect(logistic.epochs * Math.ceil(1200 / logistic.batchSize)).toBeGreaterThanOrEqual(logistic.steps ?? Infinity)
  expect(planned(few, 'pca').training).toMatchObject({ epochs: 1, steps: null })
})

test('points have PCA, and no logistic PCA: their values are no probabilities', () => {
  const moons = shippedExperiment('autoencoder-two-moons')
  expect(planned(moons, 'pca').networks.map(({ nodes }) => nodes.map(({ type }) => type))).toEqual([
    ['input', 'dense', 'output'],
    ['input', 'dense', 'output'],
  ])
  expect(refused(moons, 'logistic')).toMatchObject({ code: 'baseline-data-not-probabilities', expected: 'values in [0, 1]' })
})

test('what can have none is refused in words', () => {
  expect(refused(shippedExperiment('gan-mnist'), 'pca')).toMatchObject({ code: 'baseline-without-reconstruction', got: 'GAN' })
  expect(refused(shippedExperiment('pca-mnist-30'), 'pca')).toMatchObject({ code: 'baseline-of-itself' })
  expect(planned(shippedExperiment('pca-mnist-30'), 'logistic').recipe.parameters).toMatchObject({ latentSize: 30 })
  expect(refused(shippedExperiment('denoising-moons'), 'pca')).toMatchObject({ code: 'baseline-code-too-large' })
  const wide = { ...shippedExperiment('vae-mnist'), recipe: { ...shippedExperiment('vae-mnist').recipe, id: 'of-tomorrow' } }
  expect(refused(wide, 'pca')).toMatchObject({ code: 'baseline-unknown-experiment' })
  for (const each of [refused(shippedExperiment('gan-mnist'), 'pca'), refused(wide, 'logistic')]) expect(each.fix).toBeTruthy()
})

test('a template trained by hand is the baseline of a run on the same data; other data, another size or a shorter training are not', () => {
  const deep = shippedExperiment('deep-autoencoder-mnist')
  const pca = planned(deep, 'pca')
  const byHand = shippedExperiment('pca-mnist-30')
  // One spells the limits of MNIST out, the other leaves them to the defaults.
  expect(byHand.dataset.parameters).not.toEqual(deep.dataset.parameters)
  expect([sameData(byHand.dataset, deep.dataset), isSameBaseline(byHand, pca), isSameBaseline(shippedExperiment('logistic-pca-mnist-30'), planned(deep, 'logistic'))]).toEqual([true, true, true])
  const cut = { ...byHand, training: { ...byHand.training, steps: 5 } }
  const fewer = { ...byHand, dataset: { id: 'mnist', parameters: { trainLimit: 1000 } } }
  expect([isSameBaseline(cut, pca), isSameBaseline(fewer, pca), isSameBaseline(byHand, planned(shippedExperiment('vae-mnist'), 'pca')), isSameBaseline(byHand, planned(deep, 'logistic'))]).toEqual([false, false, false, false])
})
