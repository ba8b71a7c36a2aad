// The runs of a label sweep, what a run of one was, and the figures of its curve.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { analyseExperiment } from '@shared/experiment/analyse-experiment'
import { classifierFrom } from '@shared/experiment/classifier-from'
import type { Experiment } from '@shared/experiment/experiment'
import { isSweepTag, newSweepTag, ONE_SEED_ABOVE, planSweep, summariseSweep, sweepPlaceOf, sweepVariants, variantOf, variantsOf } from '@shared/experiment/label-sweep'
import { StudioError } from '@shared/studio-error'
import { smallClassifier } from '../../main/trainer/small-classifier'
import { smallExperiment } from '../../main/trainer/small-experiments'

const startingWeights = { sha256: 'ab'.repeat(32), from: 'calm-fjord-1, step 40' }
const origin = { run: 'calm-fjord-1', step: 40, startingWeights }

function onDigits(latent?: number): Experiment {
  return classifierFrom(smallExperiment({ ...(latent === undefined ? {} : { latent, recipe: 'vae' }), dataset: { id: 'mnist', parameters: { trainLimit: 2000, testLimit: 100 } }, encoder: [['flatten', {}], ['dense', { units: 8, activation: 'relu' }]] }), origin)
}

describe('a classifier on the encoder of a run', () => {
  test.each([undefined, 3])('is ready to train: the encoder frozen with its weights, a softmax of all classes on top (latent %s)', (latent) => {
    const experiment = onDigits(latent)
    expect(analyseExperiment(experiment).problems).toEqual([])
    expect(experiment.networks.map(({ id, frozen, startingWeights: weights }) => [id, frozen, weights])).toEqual([['encoder', true, startingWeights], ['head', undefined, undefined]])
    expect(experiment.networks[1]?.nodes.map(({ type, parameters }) => [type, parameters])).toEqual([['input', {}], ['dense', { units: 10, activation: 'linear' }], ['output', { activation: 'softmax' }]])
    expect(experiment.recipe).toEqual({ id: 'classifier', parameters: { labels: 1000 }, roles: { encoder: 'encoder', head: 'head' } })
    expect([experiment.dataset.id, experiment.name]).toEqual(['mnist', 'Classifier on calm-fjord-1'])
  })

  test('flattens a code that has axes', () => {
    const conv = smallExperiment({ dataset: { id: 'mnist', parameters: {} }, encoder: [['conv-2d', { filters: 2, stride: [4, 4] }]] })
    const experiment = classifierFrom(conv, origin)
    expect(experiment.networks[1]?.nodes.map(({ type }) => type)).toEqual(['input', 'flatten', 'dense', 'output'])
    expect(analyseExperiment(experiment).problems).toEqual([])
  })

  test('is refused in words without labels, and without an encoder', () => {
    const faces = smallExperiment({ dataset: { id: 'faces', parameters: {} } })
    expect(() => classifierFrom(faces, origin)).toThrow(expect.objectContaining({ detail: expect.objectContaining({ code: 'labels-missing', path: 'dataset.id', fix: expect.any(String) as string }) as unknown }))
    expect(() => classifierFrom({ ...faces, recipe: { ...faces.recipe, roles: {} } }, origin)).toThrow(/calm-fjord-1 has no encoder/)
  })
})

describe('a label sweep', () => {
  test('is every number of labels with every variant, few first, several seeds where they matter; every run as long', () => {
    const runs = planSweep(onDigits(), { counts: [10_000, 30], variants: sweepVariants, seeds: 2 })
    expect(runs.map(({ labels, variant, seed }) => [labels, variant, seed])).toEqual([
      ...[1, 2].flatMap((seed) => sweepVariants.map((variant) => [30, variant, seed])),
      ...sweepVariants.map((variant) => [10_000, variant, 1]),
    ])
    expect(ONE_SEED_ABOVE).toBeLessThan(10_000)
    for (const { experiment, ...planned } of runs) expect(sweepPlaceOf(experiment, 2000)).toEqual(planned)
    const steps = (experiment: Experiment) => [experiment.training.epochs, experiment.training.steps, experiment.training.batchSize]
    expect(new Set(runs.map(({ experiment }) => JSON.stringify(steps(experiment)))).size).toBe(1)
    const encoders = runs.slice(0, 3).map(({ experiment }) => [experiment.networks[0]?.frozen, experiment.networks[0]?.startingWeights])
    expect(encoders).toEqual([[true, startingWeights], [undefined, startingWeights], [undefined, undefined]])
  })

  test('of a classifier with pretraining of its own, scratch trains the classifier as long as the others do', () => {
    const staged = smallClassifier({ recipe: 'pretrained-classifier', parameters: { pretrainingEpochs: 2 } })
    const runs = planSweep(staged, { counts: [100], variants: sweepVariants, seeds: 1 })
    expect(runs.map(({ experiment }) => [variantOf(experiment), experiment.training.epochs, experiment.recipe.parameters])).toEqual([
      ['frozen', 6, { pretrainingEpochs: 2, encoder: 'frozen', labels: 100 }],
      ['fine-tuned', 6, { pretrainingEpochs: 2, encoder: 'fine-tuned', labels: 100 }],
      ['scratch', 4, { pretrainingEpochs: 0, encoder: 'fine-tuned', labels: 100 }],
    ])
    for (const { experiment } of runs) expect(analyseExperiment(experiment).problems).toEqual([])
  })

  test('of drawn weights is from scratch alone; of no classifier, and of nothing, is refused in words', () => {
    expect(variantsOf(smallClassifier())).toEqual(['scratch'])
    const code = (run: () => unknown): string => {
      try {
        run()
      } catch (error) {
        if (error instanceof StudioError) return error.detail.code
      }
      return 'none'
    }
    expect(code(() => planSweep(smallExperiment(), { counts: [10], variants: ['scratch'], seeds: 1 }))).toBe('sweep-not-a-classifier')
    expect(code(() => planSweep(smallClassifier(), { counts: [10], variants: ['frozen'], seeds: 1 }))).toBe('sweep-empty')
    expect(code(() => planSweep(smallClassifier(), { counts: [], variants: ['scratch'], seeds: 1 }))).toBe('sweep-empty')
    expect(sweepPlaceOf(smallExperiment(), 100)).toBeNull()
    expect(sweepPlaceOf(smallClassifier({ parameters: { labels: 0 } }), 2000)).toEqual({ labels: 2000, variant: 'scratch', seed: 1 })
  })

  test('its curve is the mean over seeds with the standard deviation of a sample', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 1, maxLength: 6 }), (values) => {
        const { scratch, frozen } = summariseSweep(values.map((value) => ({ labels: 10, variant: 'scratch' as const, value })))
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length
        expect(frozen).toEqual([])
        expect(scratch).toHaveLength(1)
        expect(scratch[0]?.mean).toBeCloseTo(mean, 8)
        if (values.length === 1) expect(scratch[0]?.deviation).toBeNull()
        else expect((scratch[0]?.deviation ?? -1) ** 2).toBeCloseTo(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1), 6)
      }),
    )
  })

  test('its tag is new, and known again', () => {
    expect(newSweepTag(['labels 1', 'mine', 'labels 3'])).toBe('labels 2')
    expect([isSweepTag('labels 2'), isSweepTag('labels of mine'), isSweepTag('mine')]).toEqual([true, false, false])
  })
})
