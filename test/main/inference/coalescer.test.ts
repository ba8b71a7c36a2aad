// Which requests go together, and which are superseded: checked against every order of arrivals, readiness and batches.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { Coalescer, planCalls } from '../../../src-main/inference/coalescer'

const MOST_ROWS = 20

type Happening =
  | { readonly kind: 'arrive'; readonly caller: string | null; readonly group: string; readonly rows: number }
  | { readonly kind: 'ready'; readonly pick: number }
  | { readonly kind: 'fail'; readonly pick: number }
  | { readonly kind: 'next' }

const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({ kind: fc.constant('arrive' as const), caller: fc.constantFrom(null, 'pointer', 'other'), group: fc.constantFrom('decode a', 'decode b', 'encode a'), rows: fc.integer({ min: 1, max: 30 }) }),
  fc.record({ kind: fc.constant('ready' as const), pick: fc.nat(50) }),
  fc.record({ kind: fc.constant('fail' as const), pick: fc.nat(50) }),
  fc.constant({ kind: 'next' as const }),
)

interface Request {
  readonly id: number
  readonly caller: string | null
  readonly group: string
  readonly rows: number
}

test('every request ends exactly once; only a newer one of its caller supersedes it; batches are of one group, in order, and within bounds', () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 120 }), (happenings) => {
      const coalescer = new Coalescer<Request>(MOST_ROWS)
      const requests: Request[] = []
      const ended = new Map<number, 'taken' | 'superseded' | 'failed'>()
      const readied: number[] = []
      const end = (id: number, how: 'taken' | 'superseded' | 'failed'): void => {
        expect(ended.has(id), `request ${id} ended twice`).toBe(false)
        ended.set(id, how)
      }
      const ready = (request: Request): void => {
        if (readied.includes(request.id)) return
        if (!ended.has(request.id)) readied.push(request.id)
        coalescer.ready({ ...request, input: request })
      }
      const take = (): boolean => {
        const batch = coalescer.next()
        const open = readied.filter((id) => !ended.has(id))
        expect(batch.length > 0).toBe(open.length > 0)
        if (batch[0] === undefined) return false
        expect(batch[0].id).toBe(open[0])
        expect(new Set(batch.map(({ group }) => group)).size).toBe(1)
        expect(batch.length === 1 || batch.reduce((sum, { rows }) => sum + rows, 0) <= MOST_ROWS).toBe(true)
        const places = batch.map(({ id }) => readied.indexOf(id))
        expect(places).toEqual([...places].sort((a, b) => a - b))
        for (const { id, input } of batch) {
          expect(input).toBe(requests[id])
          end(id, 'taken')
        }
        return true
      }
      for (const what of happenings) {
        if (what.kind === 'arrive') {
          const request = { ...what, id: requests.length }
          requests.push(request)
          const older = requests.filter(({ id, caller }) => id < request.id && caller !== null && caller === request.caller && !ended.has(id))
          const superseded = coalescer.arrive(request.id, request.caller)
          expect(superseded === null ? [] : [superseded]).toEqual(older.map(({ id }) => id))
          if (superseded !== null) end(superseded, 'superseded')
          continue
        }
        if (what.kind === 'next') {
          take()
          continue
        }
        const request = requests[what.pick % Math.max(1, requests.length)]
        if (request === undefined) continue
        if (what.kind === 'ready') ready(request)
        else if (coalescer.leave(request.id)) end(request.id, 'failed')
      }
      requests.forEach(ready)
      while (take());
      expect([...ended.keys()].sort((a, b) => a - b)).toEqual(requests.map(({ id }) => id))
    }),
    { numRuns: 500, seed: 3 },
  )
})

test('calls hold all rows, only the last one is padded, and by the smallest size that holds the rest', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1000 }), fc.uniqueArray(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 5 }), (rows, some) => {
      const sizes = [...some].sort((a, b) => a - b)
      const calls = planCalls(rows, sizes)
      const last = calls.at(-1) ?? 0
      const before = calls.slice(0, -1)
      expect(new Set(before).size).toBeLessThanOrEqual(1)
      expect(before.every((size) => size === sizes.at(-1))).toBe(true)
      const rest = rows - before.reduce((sum, size) => sum + size, 0)
      expect(rest).toBeGreaterThan(0)
      expect(last).toBe(sizes.find((size) => size >= rest))
    }),
    { seed: 5 },
  )
})
