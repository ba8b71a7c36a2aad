// Values set by dotted path, as forms and the command line's --set do.
import { describe, expect, test } from 'vitest'
import { setExperimentValue } from '@shared/experiment/set-experiment-value'
import { valueAt } from '@shared/graph/describe-schema'
import type { StudioErrorDetail } from '@shared/studio-error'
import { boringExperiment } from '../graph/build-network'
import { refusalOf } from '../../support/refusal'

const boring = boringExperiment()

const refused = (path: string, value: never): StudioErrorDetail => refusalOf(() => setExperimentValue(boring, path, value))

describe('known paths', () => {
  test.each([
    ['name', 'Other'],
    ['training.epochs', 3],
    ['training.steps', null],
    ['training.optimizers.model.parameters.learningRate', 0.01],
    ['training.optimizers.model.id', 'sgd'],
    ['training.optimizers.model', { id: 'sgd', parameters: { momentum: 0.9 } }],
    ['recipe.parameters.loss', 'cross-entropy'],
    ['recipe.parameters', {}],
    ['recipe.roles.decoder', 'encoder'],
    ['dataset', { id: 'mnist', parameters: {} }],
    ['dataset.parameters.noise', 0.3],
    ['recording.evaluateEverySteps', 10],
  ])('%s takes %j and shares the rest', (path, value) => {
    const changed = setExperimentValue(boring, path, value)
    expect(valueAt(changed, path.split('.'))).toEqual(value)
    expect(changed.networks).toBe(boring.networks)
    expect(boring).toEqual(boringExperiment())
  })

  test('a layer’s parameter is reached by network, node and name', () => {
    const changed = setExperimentValue(boring, 'networks.encoder.code.units', 7)
    expect(changed.networks[0]?.nodes[1]?.parameters).toEqual({ units: 7, activation: 'linear' })
    expect(changed.networks[1]).toBe(boring.networks[1])
  })

  test('null takes a role, an optimizer or a parameter out', () => {
    expect(setExperimentValue(boring, 'recipe.roles.decoder', null).recipe.roles).toEqual({ encoder: 'encoder' })
    expect(setExperimentValue(boring, 'training.optimizers.model', null).training.optimizers).toEqual({})
    expect(setExperimentValue(boring, 'training.optimizers.model.parameters.learningRate', null).training.optimizers['model']?.parameters).toEqual({})
    expect(setExperimentValue(boring, 'networks.encoder.code.units', null).networks[0]?.nodes[1]?.parameters).toEqual({ activation: 'linear' })
  })

  test('parameters of a recipe this studio does not know may be anything', () => {
    const foreign = setExperimentValue(boring, 'recipe.id', 'diffusion')
    expect(setExperimentValue(foreign, 'recipe.parameters.timesteps', 1000).recipe.parameters).toMatchObject({ timesteps: 1000 })
  })
})

describe('unknown paths', () => {
  test.each([
    ['training.epoch', 'training.epochs'],
    ['epochs', 'training.epochs'],
    ['learningRate', 'training.optimizers.model.parameters.learningRate'],
    ['training.optimizers.model.parameters.learningrat', 'training.optimizers.model.parameters.learningRate'],
    ['recipe.parameters.los', 'recipe.parameters.loss'],
    ['dataset.parameters.noize', 'dataset.parameters.noise'],
    ['networks.encoder.code.unit', 'networks.encoder.code.units'],
    ['networks.encodr.code.units', 'networks.encoder.code.units'],
    ['units', 'networks.encoder.code.units'],
  ])('%s is refused and %s is offered', (path, near) => {
    expect(refused(path, 1 as never)).toMatchObject({ code: 'setting-unknown', path, fix: `write ${near} if that was meant` })
  })

  test.each(['format', 'version', 'networks', 'networks.encoder', 'networks.encoder.code', '', '.', '__proto__.x', 'recipe.__proto__', 'training.optimizers.ghost.id'])(
    '%j is not to be set',
    (path) => {
      expect(refused(path, 1 as never).code).toBe('setting-unknown')
    },
  )
})

test.each([
  ['training.epochs', 0, 'a whole number from 1 to 100,000', '0'],
  ['training.batchSize', 'many', 'a whole number from 1 to 65,536', '"many"'],
  ['name', '', 'a text of 1 to 120 characters', '""'],
  ['recipe.roles.decoder', 'no spaces please', 'a name of 1 to 64 letters, digits, - or _', '"no spaces please"'],
])('%s cannot be %j', (path, value, expected, got) => {
  expect(refused(path, value as never)).toMatchObject({ code: 'setting-invalid', path, expected, got })
})
