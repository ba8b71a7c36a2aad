// Which examples count as labelled: balanced, drawn by the seed, and of one seed the fewer always among the more.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { labelledExamples } from '@shared/recipes/parts/labelled-examples'

const someLabels = fc.integer({ min: 2, max: 12 }).chain((classes) => fc.record({ classes: fc.constant(classes), labels: fc.array(fc.integer({ min: 0, max: classes - 1 }), { minLength: 1, maxLength: 300 }) }))
const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 })

function countByClass(labels: readonly number[], chosen: Uint32Array, classes: number): number[] {
  const counts = Array.from({ length: classes }, () => 0)
  for (const index of chosen) counts[labels[index] ?? 0] = (counts[labels[index] ?? 0] ?? 0) + 1
  return counts
}

test('as many of every class as can be: classes with examples left differ by one at most, the others are used up', () => {
  fc.assert(
    fc.property(someLabels, seeds, fc.nat(300), ({ classes, labels }, seed, count) => {
      const chosen = labelledExamples(labels, classes, seed, count)
      expect(new Set(chosen).size).toBe(chosen.length)
      expect(chosen).toHaveLength(count === 0 ? labels.length : Math.min(count, labels.length))
      const counts = countByClass(labels, chosen, classes)
      const available = countByClass(labels, Uint32Array.from(labels.keys()), classes)
      const most = Math.max(...counts)
      counts.forEach((found, label) => expect(found >= most - 1 || found === available[label], `class ${label}`).toBe(true))
    }),
  )
})

test('of one seed the fewer labels are among the more', () => {
  fc.assert(
    fc.property(someLabels, seeds, fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 300 }), ({ classes, labels }, seed, a, b) => {
      const [few, many] = [labelledExamples(labels, classes, seed, Math.min(a, b)), labelledExamples(labels, classes, seed, Math.max(a, b))]
      expect(many.subarray(0, few.length)).toEqual(few)
    }),
  )
})

test('another seed draws others; the same seed the same', () => {
  const labels = Array.from({ length: 1000 }, (_, index) => index % 10)
  expect(labelledExamples(labels, 10, 1, 50)).toEqual(labelledExamples(labels, 10, 1, 50))
  expect([...labelledExamples(labels, 10, 1, 50)]).not.toEqual([...labelledExamples(labels, 10, 2, 50)])
  // One too many for equal shares: whose turn it is depends on the seed.
  const extra = new Set(Array.from({ length: 40 }, (_, seed) => countByClass(labels, labelledExamples(labels, 10, seed, 11), 10).indexOf(2)))
  expect(extra.size).toBeGreaterThan(3)
})
