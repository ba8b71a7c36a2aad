// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { conv2dLayer } from '@shared/layers/conv-2d'
import { reshapeLayer } from '@shared/layers/reshape'
import SchemaForm from '../../../src-renderer/panels/design/form/schema-form.vue'
import { tabOfProblem } from '../../../src-renderer/panels/design/inspector/problem-tab'
import { useExperimentStore } from '../../../src-renderer/stores/experiment-store'
import { placeExists } from '../../../src-renderer/stores/place-exists'
import { shippedTemplate } from '../../support/shipped-templates'

vi.mock('../../../src-renderer/client/studio-client', () => ({ studio: {} }))

function form(schema: typeof conv2dLayer.parameters | typeof reshapeLayer.parameters, values: Readonly<Record<string, unknown>> = {}) {
  return mount(SchemaForm, { props: { schema, values, place: 'encoder/layer/parameters' } })
}

beforeEach(() => {
  setActivePinia(createPinia())
  localStorage.clear()
})

describe('a form made from a schema', () => {
  test('shows every setting by its title, the document’s value or else the default', () => {
    const view = form(conv2dLayer.parameters, { filters: 48 })
    expect(view.findAll('label').map((label) => label.text())).toEqual(['Filters', 'Kernel', 'Stride', 'Padding', 'Activation', 'Initial weights', 'Bias', 'Spectral norm', 'Dilation'])
    expect(view.findAll('input').map((input) => input.element.value).slice(0, 5)).toEqual(['48', '3', '3', '1', '1'])
  })

  test('a linked pair sets both halves, an unlinked one only its own', async () => {
    const view = form(conv2dLayer.parameters)
    const height = view.get('input[aria-label="Kernel, height"]')
    await height.setValue('5')
    await view.get('button.linker').trigger('click')
    await height.setValue('7')
    expect(view.emitted('change')).toEqual([
      ['kernel', [5, 5]],
      ['kernel', [7, 3]],
    ])
  })

  test('arithmetic is taken; text that is no value stays in the field, is told in words and changes nothing', async () => {
    const document = useExperimentStore()
    const view = form(conv2dLayer.parameters)
    const filters = view.get('input')
    await filters.setValue('8*8')
    await filters.setValue('8*')
    expect(view.emitted('change')).toEqual([['filters', 64]])
    expect(filters.element.value).toBe('8*')
    expect(view.get('.hint.fault').text()).toBe('Expected a whole number from 1 to 65,536')
    expect(document.unfinished.get('encoder/layer/parameters.filters')?.text).toBe('8*')
    const again = form(conv2dLayer.parameters)
    expect(again.get('input').element.value).toBe('8*')
    await again.get('input').trigger('keydown', { key: 'Escape' })
    expect([again.get('input').element.value, document.unfinished.size]).toEqual(['32', 0])
  })

  test('a shape is typed as one writes it', async () => {
    const view = form(reshapeLayer.parameters, { target: [7, 7, 64] })
    const target = view.get('input')
    expect(target.element.value).toBe('7×7×64')
    await target.setValue('14 14 16')
    await target.setValue('14 14 ')
    await target.setValue('14 x')
    expect(view.emitted('change')).toEqual([['target', [14, 14, 16]], ['target', [14, 14]]])
    expect(view.get('.hint.fault').text()).toContain('Expected 1 to 4 numbers')
  })
})

describe('places of settings', () => {
  test('unfinished text does not outlive its field', () => {
    const { experiment } = shippedTemplate('conv-vae-mnist')
    const conv = experiment.networks[0]?.nodes.find((node) => node.type === 'conv-2d')?.id ?? ''
    const places = [`encoder/${conv}/parameters.filters`, `encoder/${conv}/parameters.kernel.1`, `encoder/${conv}/parameters.units`, 'encoder/gone/parameters.filters', 'training.epochs', 'recipe.parameters.beta', 'recipe.parameters.gone', 'training.optimizers.model.parameters.learningRate']
    expect(places.map((place) => placeExists(experiment, place))).toEqual([true, true, false, false, true, true, false, true])
  })

  test('every problem has a tab that shows it', () => {
    const tab = (place: { node?: string; path?: string }) => tabOfProblem({ code: '', severity: 'error', place, title: '', expected: '', got: '', fix: '' })
    expect([{ node: 'a', path: 'parameters.units' }, { path: 'recipe.roles.encoder' }, { path: 'dataset.id' }, { path: 'training.optimizers.model' }, { path: 'training.batchSize' }, { path: 'recording.sampleCount' }, {}].map(tab)).toEqual([
      'layer',
      'recipe',
      'data',
      'optimizer',
      'training',
      'training',
      'layer',
    ])
  })
})
