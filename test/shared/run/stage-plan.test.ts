// Stages on a run's one clock.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { emptyRunView, reduceRunEvents } from '@shared/run/reduce-run'
import { planStages, stageAt, stageWords } from '@shared/run/stage-plan'
import { record } from './run-event-arbitraries'

const stages = [
  { id: 'a', title: 'First', epochs: 2 },
  { id: 'b', title: 'Second', epochs: 3 },
  { id: 'c', title: 'Rest', epochs: null },
]

describe('the plan of stages', () => {
  test('stages follow on one another, and the last takes what is left', () => {
    expect(planStages(stages, 10, 80)).toEqual([
      { id: 'a', title: 'First', beginStep: 0, endStep: 20 },
      { id: 'b', title: 'Second', beginStep: 20, endStep: 50 },
      { id: 'c', title: 'Rest', beginStep: 50, endStep: 80 },
    ])
  })

  test('a run that ends sooner is in fewer of them, the last cut short; a stage of no epochs is none', () => {
    expect(planStages(stages, 10, 33).map(({ id, endStep }) => [id, endStep])).toEqual([['a', 20], ['b', 33]])
    expect(planStages([{ id: 'a', title: 'First', epochs: 0 }, ...stages.slice(2)], 10, 30).map(({ id }) => id)).toEqual(['c'])
  })

  test('every step of a run belongs to one stage, whatever the lengths', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5), { maxLength: 5 }), fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 200 }), (epochs, stepsPerEpoch, totalSteps) => {
        const planned = planStages([...epochs.map((count, index) => ({ id: String(index), title: String(index), epochs: count })), { id: 'rest', title: 'rest', epochs: null }], stepsPerEpoch, totalSteps)
        expect(planned[0]?.beginStep).toBe(0)
        expect(planned.at(-1)?.endStep).toBe(totalSteps)
        planned.forEach((stage, index) => {
          expect(stage.endStep).toBeGreaterThan(stage.beginStep)
          expect(planned[index + 1]?.beginStep ?? totalSteps).toBe(stage.endStep)
          expect(stageAt(planned, stage.beginStep)).toBe(stage)
          expect(stageAt(planned, stage.endStep - 1)).toBe(stage)
        })
      }),
      { seed: 3 },
    )
  })

  test('in words: which of how many; nothing of a run without stages', () => {
    const planned = planStages(stages, 10, 80)
    expect([0, 20, 79, 80].map((step) => stageWords(planned, step))).toEqual(['stage 1 of 3, First', 'stage 2 of 3, Second', 'stage 3 of 3, Rest', 'stage 3 of 3, Rest'])
    expect(stageWords([], 5)).toBeNull()
  })

  test('a run’s view knows its stages from its beginning, and the longer ones when it goes on for more epochs', () => {
    const started = { kind: 'started' as const, engine: { id: 'javascript' as const, version: 'test', device: 'CPU', accelerator: 'cpu' as const, native: false }, parameterCount: 1, stepsPerEpoch: 10, pid: 1 }
    const begun = { ...started, totalSteps: 80, stages: [...planStages(stages, 10, 80)] }
    const longer = { ...started, totalSteps: 120, stages: [...planStages(stages, 10, 120)], from: { step: 80, epoch: 8, elapsedMs: 100 } }
    expect(reduceRunEvents(emptyRunView, record([begun])).stages.at(-1)?.endStep).toBe(80)
    expect(reduceRunEvents(emptyRunView, record([begun, longer])).stages.at(-1)?.endStep).toBe(120)
  })
})
