// Which checkpoint is the best, and which may go.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CheckpointState } from '@shared/run/run-record'
import { findBest, findExpendable } from '../../../src-main/runs/checkpoint-keeper'

function checkpoint(step: number, primaryValue: number | null, exists = true): CheckpointState {
  return { step, epoch: step, elapsedMs: step, recordedAt: step, file: `checkpoints/step-${step}.safetensors`, bytes: 1, sha256: '', exists, best: false, primaryValue }
}

test('the best is the lowest or highest value among files that exist, the latest of equals; none where neither way is better', () => {
  const checkpoints = [checkpoint(1, 5), checkpoint(2, 1, false), checkpoint(3, 2), checkpoint(4, null), checkpoint(5, 2), checkpoint(6, 9)]
  expect(findBest(checkpoints, 'lower')).toBe(4)
  expect(findBest(checkpoints, 'higher')).toBe(5)
  expect(findBest(checkpoints, null)).toBe(-1)
  expect(findBest([checkpoint(1, null)], 'lower')).toBe(-1)
})

test('a rule never lets go the newest it keeps, the best it keeps, or what is gone already', () => {
  const states = fc.array(fc.record({ exists: fc.boolean(), best: fc.boolean() }), { maxLength: 30 }).map((list) => list.map((entry, index) => ({ ...checkpoint(index, index), ...entry })))
  fc.assert(
    fc.property(states, fc.nat(40), fc.boolean(), (checkpoints, keepLast, keepBest) => {
      const gone = new Set(findExpendable(checkpoints, { keepLast, keepBest }))
      const there = checkpoints.filter((state) => state.exists)
      expect([...gone].every((state) => state.exists && !(keepBest && state.best))).toBe(true)
      expect(there.slice(keepLast === 0 ? there.length : -keepLast).some((state) => gone.has(state))).toBe(false)
      const left = there.filter((state) => !gone.has(state))
      expect(left.length).toBeLessThanOrEqual(keepLast + (keepBest ? there.filter((state) => state.best).length : 0))
    }),
  )
})
