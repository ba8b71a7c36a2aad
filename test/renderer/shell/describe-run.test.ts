import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { emptyRunView, type RunView } from '../../../src-shared/run/reduce-run'
import { describeMetric, describeRun } from '../../../src-renderer/shell/describe-run'
import { trainingObstacle } from '../../../src-renderer/shell/training-obstacle'
import type { Problem } from '../../../src-shared/problem'
import { runSummary } from './run-summary'

describe('a run’s figures', () => {
  test('the live view is ahead of the list', () => {
    const view: RunView = { ...emptyRunView, status: 'running', step: 1400, totalSteps: 4690, stepsPerEpoch: 469, elapsedMs: 61_000, samplesPerSecond: 31_240, etaMs: 74_000 }
    expect(describeRun(runSummary({ status: 'running', step: 1000, elapsedMs: 50_000 }), view)).toEqual({
      epoch: '2 / 10',
      step: '1,400 / 4,690',
      samplesPerSecond: '31,240',
      elapsed: '1:01',
      left: '1:14',
      fraction: 1400 / 4690,
    })
  })

  test('time left is a dash before the first step, while paused, and once ended', () => {
    expect(describeRun(runSummary({ status: 'running', step: 0 }), null).left).toBe('–')
    expect(describeRun(runSummary({ status: 'paused', step: 100 }), null).left).toBe('–')
    expect(describeRun(runSummary(), null).left).toBe('–')
  })

  test('time left is never negative, whatever the counts', () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.nat(10_000), fc.nat(1e9), (step, totalSteps, elapsedMs) => {
        const { left, fraction } = describeRun(runSummary({ status: 'running', step, totalSteps, elapsedMs }), null)
        expect(left.startsWith('-')).toBe(false)
        if (fraction !== null) expect(fraction).toBeLessThanOrEqual(1)
      }),
    )
  })

  test('metrics are named in words', () => {
    expect([describeMetric('test/loss'), describeMetric('test/elbo'), describeMetric('test/squaredError'), describeMetric('test/dFake')]).toEqual(['test loss', 'test ELBO', 'test squared error', 'test D(fake)'])
  })
})

describe('what stands in the way of training', () => {
  const problem: Problem = { code: 'x', severity: 'error', place: {}, title: 't', expected: 'e', got: 'g', fix: 'f' }

  test('nothing, where an experiment is open without errors; warnings do not count', () => {
    expect(trainingObstacle({ hasExperiment: true, problems: [{ ...problem, severity: 'warning' }] })).toBeNull()
  })

  test('errors are counted in words', () => {
    expect(trainingObstacle({ hasExperiment: true, problems: [problem] })).toBe('1 problem blocks training')
    expect(trainingObstacle({ hasExperiment: true, problems: [problem, problem] })).toBe('2 problems block training')
  })

  test('without an experiment, the way to one is named', () => {
    expect(trainingObstacle({ hasExperiment: false, problems: [] })).toMatch(/template/)
  })
})
