// The reducer: what is shown live and what is shown on reopening are the same.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { emptyRunView, LOG_LINES_KEPT, openRunView, reduceRun, reduceRunEvents } from '@shared/run/reduce-run'
import type { RunRecord } from '@shared/run/run-record'
import type { TrainerEvent } from '@shared/run/run-events'
import { record, someRun, trainerEvents } from './run-event-arbitraries'

const at = { step: 40, epoch: 4, elapsedMs: 4000 }

describe('reduceRun', () => {
  test('replaying in batches of any size, with overlaps, gives what replaying at once gives', () => {
    fc.assert(
      fc.property(trainerEvents, fc.array(fc.nat(20), { maxLength: 8 }), (told, cuts) => {
        const events = record(told)
        let view = emptyRunView
        let from = 0
        for (const size of [...cuts, events.length]) {
          // A subscriber that reconnects may be given events twice.
          view = reduceRunEvents(view, events.slice(Math.max(0, from - 2), from + size))
          from += size
        }
        expect(view).toEqual(reduceRunEvents(emptyRunView, events))
      }),
    )
  })

  test('time left is never negative and never not-a-number, and is only told while training', () => {
    fc.assert(
      fc.property(trainerEvents, (told) => {
        let view = emptyRunView
        for (const event of record(told)) {
          view = reduceRun(view, event)
          if (view.etaMs !== null) expect(view.etaMs).toBeGreaterThanOrEqual(0)
          if (view.status !== 'running') expect(view.etaMs).toBeNull()
        }
      }),
    )
  })

  test('gathers snapshots by kind, checkpoints, newest metrics and the end', () => {
    const told: TrainerEvent[] = [
      { kind: 'snapshot', ...at, artefacts: [{ kind: 'samples', file: 'a.png', mediaType: 'image/png', bytes: 1 }, { kind: 'latents', file: 'z.safetensors', mediaType: 'application/vnd.safetensors', bytes: 2 }] },
      { kind: 'metrics', points: [{ name: 'train/loss', ...at, value: 3 }, { name: 'train/loss', ...at, step: 39, value: 4 }] },
      { kind: 'checkpoint', ...at, file: 'c', bytes: 3, sha256: 'f' },
      { kind: 'finished', ...at, reason: 'completed' },
    ]
    const view = reduceRunEvents(emptyRunView, record(told))
    expect(view).toMatchObject({ status: 'finished', step: 40, sequence: 4, metrics: { 'train/loss': { value: 3 } }, checkpoints: [{ step: 40, sha256: 'f' }], etaMs: null })
    expect(view.snapshots.samples.map((entry) => entry.artefact.file)).toEqual(['a.png'])
    expect(view.snapshots.latents).toHaveLength(1)
  })

  test('keeps only the newest log lines', () => {
    const view = reduceRunEvents(emptyRunView, record(Array.from({ length: LOG_LINES_KEPT + 5 }, (_, index): TrainerEvent => ({ kind: 'log', level: 'info', message: String(index) }))))
    expect(view.log).toHaveLength(LOG_LINES_KEPT)
    expect(view.log.at(-1)?.message).toBe(String(LOG_LINES_KEPT + 4))
  })

  test('a reopened run takes status, place and metrics from its record where events leave them out', () => {
    const summary = {
      id: someRun,
      status: 'interrupted',
      step: 55,
      stepsPerEpoch: 10,
      totalSteps: 100,
      elapsedMs: 5500,
      samplesPerSecond: 12,
      metrics: { 'test/loss': 1.5, 'train/loss': null },
      error: { code: 'studio-died', message: 'It was killed' },
      engine: null,
    } as unknown as RunRecord
    const view = openRunView(summary, record([{ kind: 'checkpoint', ...at, file: 'c', bytes: 3, sha256: 'f' }]))
    expect(view).toMatchObject({ status: 'interrupted', error: { code: 'studio-died' }, step: 55, epoch: 5.5, samplesPerSecond: 12, etaMs: null, metrics: { 'test/loss': { value: 1.5 }, 'train/loss': { value: null } } })
  })
})
