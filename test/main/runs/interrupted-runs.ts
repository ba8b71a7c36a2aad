// Runs that are interrupted on purpose, and what a run came to, for comparison with one that was not.
import { createHash } from 'node:crypto'
import { readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Experiment } from '@shared/experiment/experiment'
import type { RunId } from '@shared/run/run-events'
import { writeAtomically } from '../../../src-main/files/write-atomically'
import type { TestService } from './run-fixtures'

/** Everything about a run that an interruption must not change. */
export interface Outcome {
  readonly status: string
  readonly step: number
  /** SHA-256 of the weights at the end. */
  readonly weights: string | undefined
  /** Steps and values of every metric. */
  readonly series: Readonly<Record<string, readonly (readonly [step: number, value: number | null])[]>>
  /** Steps with pictures, and those with a checkpoint that were planned. */
  readonly snapshots: readonly number[]
  /** SHA-256 of each picture of the last of those, by its file. */
  readonly pictures: Readonly<Record<string, string>>
  readonly checkpoints: readonly number[]
}

/** @param planned steps of checkpoints that the recording asks for: a stop writes others besides. */
export async function readOutcome(service: TestService, id: RunId, planned: (step: number) => boolean): Promise<Outcome> {
  const { runs } = service
  const { status, step } = runs.get(id)
  const series = await runs.series(id, undefined, 20_000)
  const events = runs.events(id).map(({ event }) => event)
  const snapshots = events.flatMap((event) => (event.kind === 'snapshot' && planned(event.step) ? [event] : []))
  const pictures = snapshots.at(-1)?.artefacts.map(({ file }) => [file, createHash('sha256').update(readFileSync(join(service.folders.path(id), file))).digest('hex')])
  const checkpoints = events.flatMap((event) => (event.kind === 'checkpoint' ? [event] : []))
  return {
    status,
    step,
    weights: checkpoints.at(-1)?.sha256,
    series: Object.fromEntries(series.map(({ name, steps, values }) => [name, steps.map((at, index) => [at, values[index] ?? null] as const)])),
    snapshots: snapshots.map((snapshot) => snapshot.step),
    pictures: Object.fromEntries(pictures ?? []),
    checkpoints: checkpoints.map((checkpoint) => checkpoint.step).filter(planned),
  }
}

export async function trainWhole(service: TestService, experiment: Experiment): Promise<RunId> {
  const { id } = service.runs.start({ experiment, templateId: null, engine: 'tensorflow' })
  await service.ended(id)
  return id
}

/** The real trainer, which stands still where `interruptAt` wants it to. Runs of a service with it begin only once they are followed so. */
export const heldTrainer = resolve(import.meta.dirname, 'fixtures/held-trainer.mjs')

/** Follows a run of the held trainer from where it is and acts once, when it has come so far and waits; then waits until it has ended. */
export async function interruptAt(service: TestService, id: RunId, step: number, act: (pid: number) => void): Promise<void> {
  const hold = join(service.folders.path(id), 'hold')
  let pid = 0
  let acted = false
  for await (const { event } of service.runs.watch(id, service.runs.events(id).at(-1)?.sequence ?? 0)) {
    if (event.kind === 'started') {
      pid = event.pid
      writeAtomically(hold, String(step))
    }
    const reached = event.kind === 'progress' || event.kind === 'checkpoint' || event.kind === 'snapshot' ? event.step : event.kind === 'metrics' ? Math.max(...event.points.map((point) => point.step)) : 0
    if (acted || reached < step) continue
    acted = true
    act(pid)
    rmSync(hold)
  }
  if (!acted) throw new Error(`The run never came to step ${step}`)
}
