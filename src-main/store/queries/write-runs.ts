// A run's own row: made at the start, kept up to date while it tells, renamed, tagged, annotated.
import type { Experiment } from '@shared/experiment/experiment'
import type { EngineInfo, RunId } from '@shared/run/run-events'
import type { RunParent, RunStatus } from '@shared/run/run-record'
import type { PlannedStage } from '@shared/run/stage-plan'
import type { StudioErrorDetail } from '@shared/studio-error'
import type { WritableDatabase } from '../database'

export interface NewRun {
  readonly id: RunId
  readonly experiment: Experiment
  readonly primaryMetric: string
  readonly templateId: string | null
  readonly createdAt: number
  /** With the SHA-256 of the weights it starts from, and how long they were trained. */
  readonly parent?: (RunParent & { readonly sha256: string; readonly elapsedMs: number }) | undefined
  /** Gets the run's number, gives its name. */
  readonly nameOf: (number: number) => string
}

/** Returns the run's number. */
export function insertRun(database: WritableDatabase, run: NewRun): number {
  return database.transaction(() => {
    const { lastId } = database.run(
      `INSERT INTO run (id, name, status, experiment, experiment_name, recipe, dataset, primary_metric, template_id, created_at, parent)
       VALUES (?, ?, 'starting', ?, ?, ?, ?, ?, ?, ?, ?)`,
      run.id,
      run.id,
      JSON.stringify(run.experiment),
      run.experiment.name,
      run.experiment.recipe.id,
      run.experiment.dataset.id,
      run.primaryMetric,
      run.templateId,
      run.createdAt,
      run.parent === undefined ? null : JSON.stringify(run.parent),
    )
    database.run('UPDATE run SET name = ? WHERE number = ?', run.nameOf(lastId), lastId)
    return lastId
  })
}

export interface RunState {
  readonly status: RunStatus
  readonly endedAt: number | null
  readonly step: number
  readonly totalSteps: number | null
  readonly stepsPerEpoch: number | null
  readonly elapsedMs: number
  readonly samplesPerSecond: number | null
  readonly metrics: Readonly<Record<string, number | null>>
  readonly error: StudioErrorDetail | null
  readonly engine: EngineInfo | null
  readonly bytes: number
  readonly lastSequence: number
  readonly checkpointStep: number | null
  /** Empty where it has none. */
  readonly stages: readonly PlannedStage[]
}

export function updateRunState(database: WritableDatabase, number: number, state: RunState): void {
  database.run(
    `UPDATE run SET status = ?, ended_at = ?, step = ?, total_steps = ?, steps_per_epoch = ?, elapsed_ms = ?, samples_per_second = ?,
       metrics = ?, error = ?, engine = ?, bytes = ?, last_sequence = ?, checkpoint_step = ?, stages = ? WHERE number = ?`,
    state.status,
    state.endedAt,
    state.step,
    state.totalSteps,
    state.stepsPerEpoch,
    state.elapsedMs,
    state.samplesPerSecond,
    JSON.stringify(state.metrics),
    state.error === null ? null : JSON.stringify(state.error),
    state.engine === null ? null : JSON.stringify(state.engine),
    state.bytes,
    state.lastSequence,
    state.checkpointStep,
    state.stages.length === 0 ? null : JSON.stringify(state.stages),
    number,
  )
}

export interface RunChanges {
  readonly name?: string | undefined
  readonly tags?: readonly string[] | undefined
  readonly notes?: string | undefined
}

export function changeRun(database: WritableDatabase, number: number, changes: RunChanges): void {
  database.transaction(() => {
    if (changes.name !== undefined) database.run('UPDATE run SET name = ? WHERE number = ?', changes.name, number)
    if (changes.notes !== undefined) database.run('UPDATE run SET notes = ? WHERE number = ?', changes.notes, number)
    if (changes.tags === undefined) return
    database.run('DELETE FROM run_tag WHERE run = ?', number)
    for (const tag of new Set(changes.tags)) database.run('INSERT INTO run_tag (run, tag) VALUES (?, ?)', number, tag)
  })
}

/** A run gets its place: it waits no more and is about to train. */
export function beginRun(database: WritableDatabase, number: number): void {
  database.transaction(() => {
    database.run('DELETE FROM waiting WHERE run = ?', number)
    database.run(`UPDATE run SET status = 'starting', ended_at = NULL, error = NULL WHERE number = ?`, number)
  })
}

/** A run that never began is taken out of the queue. */
export function stopUnbegunRun(database: WritableDatabase, number: number, now: number): void {
  database.run(`UPDATE run SET status = 'stopped', ended_at = ? WHERE number = ? AND status = 'starting'`, now, number)
}

/** A run that got its place but could not begin. */
export function failUnbegunRun(database: WritableDatabase, number: number, now: number, error: StudioErrorDetail): void {
  database.run(`UPDATE run SET status = 'failed', ended_at = ?, error = ? WHERE number = ?`, now, JSON.stringify(error), number)
}

/** Asked for longer training, a run's experiment is the longer one. */
export function setRunExperiment(database: WritableDatabase, number: number, experiment: Experiment): void {
  database.run('UPDATE run SET experiment = ? WHERE number = ?', JSON.stringify(experiment), number)
}

/** After a clean-up: what is left. */
export function setRunFiles(database: WritableDatabase, number: number, bytes: number, checkpointStep: number | null): void {
  database.run('UPDATE run SET bytes = ?, checkpoint_step = ? WHERE number = ?', bytes, checkpointStep, number)
}

export function setRunBytes(database: WritableDatabase, number: number, bytes: number): void {
  database.run('UPDATE run SET bytes = ? WHERE number = ?', bytes, number)
}

export interface LeftRun {
  readonly step: number
  readonly checkpointStep: number | null
  /** When it was last heard of. */
  readonly lastSignAt: number
}

/** Runs that a studio left behind when it died become `interrupted` at their last sign of life; those that wait go on waiting. */
export function interruptLeftRuns(database: WritableDatabase, describe: (run: LeftRun) => StudioErrorDetail): void {
  database.transaction(() => {
    const left = database.tuples(
      `SELECT number, step, checkpoint_step, coalesce((SELECT recorded_at FROM run_event WHERE run = number ORDER BY sequence DESC LIMIT 1), created_at)
       FROM run WHERE status IN ('starting', 'running', 'paused') AND number NOT IN (SELECT run FROM waiting)`,
    )
    for (const [number, step, checkpointStep, lastSignAt] of left) {
      const run = { step: Number(step), checkpointStep: checkpointStep === null ? null : Number(checkpointStep), lastSignAt: Number(lastSignAt) }
      database.run(`UPDATE run SET status = 'interrupted', ended_at = ?, error = ? WHERE number = ?`, run.lastSignAt, JSON.stringify(describe(run)), Number(number))
    }
  })
}
