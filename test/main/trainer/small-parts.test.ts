// The trainer's small parts: its clock, its reports, its queue of commands.
import { describe, expect, test } from 'vitest'
import type { TrainerEvent } from '@shared/run/run-events'
import { CommandQueue } from '../../../src-main/trainer/command-queue'
import { describeFailure } from '../../../src-main/trainer/describe-failure'
import { EventReporter } from '../../../src-main/trainer/event-reporter'
import { TrainingClock } from '../../../src-main/trainer/training-clock'

describe('the training clock', () => {
  test('leaves pauses out', () => {
    let now = 1000
    const clock = new TrainingClock(() => now)
    now = 1500
    clock.pause()
    now = 9000
    expect(clock.elapsedMs).toBe(500)
    clock.pause()
    clock.resume()
    now = 9250
    expect(clock.elapsedMs).toBe(750)
  })

  test('tells the speed of the last seconds, not of the whole run', () => {
    const clock = new TrainingClock(() => 0)
    expect(clock.samplesPerSecond).toBe(0)
    for (let step = 0; step < 100; step += 1) clock.countStep(100, 10)
    expect(clock.samplesPerSecond).toBeCloseTo(100)
    for (let step = 0; step < 100; step += 1) clock.countStep(50, 10)
    expect(clock.samplesPerSecond).toBeCloseTo(200)
  })
})

describe('reports', () => {
  test('gather metrics, keep every value, and make what is not finite null', () => {
    const events: TrainerEvent[] = []
    let now = 0
    const reporter = new EventReporter((event) => events.push(event), () => now)
    const at = (step: number) => ({ step, epoch: step / 10, elapsedMs: step })
    reporter.metrics('train', { loss: 3, kl: Number.NaN }, at(1))
    reporter.metrics('train', { loss: Number.POSITIVE_INFINITY, kl: 2 }, at(2))
    expect(reporter.due).toBe(false)
    now = 300
    expect(reporter.due).toBe(true)
    reporter.progress(at(2), 50)
    reporter.flush()
    expect(events).toEqual([
      {
        kind: 'metrics',
        points: [
          { name: 'train/loss', ...at(1), value: 3 },
          { name: 'train/kl', ...at(1), value: null },
          { name: 'train/loss', ...at(2), value: null },
          { name: 'train/kl', ...at(2), value: 2 },
        ],
      },
      { kind: 'progress', ...at(2), samplesPerSecond: 50 },
    ])
  })

  test('tell of progress in time, however often other events flush the metrics', () => {
    let now = 0
    const reporter = new EventReporter(() => undefined, () => now)
    for (now = 0; now < 240; now += 20) reporter.flush()
    expect(reporter.due).toBe(false)
    now = 260
    reporter.flush()
    expect(reporter.due).toBe(true)
  })

  test('send metrics before any event that came after them', () => {
    const events: TrainerEvent[] = []
    const reporter = new EventReporter((event) => events.push(event))
    reporter.metrics('test', { loss: 1 }, { step: 1, epoch: 1, elapsedMs: 1 })
    reporter.send({ kind: 'paused', step: 1, epoch: 1, elapsedMs: 1 })
    expect(events.map((event) => event.kind)).toEqual(['metrics', 'paused'])
  })
})

test('commands wait in order, and wake who waits for them', async () => {
  const queue = new CommandQueue()
  const waiting = queue.next()
  queue.push({ kind: 'pause' })
  queue.push({ kind: 'stop' })
  expect(await waiting).toEqual({ kind: 'pause' })
  expect(queue.take()).toEqual({ kind: 'stop' })
  expect(queue.take()).toBeUndefined()
})

test('a native out-of-memory is told as such, anything unforeseen as a fault of the studio', () => {
  expect(describeFailure(new Error('OOM when allocating tensor with shape[65536,4096]'))).toMatchObject({ code: 'out-of-memory', message: expect.stringContaining('tensor of shape [65536, 4096], 1,024 MiB') as string })
  expect(describeFailure(new Error('x is not a function'))).toMatchObject({ code: 'trainer-fault', message: expect.stringContaining('x is not a function') as string })
})
