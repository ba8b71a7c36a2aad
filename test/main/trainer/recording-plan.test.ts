// When a run is tested, pictured and kept.
import { describe, expect, test } from 'vitest'
import { recordingPlan } from '../../../src-main/trainer/recording-plan'
import { smallExperiment } from './small-experiments'

function steps(total: number, at: (step: number) => boolean): number[] {
  return Array.from({ length: total + 1 }, (_, step) => step).filter(at)
}

describe('the recording plan', () => {
  test('left to itself: early pictures, then every epoch; tests and checkpoints every epoch; the last step always', () => {
    const plan = recordingPlan(smallExperiment(), { stepsPerEpoch: 469, totalSteps: 1000, stages: [] }, 1e6)
    expect(steps(1000, plan.snapshotAt)).toEqual([0, 10, 30, 100, 300, 469, 938, 1000])
    expect(steps(1000, plan.evaluateAt)).toEqual([469, 938, 1000])
    expect(steps(1000, plan.checkpointAt)).toEqual([469, 938, 1000])
  })

  test('where a stage ends, however rarely else', () => {
    const stages = [
      { id: 'first', title: 'First', beginStep: 0, endStep: 7 },
      { id: 'second', title: 'Second', beginStep: 7, endStep: 20 },
    ]
    const rarely = { evaluateEverySteps: 16, snapshotEverySteps: 16, checkpointEverySteps: 16 }
    const plan = recordingPlan(smallExperiment({ recording: rarely }), { stepsPerEpoch: 5, totalSteps: 20, stages }, 1e6)
    expect(steps(20, plan.evaluateAt)).toEqual([7, 16, 20])
    expect(steps(20, plan.snapshotAt)).toEqual([0, 7, 16, 20])
    expect(steps(20, plan.checkpointAt)).toEqual([7, 16, 20])
  })

  test('as set, by steps', () => {
    const plan = recordingPlan(smallExperiment({ recording: { evaluateEverySteps: 40, snapshotEverySteps: 50, checkpointEverySteps: 60 } }), { stepsPerEpoch: 30, totalSteps: 130, stages: [] }, 1e6)
    expect(steps(130, plan.evaluateAt)).toEqual([40, 80, 120, 130])
    expect(steps(130, plan.snapshotAt)).toEqual([0, 50, 100, 130])
    expect(steps(130, plan.checkpointAt)).toEqual([60, 120, 130])
  })

  test('many short epochs, or large checkpoints, are thinned evenly', () => {
    const plan = recordingPlan(smallExperiment(), { stepsPerEpoch: 10, totalSteps: 10_000, stages: [] }, 1e6)
    expect(steps(10_000, plan.snapshotAt).length).toBeLessThan(110)
    expect(steps(10_000, plan.checkpointAt)).toHaveLength(50)
    expect(steps(10_000, plan.evaluateAt)).toHaveLength(1000)
    const large = recordingPlan(smallExperiment(), { stepsPerEpoch: 10, totalSteps: 200, stages: [] }, 1e9)
    expect(steps(200, large.checkpointAt)).toEqual([50, 100, 150, 200])
  })
})
