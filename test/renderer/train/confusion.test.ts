// @vitest-environment happy-dom
// The confusion matrix counts every test example once, by its class and by what it was taken for.
import fc from 'fast-check'
import { mount } from '@vue/test-utils'
import { expect, test } from 'vitest'
import { confusionOf, examplesOf, worstCell } from '../../../src-renderer/panels/train/classification/confusion'
import ConfusionMatrix from '../../../src-renderer/panels/train/classification/confusion-matrix.vue'
import { sweepPlot } from '../../../src-renderer/panels/compare/sweep/sweep-plot'
import { sweepTags } from '../../../src-renderer/panels/compare/sweep/sweep-tags'

const pairs = fc.integer({ min: 2, max: 6 }).chain((classes) => fc.record({ classes: fc.constant(classes), pairs: fc.array(fc.tuple(fc.integer({ min: 0, max: classes - 1 }), fc.integer({ min: 0, max: classes - 1 })), { minLength: 1, maxLength: 80 }) }))

test('rows sum to the examples of a class, the diagonal to what was right, cells to their examples', () => {
  fc.assert(
    fc.property(pairs, ({ classes, pairs: given }) => {
      const [labels, predicted] = [given.map(([label]) => label), given.map(([, taken]) => taken)]
      const confusion = confusionOf(labels, predicted, classes)
      expect(confusion.counts.reduce((sum, count) => sum + count, 0)).toBe(given.length)
      for (let label = 0; label < classes; label += 1) {
        const total = labels.filter((one) => one === label).length
        expect(confusion.totals[label]).toBe(total)
        const right = given.filter(([one, taken]) => one === label && taken === label).length
        if (total === 0) expect(confusion.accuracies[label]).toBeNull()
        else expect(confusion.accuracies[label]).toBeCloseTo(right / total, 10)
        for (let taken = 0; taken < classes; taken += 1) expect(examplesOf(labels, predicted, labels.map(() => 1), label, taken)).toHaveLength(confusion.counts[label * classes + taken] ?? -1)
      }
      expect(confusion.accuracy).toBeCloseTo(given.filter(([label, taken]) => label === taken).length / given.length, 10)
      const worst = worstCell(confusion)
      expect(worst === null).toBe(given.every(([label, taken]) => label === taken))
    }),
  )
})

test('of a cell, the examples it was surest of come first', () => {
  expect(examplesOf([1, 1, 0, 1], [0, 0, 0, 1], [0.5, 0.9, 0.9, 0.9], 1, 0)).toEqual([1, 0])
})

test('the matrix says every cell in words, is walked with arrow keys, and tells which cell was chosen', async () => {
  const view = mount(ConfusionMatrix, { props: { confusion: confusionOf([0, 0, 1, 1, 1], [0, 1, 1, 1, 0], 2), names: ['cat', 'dog'], chosen: null }, attachTo: document.body })
  const cells = view.findAll('button')
  expect(cells.map((cell) => cell.attributes('aria-label'))).toEqual([
    '1 of 2 examples of cat taken for cat, 50.0 %',
    '1 of 2 examples of cat taken for dog, 50.0 %',
    '1 of 3 examples of dog taken for cat, 33.3 %',
    '2 of 3 examples of dog taken for dog, 66.7 %',
  ])
  expect(cells.map((cell) => cell.attributes('tabindex'))).toEqual(['0', '-1', '-1', '-1'])
  await view.get('table').trigger('keydown', { key: 'ArrowDown' })
  await view.get('table').trigger('keydown', { key: 'ArrowRight' })
  await view.get('table').trigger('keydown', { key: 'ArrowRight' })
  expect(document.activeElement).toBe(cells[3]?.element)
  await cells[2]?.trigger('click')
  expect(view.emitted('choose')).toEqual([[{ label: 1, taken: 0 }]])
  view.unmount()
})

test('a label sweep is drawn from few to many labels, everything inside its frame', () => {
  const plot = sweepPlot({ width: 600, height: 400 }, [10, 60_000, 100], [42, 98.7, 71])
  const xs = [10, 100, 60_000].map((count) => plot.x(count))
  expect(xs.toSorted((a, b) => a - b)).toEqual(xs)
  expect([Math.min(...xs) >= plot.left, Math.max(...xs) <= plot.right]).toEqual([true, true])
  for (const percent of [42, 71, 98.7]) expect([plot.y(percent) >= plot.top, plot.y(percent) <= plot.bottom]).toEqual([true, true])
  expect(plot.y(98.7)).toBeLessThan(plot.y(42))
  expect(plot.xTicks).toEqual([10, 100, 60_000])
  expect(Number.isFinite(sweepPlot({ width: 300, height: 200 }, [100], [90]).x(100))).toBe(true)
})

test('sweeps are found by the tags of their runs, the newest first', () => {
  expect(sweepTags([{ tags: ['labels 1', 'mine'], number: 9 }, { tags: ['labels 2'], number: 4 }, { tags: ['labels 1'], number: 2 }, { tags: [], number: 12 }])).toEqual(['labels 1', 'labels 2'])
})
