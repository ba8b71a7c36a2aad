import { describe, expect, test } from 'vitest'
import { runStatusSchema } from '../../../src-shared/run/run-record'
import { experimentFrom, usualExtension } from '../../../src-renderer/shell/extension'
import { resumePlan } from '../../../src-renderer/shell/resume-plan'
import { shippedTemplate } from '../../support/shipped-templates'
import { runSummary } from './run-summary'

const words = (change: Parameters<typeof runSummary>[0]): string | undefined => resumePlan(runSummary(change))?.words

describe('what resuming would do, in words', () => {
  test('a run that goes on by itself or waits has nothing to resume; every other has', () => {
    const without = runStatusSchema.options.filter((status) => resumePlan(runSummary({ status })) === null)
    expect(without).toEqual(['queued', 'starting', 'running'])
  })

  test('an interrupted run goes on from its checkpoint, and says what is trained again', () => {
    expect(words({ status: 'interrupted', step: 1000, checkpointStep: 938 })).toBe('Goes on from its checkpoint at epoch 2, step 938; the 62 steps after it are trained again')
    expect(words({ status: 'interrupted', step: 939, checkpointStep: 938 })).toContain('the step after it is trained again')
    expect(words({ status: 'stopped', step: 938, checkpointStep: 938 })).toBe('Goes on from its checkpoint at epoch 2, step 938')
  })

  test('without a checkpoint it begins again, and says so', () => {
    expect(words({ status: 'failed', step: 40, checkpointStep: null })).toMatch(/^Begins again at step 0/)
  })

  test('a finished run asks for epochs first, as many as it had to begin with', () => {
    expect(resumePlan(runSummary({ checkpointStep: 4690 }))?.kind).toBe('extend')
    expect(usualExtension({ totalSteps: 4690, stepsPerEpoch: 469 })).toBe(10)
    expect(usualExtension({ totalSteps: 3, stepsPerEpoch: 469 })).toBe(1)
    expect(usualExtension({ totalSteps: null, stepsPerEpoch: null })).toBe(10)
  })
})

describe('the experiment of a fork', () => {
  const { experiment } = shippedTemplate('vae-mnist')
  const record = { experiment, totalSteps: 4690, stepsPerEpoch: 469 }

  test('is the run’s own where there is something left to train', () => {
    expect(experimentFrom(record, 2345)).toEqual({ experiment, moreEpochs: 0 })
  })

  test('has as many epochs more where it was trained to its end, whether epochs or steps ended it', () => {
    expect(experimentFrom(record, 4690).experiment.training).toMatchObject({ epochs: 20, steps: null })
    const counted = { ...record, totalSteps: 938, experiment: { ...experiment, training: { ...experiment.training, steps: 938 } } }
    expect(experimentFrom(counted, 938).experiment.training).toMatchObject({ epochs: 10, steps: 1876 })
  })
})
