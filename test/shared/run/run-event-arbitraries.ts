// Random but sensible histories of a run, for property tests: steps and times go forward, sequences have no gaps.
import fc from 'fast-check'
import { runIdSchema, type RunEvent, type TrainerEvent } from '@shared/run/run-events'

export const someRun = runIdSchema.parse('abcdefgh1234')

const at = { step: 0, epoch: 0, elapsedMs: 0 }

const metricName = fc.constantFrom('train/loss', 'test/loss', 'train/kl')

const kinds: fc.Arbitrary<(step: number, elapsedMs: number) => TrainerEvent> = fc.oneof(
  fc.nat(10_000).map((rate) => (step: number, elapsedMs: number): TrainerEvent => ({ kind: 'progress', step, epoch: step / 10, elapsedMs, samplesPerSecond: rate })),
  fc
    .array(fc.record({ name: metricName, value: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })), back: fc.nat(3) }), { maxLength: 5 })
    .map((values) => (step: number, elapsedMs: number): TrainerEvent => ({ kind: 'metrics', points: values.map(({ name, value, back }) => ({ name, value, step: Math.max(0, step - back), epoch: step / 10, elapsedMs })) })),
  fc.constantFrom('samples' as const, 'latents' as const).map((kind) => (step: number, elapsedMs: number): TrainerEvent => ({
    kind: 'snapshot',
    step,
    epoch: step / 10,
    elapsedMs,
    artefacts: [{ kind, file: `snapshots/${step}.png`, mediaType: 'image/png', bytes: 1 }],
  })),
  fc.constant((step: number, elapsedMs: number): TrainerEvent => ({ kind: 'checkpoint', step, epoch: step / 10, elapsedMs, file: `checkpoints/${step}.safetensors`, bytes: 9, sha256: 'a'.repeat(64) })),
  fc.constantFrom('paused' as const, 'resumed' as const).map((kind) => (step: number, elapsedMs: number): TrainerEvent => ({ kind, step, epoch: step / 10, elapsedMs })),
  fc.string({ maxLength: 20 }).map((message) => (): TrainerEvent => ({ kind: 'log', level: 'info', message })),
)

const started: TrainerEvent = {
  kind: 'started',
  engine: { id: 'javascript', version: 'test', device: 'CPU', accelerator: 'cpu', native: false },
  parameterCount: 10,
  stepsPerEpoch: 10,
  totalSteps: 1000,
  pid: 1,
}

const endings: fc.Arbitrary<TrainerEvent[]> = fc.constantFrom<TrainerEvent[]>([], [{ kind: 'finished', ...at, reason: 'stopped' }], [{ kind: 'failed', ...at, error: { code: 'x', message: 'y' } }])

/** What a trainer tells, from `started` on. */
export const trainerEvents: fc.Arbitrary<TrainerEvent[]> = fc
  .tuple(fc.array(fc.tuple(kinds, fc.nat(20), fc.nat(500)), { maxLength: 60 }), endings)
  .map(([steps, ending]) => {
    let step = 0
    let elapsedMs = 0
    const told = steps.map(([make, forward, time]) => {
      step += forward
      elapsedMs += time
      return make(step, elapsedMs)
    })
    return [started, ...told, ...ending]
  })

export function record(events: readonly TrainerEvent[]): RunEvent[] {
  return events.map((event, index) => ({ run: someRun, sequence: index + 1, recordedAt: 1_700_000_000_000 + index, event }))
}
