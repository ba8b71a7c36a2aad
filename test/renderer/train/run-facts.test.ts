import { describe, expect, test } from 'vitest'
import { bestCheckpoint, bestOnWords } from '../../../src-renderer/panels/train/inspector/best-checkpoint'
import { codeUse } from '../../../src-renderer/panels/train/latent/code-use'
import { curvesAsCsv } from '../../../src-renderer/panels/train/curves/export-curves'
import { filterRuns } from '../../../src-renderer/panels/train/runs/filter-runs'
import { healthFacts } from '../../../src-renderer/panels/train/inspector/run-health'
import { statusLine } from '../../../src-renderer/panels/run/run-words'
import { spreadLine } from '../../../src-renderer/panels/train/latent/spread-line'
import type { MetricSeries } from '../../../src-renderer/charts/series-buffer'
import { emptyRunView, type RunCheckpoint, type RunView } from '../../../src-shared/run/reduce-run'
import { runMetrics } from '../../../src-shared/experiment/run-metrics'
import { vae } from '../../../src-shared/recipes/vae'
import { runSummary } from '../shell/run-summary'

const metrics = vae.metrics(vae.parameters.parse({}))

function series(name: string, values: readonly (number | null)[]): MetricSeries {
  return { name, values, steps: values.map((_, index) => index + 1), epochs: values.map((_, index) => (index + 1) / 10), elapsedMs: values.map((_, index) => index) }
}
function viewWith(values: Readonly<Record<string, number | null>>): RunView {
  return { ...emptyRunView, metrics: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { name, step: 9, epoch: 0.9, elapsedMs: 1, value }])) }
}

describe('a run in words', () => {
  test('says what it does, how far it is, and why it ended', () => {
    const lines = [
      runSummary({ status: 'running', step: 469 * 61 + 5 }),
      runSummary({ status: 'finished', step: 4690 }),
      runSummary({ status: 'finished', step: 469 }),
      runSummary({ status: 'stopped', step: 469 * 40 }),
      runSummary({ status: 'failed', error: { code: 'loss-not-a-number', message: 'The loss became not a number' } }),
      runSummary({ status: 'failed', error: { code: 'trainer-killed', message: 'The trainer was killed' } }),
      runSummary({ status: 'starting', step: 0, stepsPerEpoch: null }),
    ].map(statusLine)
    expect(lines).toEqual(['running, epoch 62', 'finished, 10 epochs', 'finished, 1 epoch', 'stopped, epoch 40', 'failed, not a number', 'failed, trainer killed', 'starting'])
  })

  test('is found by every word of a query, and by tag alone', () => {
    const runs = [runSummary({ id: 'aaaaaaaaaa', name: 'calm-fjord-1', tags: ['baseline'] }), runSummary({ id: 'bbbbbbbbbb', name: 'dry-meadow-2', status: 'failed', tags: ['lesson 6'], notes: 'no baseline' })]
    const found = (query: string): string[] => filterRuns(runs, query).map((run) => run.name)
    expect([found('MEADOW failed'), found('baseline'), found('tag:base'), found('tag:lesson fjord'), found('  ')]).toEqual([['dry-meadow-2'], ['calm-fjord-1', 'dry-meadow-2'], ['calm-fjord-1'], [], ['calm-fjord-1', 'dry-meadow-2']])
  })
})

describe('health', () => {
  test('finite losses and a small gap are good news with the figure', () => {
    const facts = healthFacts(viewWith({ 'train/loss': 100, 'test/loss': 102 }), metrics, [series('train/loss', [100, 100])])
    expect(facts.map((fact) => [fact.state, fact.figure])).toEqual([['ok', ''], ['ok', '+2.0 %']])
  })

  test('one recorded value that is not a number is told with where it began, though later ones are fine', () => {
    const [fact] = healthFacts(viewWith({ 'train/loss': 5 }), metrics, [series('train/kl', [1, 2]), series('train/loss', [5, null, 5])])
    expect(fact).toMatchObject({ state: 'danger', title: 'Not a number' })
    expect(fact?.detail).toContain('train/loss from step 2')
  })

  test('a test loss far above training warns with the evidence; training is judged by many batches, not by the last', () => {
    const noisy = series('train/loss', [...Array.from({ length: 60 }, () => 100), 250])
    const gap = healthFacts(viewWith({ 'train/loss': 250, 'test/loss': 130 }), metrics, [noisy])[1]
    expect(gap).toMatchObject({ state: 'warn', figure: '+26.2 %' })
    expect(gap?.detail).toContain('130 on test')
    const byHeart = healthFacts(viewWith({ 'train/loss': 0.001, 'test/loss': 0.268 }), metrics, [series('train/loss', [0.001, 0.001])])[1]
    expect(byHeart).toMatchObject({ state: 'warn', figure: '268 times' })
  })

  test('with validation data the warnings go by it, and say so', () => {
    const validated = runMetrics(vae, vae.parameters.parse({}), { shape: [2], kind: 'points', trainCount: 9, validationCount: 9, testCount: 9, classes: null, storage: 'float32', range: null })
    const values = { 'train/loss': 100, 'validation/loss': 140, 'test/loss': 101, 'validation/activeUnits': 0, 'validation/kl': 0.1, 'test/activeUnits': 9, 'test/kl': 9 }
    const facts = healthFacts(viewWith(values), validated, [series('train/loss', [100, 100])])
    expect(facts.map(({ state, title }) => [state, title])).toEqual([['ok', 'Every recorded value is a finite number'], ['warn', 'Validation lies above train'], ['warn', 'Posterior collapse']])
    expect(facts.map(({ detail }) => detail).join(' ')).toMatch(/140 on validation data.*one validation example to another/)
    expect([bestOnWords('validation/elbo'), bestOnWords('test/elbo')]).toEqual([expect.stringContaining('validation data'), expect.stringContaining('no validation data')])
  })

  test('nothing measured, nothing said', () => {
    expect(healthFacts(emptyRunView, metrics, [])).toEqual([])
  })
})

describe('checkpoints and codes', () => {
  const checkpoint = (step: number): RunCheckpoint => ({ step, epoch: step / 10, elapsedMs: step, recordedAt: step, file: `c${step}`, bytes: 1, sha256: String(step) })

  test('the best checkpoint is the one tested best, the later of two equals as the clean-up keeps it, and none where nothing was tested', () => {
    const tested: MetricSeries = { name: 'test/elbo', steps: [10, 20, 25, 30, 40], epochs: [1, 2, 2.5, 3, 4], elapsedMs: [1, 2, 3, 4, 5], values: [-120, -105, -90, -105, null] }
    const all = [10, 20, 30, 40].map(checkpoint)
    expect(bestCheckpoint(all, tested, 'higher')).toEqual({ checkpoint: checkpoint(30), value: -105 })
    expect(bestCheckpoint(all, tested, 'lower')?.checkpoint.step).toBe(10)
    expect([bestCheckpoint(all, undefined, 'lower'), bestCheckpoint(all, tested, 'neither')]).toEqual([null, null])
  })

  test('a code dimension that hardly varies over the test set is idle', () => {
    const rows = Array.from({ length: 100 }, (_, index) => [index % 2 === 0 ? 1 : -1, 0.05 * (index % 2), 3])
    const codes = { dtype: 'float32', shape: [100, 3], data: Float32Array.from(rows.flat()) } as const
    const use = codeUse(codes, true)
    expect(use?.variances.map((variance) => Number(variance.toFixed(5)))).toEqual([1, 0.00063, 0])
    expect({ inUse: use?.inUse, used: use?.used }).toEqual({ inUse: [true, false, false], used: 1 })
    const scaled = { ...codes, data: codes.data.map((value) => value * 1e-4) }
    expect([codeUse(scaled, true)?.used, codeUse(scaled, false)?.used]).toEqual([0, 1])
  })

  test('a code of one dimension keeps its place along the line and parts the classes by height, the same way each time', () => {
    const points = [0, 0, 10, 0, 5, 0, 2, 0]
    const spread = spreadLine(points, [0, 0, 1, 1])
    expect([0, 2, 4, 6].map((index) => spread[index])).toEqual([0, 10, 5, 2])
    expect(Math.min(spread[1] ?? 0, spread[3] ?? 0)).toBeGreaterThan(Math.max(spread[5] ?? 0, spread[7] ?? 0))
    expect(spreadLine(points, [0, 0, 1, 1])).toEqual(spread)
  })
})

test('exported curves have a row a step, a column a metric, NaN as such and nothing where nothing was recorded', () => {
  const text = curvesAsCsv([
    { name: 'train/loss', steps: [1, 2, 3], epochs: [0.1, 0.2, 0.3], elapsedMs: [500, 1000, 1500], values: [3, null, 2.5], recorded: 3 },
    { name: 'test/loss', steps: [3], epochs: [0.3], elapsedMs: [1500], values: [2.75], recorded: 1 },
  ])
  expect(text).toBe('step,epoch,seconds,train/loss,test/loss\n1,0.1,0.5,3,\n2,0.2,1,NaN,\n3,0.3,1.5,2.5,2.75\n')
})
