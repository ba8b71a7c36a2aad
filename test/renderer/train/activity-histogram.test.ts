// Units by their mean activity.
import { expect, test } from 'vitest'
import { activityHistogram } from '../../../src-renderer/panels/train/stages/activity-histogram'

test('probabilities fall into bins from 0 to 1, those near nothing are idle', () => {
  expect(activityHistogram([0, 0.001, 0.25, 0.5, 1], 4)).toEqual({ units: 5, mean: expect.closeTo(0.3502, 4), idle: 2, range: [0, 1], bins: [2, 1, 1, 1] })
})

test('real values have their own range; of none, or of what is not a number, there is no histogram', () => {
  expect(activityHistogram([-2, 0, 2], 2)).toMatchObject({ range: [-2, 2], bins: [1, 2], idle: 1 })
  expect([activityHistogram([]), activityHistogram([0.5, Number.NaN])]).toEqual([null, null])
})
