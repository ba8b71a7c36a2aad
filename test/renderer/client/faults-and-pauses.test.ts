import { ORPCError } from '@orpc/client'
import { describe, expect, test } from 'vitest'
import { backoffMs } from '../../../src-renderer/client/backoff'
import { ConnectionError } from '../../../src-renderer/client/connection-error'
import { toDetail } from '../../../src-renderer/client/describe-error'

describe('pauses between tries', () => {
  test('double and stay within five seconds', () => {
    expect([0, 1, 2, 3, 10, 4000].map((attempt) => backoffMs(attempt, 0.999999))).toEqual([250, 500, 1000, 2000, 5000, 5000])
    expect(backoffMs(0, 0)).toBeGreaterThan(0)
  })
})

describe('faults in words', () => {
  test('a fault of the studio keeps its own words, anything else says what was met', () => {
    const detail = { code: 'experiment-newer', message: 'vae.latent.json was made by a newer studio.', expected: 'version 1', got: 'version 9', fix: 'Update.' }
    expect(toDetail(new ORPCError('STUDIO', { data: detail }))).toEqual(detail)
    expect(toDetail(new ORPCError('BAD_REQUEST', { message: 'Input validation failed' }))).toMatchObject({ code: 'request-refused', got: 'Input validation failed' })
    expect(toDetail(new TypeError('x is undefined'))).toMatchObject({ code: 'unexpected-fault', got: 'x is undefined' })
    expect(toDetail(new ConnectionError('studio-unreachable'))).toMatchObject({ code: 'studio-unreachable', fix: expect.stringContaining('still running') })
    expect(toDetail('odd')).toMatchObject({ got: 'odd' })
  })
})
