import { describe, expect, test } from 'vitest'
import type { CheckpointState } from '../../../src-shared/run/run-record'
import { planCleanUp } from '../../../src-renderer/panels/history/plan-clean-up'
import { storageKinds } from '../../../src-renderer/panels/history/storage-kinds'

const checkpoint = (step: number, change: Partial<CheckpointState> = {}): CheckpointState => ({
  step,
  epoch: step / 10,
  elapsedMs: step,
  recordedAt: step,
  file: `checkpoints/step-${step}.safetensors`,
  bytes: 100,
  sha256: String(step),
  exists: true,
  best: false,
  primaryValue: null,
  ...change,
})

describe('planning a clean-up', () => {
  const checkpoints = [checkpoint(10), checkpoint(20, { best: true }), checkpoint(30), checkpoint(40, { exists: false }), checkpoint(50)]
  const deleted = (keepLast: number, keepBest: boolean): readonly number[] => planCleanUp(checkpoints, { keepLast, keepBest }).deleted.map((each) => each.step).sort()

  test('the newest that exist and the best stay; the rest is counted with its bytes', () => {
    expect(deleted(1, true)).toEqual([10, 30])
    expect(deleted(2, true)).toEqual([10])
    expect(deleted(1, false)).toEqual([10, 20, 30])
    expect(deleted(0, false)).toEqual([10, 20, 30, 50])
    expect(planCleanUp(checkpoints, { keepLast: 1, keepBest: true }).freedBytes).toBe(200)
  })

  test('what was cleaned up before frees nothing again', () => {
    expect(planCleanUp([checkpoint(40, { exists: false })], { keepLast: 0, keepBest: false })).toMatchObject({ deleted: [], kept: [], freedBytes: 0 })
  })
})

describe('disk use by kind', () => {
  test('kinds are parts of the whole, and those that take nothing are left out', () => {
    expect(storageKinds({ checkpoints: 750, snapshots: 250, log: 0, other: 0 })).toEqual([
      { title: 'Checkpoints', bytes: 750, share: 0.75 },
      { title: 'Samples and codes', bytes: 250, share: 0.25 },
    ])
    expect(storageKinds({ checkpoints: 0, snapshots: 0, log: 0, other: 0 })).toEqual([])
  })
})
