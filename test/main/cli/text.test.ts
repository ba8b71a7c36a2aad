// What the command line writes: tables that line up, CSV that other programs read, a progress line that stays on its line.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatBytes } from '@shared/cost/format-bytes'
import { emptyRunView, reduceRunEvents } from '@shared/run/reduce-run'
import { exitCodeOf } from '../../../src-main/cli/exit-codes'
import { metricsCsv } from '../../../src-main/cli/metrics-csv'
import { formatProgress } from '../../../src-main/cli/progress-line'
import { formatTable, formatValue } from '../../../src-main/cli/table'
import { record, trainerEvents } from '../../shared/run/run-event-arbitraries'

test('columns line up', () => {
  expect(formatTable(['id', 'steps'], [['a', '5'], ['long-id', '12345']], [1])).toEqual(['id       steps', 'a            5', 'long-id  12345'])
})

test('values keep five digits and never hide what is no number', () => {
  expect([105.689123, 0.0829, 1e-7, 1234567, 0, -108.3, null].map(formatValue)).toEqual(['105.69', '0.0829', '1.000e-7', '1.235e+6', '0', '-108.3', 'not a number'])
  expect([0, 999, 7_837_460, 2e12].map(formatBytes)).toEqual(['0 B', '999 B', '7.84 MB', '2.0 TB'])
})

test('metrics of different steps share one table; gaps stay empty, not-a-numbers are said', () => {
  const at = { epoch: 0.5, elapsedMs: 1500 }
  const csv = metricsCsv(
    new Map([
      ['test/loss', [{ step: 2, ...at, value: 3 }]],
      ['train/loss', [{ step: 1, ...at, value: null }, { step: 2, ...at, value: 1.25 }]],
    ]),
  )
  expect(csv).toBe('step,epoch,seconds,test/loss,train/loss\r\n1,0.5,1.500,,NaN\r\n2,0.5,1.500,3,1.25\r\n')
})

test('the progress line fits its width and never tells a negative time, whatever was told', () => {
  fc.assert(
    fc.property(trainerEvents, fc.integer({ min: 30, max: 200 }), (told, columns) => {
      const line = formatProgress(reduceRunEvents(emptyRunView, record(told)), columns)
      expect(line.length).toBeLessThan(columns)
      expect(line).not.toMatch(/-\d+:\d\d|NaN|Infinity|\n/)
    }),
  )
})

test('error codes become exit codes', () => {
  expect(['usage', 'run-not-found', 'experiment-not-found', 'experiment-invalid', 'engine-missing', 'data-folder-in-use', 'database-damaged', 'fault'].map(exitCodeOf)).toEqual([2, 3, 3, 4, 5, 6, 6, 1])
})
