// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { expect, test } from 'vitest'
import ValueBars from '../../../src-renderer/charts/value-bars.vue'
import { codeBars, MOST_BARS } from '../../../src-renderer/panels/train/latent/code-bars'

const numbersBelow = (count: number, perBar = 1): number[] => {
  const bars = Array.from({ length: count }, (_, index) => ({ height: 10, words: `bar ${index}` }))
  return mount(ValueBars, { props: { bars, variable: '--role-latent', label: 'Bars', numbered: true, perBar } }).findAll('.number').map((number) => Number(number.text()))
}

test('numbers stand at round places, as many as have room, also where a bar stands for several', () => {
  expect([numbersBelow(3), numbersBelow(30).slice(0, 4), numbersBelow(500), numbersBelow(512, 24)]).toEqual([
    [0, 1, 2],
    [0, 2, 4, 6],
    [0, 50, 100, 150, 200, 250, 300, 350, 400, 450],
    [0, 2000, 4000, 6000, 8000, 10000, 12000],
  ])
})

test('every bar is read out, an idle one is told from one that says little', () => {
  const { bars } = codeBars([2, 0.001, 1], [true, false, true], 'KL', ' nats')
  const list = mount(ValueBars, { props: { bars, variable: '--role-latent', label: 'KL of each dimension' } })
  expect(list.find('ol').attributes('aria-label')).toBe('KL of each dimension')
  expect(list.findAll('li').map((bar) => bar.find('.sr').text())).toEqual(['z0: KL 2.00 nats', 'z1: KL 0.00100 nats, idle', 'z2: KL 1.00 nats'])
  expect(list.findAll('i').map((bar) => [bar.classes('idle'), bar.attributes('style')])).toEqual([[false, 'height: 100%;'], [true, 'height: 7px;'], [false, 'height: 50%;']])
})

test('thousands of dimensions share bars, each as high as the highest of its own and in use if any of them is', () => {
  const values = Array.from({ length: 12_288 }, (_, dimension) => (dimension === 100 ? 8 : 0))
  const { bars, perBar } = codeBars(values, values.map((value) => value > 0), 'variance', '')
  expect([bars.length, perBar]).toEqual([MOST_BARS, 24])
  expect(bars.filter(({ idle }) => idle !== true)).toEqual([{ height: 100, idle: false, words: 'z96 to z119: variance at most 8.00' }])
})
