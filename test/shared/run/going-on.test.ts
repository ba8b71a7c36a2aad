// A run that goes on from a checkpoint: its view is as if what came after that checkpoint had not been told.
import { expect, test } from 'vitest'
import { emptyRunView, reduceRunEvents } from '@shared/run/reduce-run'
import type { EngineInfo, TrainerEvent } from '@shared/run/run-events'
import { record } from './run-event-arbitraries'

const engine: EngineInfo = { id: 'tensorflow', version: '1', device: 'CPU', accelerator: 'cpu', native: true }
const at = (step: number) => ({ step, epoch: step / 10, elapsedMs: step * 5 })
const started = (from?: number): TrainerEvent => ({ kind: 'started', engine, parameterCount: 1, stepsPerEpoch: 10, totalSteps: 100, pid: 1, ...(from === undefined ? {} : { from: at(from) }) })
const checkpoint = (step: number): TrainerEvent => ({ kind: 'checkpoint', ...at(step), file: `checkpoints/${step}`, bytes: 1, sha256: 'a' })
const snapshot = (step: number): TrainerEvent => ({ kind: 'snapshot', ...at(step), artefacts: [{ kind: 'samples', file: `snapshots/${step}.png`, mediaType: 'image/png', bytes: 1 }] })
const loss = (step: number): TrainerEvent => ({ kind: 'metrics', points: [{ name: 'train/loss', ...at(step), value: step }] })
const failed: TrainerEvent = { kind: 'failed', ...at(30), error: { code: 'x', message: 'It failed' } }

test('steps, points, pictures and checkpoints after it are taken back, the failure is forgotten, what was before stays', () => {
  const told = [started(), snapshot(0), loss(10), snapshot(10), checkpoint(10), loss(30), snapshot(30), checkpoint(30), failed, started(10)]
  const view = reduceRunEvents(emptyRunView, record(told))
  expect(view).toMatchObject({ status: 'running', error: null, step: 10, epoch: 1, elapsedMs: 50, metrics: {}, etaMs: null })
  expect(view.checkpoints.map((entry) => entry.step)).toEqual([10])
  expect(view.snapshots.samples.map((entry) => entry.step)).toEqual([0, 10])
})

test('one that begins again from the beginning keeps nothing but its log', () => {
  const view = reduceRunEvents(emptyRunView, record([started(), { kind: 'log', level: 'info', message: 'hello' }, snapshot(0), loss(3), failed, started()]))
  expect(view).toMatchObject({ step: 0, metrics: {}, checkpoints: [], snapshots: { samples: [] } })
  expect(view.log).toHaveLength(1)
})
