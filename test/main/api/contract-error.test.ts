// Faults across the contract: a person's fault keeps its words, the studio's own fault gives nothing away.
import { ORPCError } from '@orpc/client'
import { describe, expect, test } from 'vitest'
import { fromContractError, studioDetailOf, toContractError } from '@shared/contract/contract-error'
import { StudioError } from '@shared/studio-error'

const detail = { code: 'run-not-found', message: 'There is no run x.', path: 'x', fix: 'Look at the list.' }

describe('faults across the contract', () => {
  test('an expected fault leaves as STUDIO and comes back as what it was', () => {
    const sent = toContractError(new StudioError(detail), () => expect.unreachable())
    expect(sent).toMatchObject({ code: 'STUDIO', status: 422, data: detail })
    const received = new ORPCError(sent.code, { status: sent.status, data: JSON.parse(JSON.stringify(sent.data)) as unknown, defined: true })
    expect(studioDetailOf(received)).toEqual(detail)
    expect(fromContractError(received)).toBeInstanceOf(StudioError)
  })

  test('an unexpected fault is reported inside and answered in plain words outside', () => {
    const reported: unknown[] = []
    const bug = new TypeError('secret/path undefined is not a function')
    const sent = toContractError(bug, (error) => reported.push(error))
    expect(reported).toEqual([bug])
    expect(sent.code).toBe('INTERNAL_SERVER_ERROR')
    expect(JSON.stringify(sent.toJSON())).not.toContain('secret')
    expect(studioDetailOf(sent)).toBeNull()
    expect(fromContractError(bug)).toBe(bug)
  })

  test('input that does not fit names its place', () => {
    const issues = [{ path: ['experiment', 'training', { key: 'batchSize' }], message: 'Too small' }, { message: 'More' }]
    const sent = toContractError(new ORPCError('BAD_REQUEST', { data: { issues } }), () => {})
    expect(sent.data).toMatchObject({ code: 'input-invalid', path: 'experiment.training.batchSize', message: expect.stringContaining('Too small (and 1 more)') })
  })

  test('details that are none are not believed', () => {
    expect(studioDetailOf(new ORPCError('STUDIO', { status: 422, data: { hello: 1 } }))).toBeNull()
  })
})
