// Why a run was left unended, told from when it was last heard of and how long the machine has been up.
import { expect, test } from 'vitest'
import { describeInterruption } from '../../../src-main/runs/describe-interruption'

const HOUR = 3_600_000
const now = Date.UTC(2026, 10, 21, 12)
const left = { step: 60, checkpointStep: 50, lastSignAt: now - 2 * HOUR }

test('a run heard of since the machine is up was left by its studio', () => {
  expect(describeInterruption(left, now, 5 * HOUR)).toEqual({
    code: 'studio-died',
    message: 'The studio ended without closing while this run was going: it was killed, or it crashed.',
    got: 'last recorded at step 60, 2026-11-21T10:00:00Z',
    fix: 'Resume it: it goes on from its checkpoint of step 50 as if nothing had happened.',
  })
})

test('one last heard of before that went down with the machine; a minute of a clock that was set is no such thing', () => {
  expect(describeInterruption(left, now, HOUR)).toMatchObject({ code: 'machine-went-down', message: expect.stringContaining('lost power') })
  expect(describeInterruption(left, now, 2 * HOUR - 30_000)).toMatchObject({ code: 'studio-died' })
})

test('without a checkpoint it says that resuming begins again', () => {
  expect(describeInterruption({ ...left, checkpointStep: null }, now, 5 * HOUR).fix).toContain('begins again at step 0')
})
