// A stack of machines read from two drawn networks, and what is said of networks that are none.
import { describe, expect, test } from 'vitest'
import { analyseExperiment } from '@shared/experiment/analyse-experiment'
import type { Experiment } from '@shared/experiment/experiment'
import { stagesOf as expectedStages } from '@shared/experiment/stages-of'
import { validationContext } from '@shared/experiment/validation-context'
import { applyEdit } from '@shared/graph/apply-edit'
import { machinesOf } from '@shared/recipes/parts/boltzmann-stack'
import type { TrainingStage } from '@shared/recipes/training-stage'
import { digitBoltzmann, smallBoltzmann } from '../../main/trainer/small-boltzmann'

function errors(experiment: Experiment): readonly { readonly code: string; readonly place: { readonly node?: string | undefined }; readonly title: string; readonly expected: string; readonly got: string }[] {
  return analyseExperiment(experiment).problems.filter(({ severity }) => severity === 'error')
}

function stagesOf(experiment: Experiment): readonly TrainingStage[] {
  const { recipe, recipeParameters, dataset, networksByRole } = analyseExperiment(experiment)
  if (recipe === undefined || recipeParameters === undefined || dataset === undefined) throw new Error('not known')
  return recipe.stages?.(validationContext({ parameters: recipeParameters, dataset, networks: networksByRole })) ?? []
}

const sigmoid = { activation: 'sigmoid' }
const linear = { activation: 'linear' }

describe('the machines of a stack', () => {
  test('each takes a layer of the encoder and its mirror in the decoder, from the data up to a real-valued code', () => {
    const { networksByRole } = analyseExperiment(digitBoltzmann())
    expect(machinesOf(networksByRole['encoder'], networksByRole['decoder'], 'binary')).toEqual([
      { visible: { size: 784, kind: 'binary' }, hidden: { size: 32, kind: 'binary' }, weights: { kernel: 'encoder/dense-2/kernel', hiddenBias: 'encoder/dense-2/bias', visibleBias: 'decoder/dense-3/bias', mirror: 'decoder/dense-3/kernel' } },
      { visible: { size: 32, kind: 'binary' }, hidden: { size: 16, kind: 'binary' }, weights: { kernel: 'encoder/dense-3/kernel', hiddenBias: 'encoder/dense-3/bias', visibleBias: 'decoder/dense-2/bias', mirror: 'decoder/dense-2/kernel' } },
      { visible: { size: 16, kind: 'binary' }, hidden: { size: 4, kind: 'gaussian' }, weights: { kernel: 'encoder/dense-4/kernel', hiddenBias: 'encoder/dense-4/bias', visibleBias: 'decoder/dense-1/bias', mirror: 'decoder/dense-1/kernel' } },
    ])
  })

  test('stages follow the machines, each with its own length, rate and momentum, and end in fine-tuning', () => {
    const stages = stagesOf(smallBoltzmann())
    expect(stages.map(({ id, title, epochs }) => [id, title, epochs])).toEqual([
      ['rbm-1', 'RBM 1: 2–8', 3],
      ['rbm-2', 'RBM 2: 8–1', 2],
      ['fine-tuning', 'Fine-tuning', null],
    ])
    const [lowest, top] = stages
    expect([0, 7, 8, 20].map((step) => lowest?.program?.values({ step, stepsPerEpoch: 8 }))).toEqual([0.5, 0.5, 0.9, 0.9].map((momentum) => ({ learningRate: 0.01, momentum })))
    expect(stagesOf(digitBoltzmann()).map(({ program }) => program?.values({ step: 0, stepsPerEpoch: 8 })['learningRate'])).toEqual([0.1, 0.1, 0.001, undefined])
    expect(top?.program?.trains).toEqual(['encoder/dense-2/kernel', 'encoder/dense-2/bias', 'decoder/dense-1/bias', 'decoder/dense-1/kernel'])
  })
})

test('an experiment knows its stages before there is a run; a recipe without stages has none', () => {
  const experiment = smallBoltzmann()
  expect(expectedStages(experiment, analyseExperiment(experiment))).toEqual({
    stepsPerEpoch: 8,
    stages: [
      { id: 'rbm-1', title: 'RBM 1: 2–8', beginStep: 0, endStep: 24 },
      { id: 'rbm-2', title: 'RBM 2: 8–1', beginStep: 24, endStep: 40 },
      { id: 'fine-tuning', title: 'Fine-tuning', beginStep: 40, endStep: 80 },
    ],
  })
  const plain = { ...experiment, recipe: { ...experiment.recipe, id: 'autoencoder', parameters: {} } }
  expect(expectedStages(plain, analyseExperiment(plain))).toBeNull()
})

describe('networks that are no stack are refused in words', () => {
  test('sound ones pass', () => {
    expect(analyseExperiment(smallBoltzmann()).problems).toEqual([])
    expect(analyseExperiment(digitBoltzmann()).problems).toEqual([])
  })

  test('a decoder that is no mirror, with the mend', () => {
    const experiment = smallBoltzmann({ decoder: [['dense', { units: 7, ...sigmoid }], ['dense', { units: 2, ...linear }]] })
    const [problem] = analyseExperiment(experiment).problems
    expect(problem).toMatchObject({ code: 'decoder-not-mirror', place: { network: 'decoder', node: 'dense-1' }, title: 'decoder is not the mirror of encoder', expected: expect.stringContaining('1–8–2'), got: '1–7–2' })
    const [edit] = problem?.fixes?.[0]?.edits ?? []
    if (edit === undefined) throw new Error('no mend')
    expect(errors(applyEdit(experiment, edit))).toEqual([])
  })

  test('a decoder of fewer layers', () => {
    expect(errors(smallBoltzmann({ decoder: [['dense', { units: 2, ...linear }]] }))).toMatchObject([{ code: 'decoder-not-mirror', expected: expect.stringContaining('1–8–2'), got: '1–2' }])
  })

  test.each([
    ['a hidden layer that is not sigmoid', { encoder: [['dense', { units: 8, activation: 'relu' }], ['dense', { units: 1, ...linear }]] as const }, 'stack-activation', 'dense-1'],
    ['a code that is not linear', { encoder: [['dense', { units: 8, ...sigmoid }], ['dense', { units: 1, ...sigmoid }]] as const }, 'stack-activation', 'dense-2'],
    ['a layer without bias', { encoder: [['dense', { units: 8, ...sigmoid, bias: false }], ['dense', { units: 1, ...linear }]] as const }, 'stack-bias', 'dense-1'],
    ['another layer in the chain', { encoder: [['dense', { units: 8, ...sigmoid }], ['dropout', {}], ['dense', { units: 1, ...linear }]] as const }, 'stack-layer', 'dropout-2'],
    ['an output that squeezes real values', { outputActivation: 'sigmoid' }, 'stack-activation', 'output'],
  ])('%s', (_what, changes, code, node) => {
    expect(errors(smallBoltzmann(changes))).toMatchObject([{ code, place: { node } }])
  })

  test('binary visible units need data in [0, 1], and a sigmoid at the end, each told once', () => {
    expect(errors(smallBoltzmann({ recipeParameters: { visible: 'binary' } })).map(({ code }) => code)).toEqual(['data-not-probabilities', 'output-not-sigmoid'])
  })

  test('a frozen network', () => {
    const experiment = smallBoltzmann()
    const frozen = { ...experiment, networks: experiment.networks.map((network) => (network.id === 'encoder' ? { ...network, frozen: true as const } : network)) }
    expect(errors(frozen).map(({ code }) => code)).toEqual(['stack-frozen'])
  })

  test('E12: stages that leave no epoch to fine-tuning are warned of, with the mend', () => {
    const [problem] = analyseExperiment(smallBoltzmann({ training: { epochs: 5 } })).problems
    expect(problem).toMatchObject({ code: 'stages-fill-run', severity: 'warning', title: 'Fine-tuning never begins', fixes: [{ label: 'Train 10 epochs' }] })
  })
})
