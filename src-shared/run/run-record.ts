// A run as History keeps it: the frozen experiment, who ran it on what, and where it stands.
import { z } from 'zod'
import { experimentSchema } from '../experiment/experiment'
import { studioErrorDetailSchema } from '../studio-error'
import { engineInfoSchema, runIdSchema } from './run-events'
import { plannedStageSchema } from './stage-plan'

/** `queued`: waits for a place. `interrupted`: the studio ended while it ran. */
export const runStatusSchema = z.enum(['queued', 'starting', 'running', 'paused', 'finished', 'stopped', 'failed', 'interrupted'])
export type RunStatus = z.infer<typeof runStatusSchema>

/** Where a run came from: it is a fork of that run from its checkpoint of that step. A resumed run stays the same run. */
export const runParentSchema = z.object({ id: runIdSchema, step: z.number().int().min(0), kind: z.enum(['resumed', 'forked']) })
export type RunParent = z.infer<typeof runParentSchema>

/** A checkpoint as recorded, and what has become of its file. */
export const checkpointStateSchema = z.object({
  step: z.number().int().min(0),
  epoch: z.number().min(0),
  elapsedMs: z.number().min(0),
  recordedAt: z.number().int(),
  /** Path inside the run's folder. */
  file: z.string(),
  bytes: z.number().int().min(0),
  sha256: z.string(),
  /** False once it was cleaned up, by the recording's own rule or by hand. */
  exists: z.boolean(),
  /** True of one at most: the one with the best primary metric among those that exist. */
  best: z.boolean(),
  /** The primary metric last recorded at or before its step; null where there was none, or it was no number. */
  primaryValue: z.number().nullable(),
})
export type CheckpointState = z.infer<typeof checkpointStateSchema>

/** Bytes of a run's folder by what they are. */
export const runStorageSchema = z.object({
  checkpoints: z.number().int().min(0),
  snapshots: z.number().int().min(0),
  log: z.number().int().min(0),
  other: z.number().int().min(0),
})
export type RunStorage = z.infer<typeof runStorageSchema>

export const runSummarySchema = z.object({
  id: runIdSchema,
  /** `calm-fjord-12`: unique, editable. */
  name: z.string(),
  /** Running count from 1; the run's colour and dash come from it and never change. */
  number: z.number().int().min(1),
  status: runStatusSchema,
  experimentName: z.string(),
  recipe: z.string(),
  dataset: z.string(),
  templateId: z.string().nullable(),
  createdAt: z.number().int(),
  endedAt: z.number().int().nullable(),
  step: z.number().int(),
  totalSteps: z.number().int().nullable(),
  stepsPerEpoch: z.number().int().nullable(),
  elapsedMs: z.number(),
  samplesPerSecond: z.number().nullable(),
  /** Last value of every metric, by full name; null where it is not a number. */
  metrics: z.record(z.string(), z.number().nullable()),
  primaryMetric: z.string(),
  tags: z.array(z.string()),
  notes: z.string(),
  /** Why it failed or was interrupted, or was stopped where nobody asked for it. */
  error: studioErrorDetailSchema.nullable(),
  engine: engineInfoSchema.nullable(),
  /** Bytes of the run's folder as recorded. */
  bytes: z.number().int(),
  parent: runParentSchema.nullable(),
  /** Its place in the queue, from 1, while it is queued. */
  queuePlace: z.number().int().min(1).nullable(),
  /**
   * Step of the newest recorded checkpoint: where resuming goes on, and how much a fork can start from. Null where there is none;
   * resuming then begins again at step 0.
   */
  checkpointStep: z.number().int().min(0).nullable(),
  /** What it goes through one after the other; left out where it has no stages. */
  stages: z.array(plannedStageSchema).optional(),
})
export type RunSummary = z.infer<typeof runSummarySchema>

export const runRecordSchema = runSummarySchema.extend({ experiment: experimentSchema })
export type RunRecord = z.infer<typeof runRecordSchema>
