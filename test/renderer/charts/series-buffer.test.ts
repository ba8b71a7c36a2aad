import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Series } from '@shared/contract/contract'
import type { MetricPoint } from '@shared/run/run-events'
import { SeriesBuffer } from '../../../src-renderer/charts/series-buffer'

const STEPS_PER_EPOCH = 10

function point(step: number, name = 'train/loss'): MetricPoint {
  return { name, step, epoch: step / STEPS_PER_EPOCH, elapsedMs: step * 7, value: step % 13 === 5 ? null : step * 2 }
}

function fetched(steps: readonly number[], recorded = steps.length, name = 'train/loss'): Series {
  const points = steps.map((step) => point(step, name))
  return { name, steps: [...steps], epochs: points.map((one) => one.epoch), elapsedMs: points.map((one) => one.elapsedMs), values: points.map((one) => one.value), recorded }
}

describe('the series of a run on the page', () => {
  test('fetched answers and live points in any order give ascending steps, each once, with its own value, and the newest is there', () => {
    const action = fc.oneof(
      fc.record({ kind: fc.constant('fetch' as const), upTo: fc.integer({ min: 0, max: 60 }), every: fc.integer({ min: 1, max: 7 }) }),
      fc.record({ kind: fc.constant('live' as const), from: fc.integer({ min: 1, max: 60 }), count: fc.integer({ min: 1, max: 9 }) }),
    )
    fc.assert(
      fc.property(fc.array(action, { maxLength: 12 }), (actions) => {
        const buffer = new SeriesBuffer()
        let newest = 0
        for (const one of actions) {
          if (one.kind === 'fetch') {
            const steps = Array.from({ length: one.upTo }, (_, index) => index + 1).filter((step) => step % one.every === 0 || step === one.upTo)
            buffer.replace([fetched(steps)])
            newest = Math.max(newest, one.upTo)
          } else {
            buffer.append(Array.from({ length: one.count }, (_, index) => point(one.from + index)))
            newest = Math.max(newest, one.from + one.count - 1)
          }
        }
        const series = buffer.get('train/loss')
        const steps = series?.steps ?? []
        expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b))
        expect(steps.at(-1) ?? 0).toBe(newest)
        expect(series?.values ?? []).toEqual(steps.map((step) => point(step).value))
        expect(series?.epochs ?? []).toEqual(steps.map((step) => point(step).epoch))
      }),
    )
  })

  test('points that overlap what was fetched are dropped, newer ones are kept through the next fetch', () => {
    const buffer = new SeriesBuffer()
    buffer.replace([fetched([1, 2, 3])])
    const added = buffer.append([point(2), point(3), point(4), point(5)])
    buffer.replace([fetched([1, 3, 4])])
    expect({ added, steps: buffer.get('train/loss')?.steps, tail: buffer.appended }).toEqual({ added: 2, steps: [1, 3, 4, 5], tail: 1 })
  })

  test('a metric that begins live, before any fetch knows it, is there', () => {
    const buffer = new SeriesBuffer()
    buffer.replace([fetched([1, 2])])
    buffer.append([point(2, 'test/loss')])
    expect(buffer.names().map((name) => [name, buffer.get(name)?.steps])).toEqual([
      ['train/loss', [1, 2]],
      ['test/loss', [2]],
    ])
  })
})
