// How samples are held against data made of clouds.
import { expect, test } from 'vitest'
import { findDataset } from '@shared/datasets/catalogue'
import { modeCoverage } from '@shared/datasets/mode-coverage'

const ring = findDataset('ring')
const modes = ring?.describe(ring.parameters.parse({ noise: 0.1 })).modes
if (modes === undefined) throw new Error('the ring says nothing of its modes')

test('the ring has eight modes, two away from the middle, evenly apart', () => {
  expect(modes.centres).toHaveLength(8)
  for (const [x, y] of modes.centres) expect(Math.hypot(x, y)).toBeCloseTo(2, 12)
  const gaps = modes.centres.map(([x, y], index) => Math.hypot(x - (modes.centres[(index + 1) % 8]?.[0] ?? 0), y - (modes.centres[(index + 1) % 8]?.[1] ?? 0)))
  for (const gap of gaps) expect(gap).toBeCloseTo(4 * Math.sin(Math.PI / 8), 12)
})

test('a sample within three standard deviations counts for its nearest mode, one just outside for none', () => {
  expect(modeCoverage(modes, Float32Array.of(2, 0, 2.29, 0, 2.31, 0, 0, 2))).toEqual({ modesCovered: 2, highQuality: 0.75 })
  expect(modeCoverage(modes, Float32Array.of(0, 0))).toEqual({ modesCovered: 0, highQuality: 0 })
})

test('samples that are no numbers reach nothing', () => {
  expect(modeCoverage(modes, Float32Array.of(Number.NaN, 0))).toEqual({ modesCovered: 0, highQuality: 0 })
})

test('clouds without spread are no modes to be held against', () => {
  expect(ring?.describe(ring.parameters.parse({ noise: 0 })).modes).toBeUndefined()
})
