import { expect, test } from 'vitest'
import { formatAgo, formatBytes, formatEpoch, formatMetric, formatTick } from '../../../src-renderer/charts/format-value'

test('metrics keep the digits that tell two values apart, and say when they are no number', () => {
  expect([99.61, 107.32, -108.376, 0.02251, 63252.3, 0, 8, 1.2e-7, null, undefined].map(formatMetric)).toEqual([
    '99.61', '107.3', '−108.4', '0.0225', '63,252', '0', '8', '1.20e-7', 'not a number', '–',
  ])
})

test('an epoch that is not over is not called over', () => {
  expect([40, 0.9979, 2.332, 0, 1 / 3 + 2 / 3].map(formatEpoch)).toEqual(['40', '0.99', '2.33', '0', '1'])
})

test('bytes, ticks and times ago are short', () => {
  const now = Date.UTC(2026, 10, 21)
  expect([formatBytes(0), formatBytes(13_400_000), formatBytes(1_240_000_000), formatTick(1e6), formatTick(0.025), formatAgo(now - 2000, now), formatAgo(now - 200_000, now)]).toEqual([
    '0 bytes', '13 MB', '1.2 GB', '1e+6', '0.025', '2 s ago', '3 min ago',
  ])
})
