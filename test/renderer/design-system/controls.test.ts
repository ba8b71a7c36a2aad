// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import fc from 'fast-check'
import temml from 'temml'
import { describe, expect, test } from 'vitest'
import { icons } from '../../../src-renderer/design-system/icons'
import NameField from '../../../src-renderer/design-system/name-field.vue'
import NumberField from '../../../src-renderer/design-system/number-field.vue'
import SegmentedControl from '../../../src-renderer/design-system/segmented-control.vue'
import StudioIcon from '../../../src-renderer/design-system/studio-icon.vue'
import { fitNumber, stepNumber } from '../../../src-renderer/design-system/step-number'
import { clampSize } from '../../../src-renderer/design-system/use-panel-size'
import { layerCatalogue } from '../../../src-shared/layers/catalogue'
import { recipeCatalogue } from '../../../src-shared/recipes/catalogue'

describe('a name being changed', () => {
  const typed = async (text: string) => {
    const wrapper = mount(NameField, { props: { name: 'calm-fjord-12', label: 'Name of the run', longest: 80 } })
    await wrapper.find('input').setValue(text)
    return wrapper
  }

  test('the Enter that ends a composition of keystrokes is not the end of the name', async () => {
    const wrapper = await typed('実験')
    await wrapper.find('input').trigger('keydown', { key: 'Enter', isComposing: true })
    expect(wrapper.emitted()).not.toHaveProperty('done')
    await wrapper.find('input').trigger('keydown', { key: 'Enter' })
    expect(wrapper.emitted('rename')).toEqual([['実験']])
    expect(wrapper.emitted('done')).toHaveLength(1)
  })

  test('leaving it keeps what was typed, once', async () => {
    const wrapper = await typed('baseline')
    await wrapper.find('input').trigger('blur')
    await wrapper.find('input').trigger('blur')
    expect(wrapper.emitted('rename')).toEqual([['baseline']])
  })
})

describe('a number field', () => {
  const field = (modelValue: number, props: Record<string, unknown> = {}) => mount(NumberField, { props: { modelValue, label: 'Units', ...props } })

  test('takes arithmetic as it is typed', async () => {
    const wrapper = field(64, { integer: true, min: 1 })
    await wrapper.find('input').setValue('28*28')
    expect(wrapper.emitted('update:modelValue')?.at(-1)).toEqual([784])
  })

  test('keeps text that is no value, says what is expected, and hands nothing on', async () => {
    const wrapper = field(64, { integer: true, min: 1, max: 100 })
    for (const [text, expected] of [['', 'a number'], ['2.5', 'a whole number'], ['0', 'at least 1'], ['1e6', 'at most 100']] as const) {
      await wrapper.find('input').setValue(text)
      expect(wrapper.find('input').attributes('aria-invalid')).toBe('true')
      expect(wrapper.text()).toContain(expected)
    }
    expect(wrapper.emitted('update:modelValue')).toBeUndefined()
    expect(wrapper.emitted('unfinished')?.at(-1)).toEqual(['1e6'])
    await wrapper.find('input').trigger('keydown', { key: 'Escape' })
    expect((wrapper.find('input').element as HTMLInputElement).value).toBe('64')
    expect(wrapper.emitted('unfinished')?.at(-1)).toEqual([null])
  })

  test('arrow keys step, ten times as far with Shift', async () => {
    const wrapper = field(64, { integer: true, min: 1 })
    await wrapper.find('input').trigger('keydown', { key: 'ArrowUp' })
    await wrapper.find('input').trigger('keydown', { key: 'ArrowDown', shiftKey: true })
    expect(wrapper.emitted('update:modelValue')).toEqual([[65], [55]])
  })
})

describe('stepping numbers', () => {
  test('a learning rate steps by a tenth of its size, without float dust', () => {
    expect(stepNumber(0.001, 1, {})).toBe(0.0011)
    expect(stepNumber(0.1, 2, { step: 0.1 })).toBe(0.3)
  })

  test('never leaves its range, and whole numbers stay whole', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }), fc.integer({ min: -1000, max: 1000 }), (value, steps) => {
        const next = stepNumber(fitNumber(value, { min: 1, max: 512, integer: true }), steps, { min: 1, max: 512, integer: true })
        expect(Number.isInteger(next) && next >= 1 && next <= 512).toBe(true)
      }),
    )
  })

  test('a panel’s remembered size is brought into its range; nonsense gives the usual size', () => {
    const options = { initial: 224, min: 180, max: 380 }
    expect([100, 250.4, 1e9, NaN].map((size) => clampSize(size, options))).toEqual([180, 250, 380, 224])
  })
})

describe('icons and formulas', () => {
  test('every icon a layer names is in the set', () => {
    for (const layer of layerCatalogue) expect(Object.keys(icons)).toContain(layer.icon)
  })

  test('an icon is decoration unless it has a label', () => {
    expect(mount(StudioIcon, { props: { name: 'play' } }).attributes('aria-hidden')).toBe('true')
    expect(mount(StudioIcon, { props: { name: 'play', label: 'Running' } }).attributes()).toMatchObject({ role: 'img', 'aria-label': 'Running' })
  })

  test('every formula of layers and recipes is TeX that becomes MathML', () => {
    const formulas = [...layerCatalogue.flatMap((layer) => layer.help.formula ?? []), ...recipeCatalogue.flatMap((recipe) => [recipe.help.formula, ...recipe.drawing(recipe.parameters.parse({})).losses.map((loss) => loss.formula)])]
    expect(formulas.length).toBeGreaterThan(3)
    for (const tex of formulas) expect(temml.renderToString(tex, { displayMode: true, throwOnError: true }), tex).toMatch(/^<math/)
  })
})

describe('a segmented control', () => {
  test('always keeps one choice', async () => {
    const wrapper = mount(SegmentedControl, { props: { modelValue: 'same', label: 'Padding', options: [{ value: 'same', label: 'Same' }, { value: 'valid', label: 'Valid' }] } })
    const [same, valid] = wrapper.findAll('button')
    await same?.trigger('click')
    expect(wrapper.emitted('update:modelValue')).toBeUndefined()
    await valid?.trigger('click')
    expect(wrapper.emitted('update:modelValue')).toEqual([['valid']])
  })
})
