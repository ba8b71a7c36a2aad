import { expect, test } from 'vitest'
import { bestRuns, chosenBy, metricColumns, sortRuns } from '../../../src-renderer/panels/compare/run-columns'
import { runMetrics } from '../../../src-shared/experiment/run-metrics'
import { vae } from '../../../src-shared/recipes/vae'
import { runSummary } from '../shell/run-summary'

const columns = metricColumns(runMetrics(vae, vae.parameters.parse({}), null), 'test/elbo', [])
const column = (name: string) => {
  const found = columns.find((one) => one.name === name)
  if (!found) throw new Error(`no column ${name}`)
  return found
}
const runs = [
  runSummary({ id: 'aaaaaaaaaa', number: 1, metrics: { 'test/elbo': -120, 'test/loss': 120, 'test/kl': 5 } }),
  runSummary({ id: 'bbbbbbbbbb', number: 2, metrics: { 'test/elbo': -105, 'test/loss': 105, 'test/kl': 25 } }),
  runSummary({ id: 'cccccccccc', number: 3, metrics: { 'test/elbo': null } }),
]

test('the primary metric’s column stands first, and test values go before training values', () => {
  expect(columns.map((one) => one.name)).toEqual(['test/elbo', 'test/loss', 'test/reconstruction', 'test/kl', 'test/activeUnits', 'test/squaredError', 'test/crossEntropy', 'test/psnr', 'test/ssim'])
})

test('after it come the metrics that most of the runs on show have', () => {
  const shown = [runSummary({ metrics: { 'test/psnr': 12, 'test/kl': 5 } }), runSummary({ metrics: { 'test/psnr': 13 } })]
  expect(metricColumns(runMetrics(vae, vae.parameters.parse({}), null), 'test/elbo', shown).map((one) => one.name).slice(0, 4)).toEqual(['test/elbo', 'test/psnr', 'test/kl', 'test/loss'])
})

test('the best has the better value for its metric; a metric without a better side has no best, nor has a run alone', () => {
  expect([...bestRuns(runs, column('test/elbo'))]).toEqual(['bbbbbbbbbb'])
  expect([...bestRuns(runs, column('test/loss'))]).toEqual(['bbbbbbbbbb'])
  expect([...bestRuns(runs, column('test/kl'))]).toEqual([])
  expect([...bestRuns(runs.slice(1), column('test/loss'))]).toEqual([])
})

test('the best is chosen by validation values where every run has some; the columns show test values all the same', () => {
  const validated = [
    runSummary({ id: 'dddddddddd', number: 4, metrics: { 'test/loss': 100, 'validation/loss': 104 } }),
    runSummary({ id: 'eeeeeeeeee', number: 5, metrics: { 'test/loss': 102, 'validation/loss': 101 } }),
  ]
  expect([...bestRuns(validated, column('test/loss'))]).toEqual(['eeeeeeeeee'])
  expect([...bestRuns([...validated, ...runs], column('test/loss'))]).toEqual(['dddddddddd'])
  expect([chosenBy(validated, column('test/loss')), chosenBy(runs, column('test/loss'))]).toEqual(['validation/loss', 'test/loss'])
  expect(metricColumns(runMetrics(vae, vae.parameters.parse({}), null), 'validation/kl', [])[0]?.name).toBe('test/kl')
})

test('runs without a value go last whichever way the order runs', () => {
  const order = (descending: boolean): number[] => sortRuns(runs, { by: 'test/elbo', descending }).map((run) => run.number)
  expect([order(true), order(false), sortRuns(runs, { by: 'number', descending: true }).map((run) => run.number)]).toEqual([
    [2, 1, 3],
    [1, 2, 3],
    [3, 2, 1],
  ])
})
