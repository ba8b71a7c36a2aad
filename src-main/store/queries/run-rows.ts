// A run's row and the summary made of it. JSON columns are checked again on the way out.
import { z } from 'zod'
import { runIdSchema, engineInfoSchema } from '@shared/run/run-events'
import { runParentSchema, runStatusSchema, type RunSummary } from '@shared/run/run-record'
import { plannedStageSchema } from '@shared/run/stage-plan'
import { studioErrorDetailSchema } from '@shared/studio-error'
import type { Row } from '../database'

/** Everything a summary needs, without the experiment, which may be large. */
export const SUMMARY_COLUMNS = `number, id, name,
  CASE WHEN number IN (SELECT run FROM waiting) THEN 'queued' ELSE status END AS status,
  (SELECT count(*) FROM waiting AS ahead JOIN waiting AS own ON ahead.place <= own.place WHERE own.run = run.number) AS queue_place,
  experiment_name, recipe, dataset, primary_metric, template_id, created_at, ended_at,
  step, total_steps, steps_per_epoch, elapsed_ms, samples_per_second, metrics, notes, error, engine, bytes, parent, checkpoint_step, stages,
  (SELECT json_group_array(tag) FROM (SELECT tag FROM run_tag WHERE run_tag.run = run.number ORDER BY tag)) AS tags`

function json<Schema extends z.ZodType>(schema: Schema) {
  return z.string().transform((text, context): z.output<Schema> => {
    try {
      return schema.parse(JSON.parse(text))
    } catch (error) {
      context.addIssue(error instanceof Error ? error.message : 'not JSON')
      return z.NEVER
    }
  })
}

const summaryRowSchema = z.object({
  number: z.number(),
  id: runIdSchema,
  name: z.string(),
  status: runStatusSchema,
  experiment_name: z.string(),
  recipe: z.string(),
  dataset: z.string(),
  primary_metric: z.string(),
  template_id: z.string().nullable(),
  created_at: z.number(),
  ended_at: z.number().nullable(),
  step: z.number(),
  total_steps: z.number().nullable(),
  steps_per_epoch: z.number().nullable(),
  elapsed_ms: z.number(),
  samples_per_second: z.number().nullable(),
  metrics: json(z.record(z.string(), z.number().nullable())),
  notes: z.string(),
  error: json(studioErrorDetailSchema).nullable(),
  engine: json(engineInfoSchema).nullable(),
  bytes: z.number(),
  parent: json(runParentSchema).nullable(),
  checkpoint_step: z.number().nullable(),
  stages: json(z.array(plannedStageSchema)).nullable(),
  queue_place: z.number(),
  tags: json(z.array(z.string())),
})

export function toSummary(row: Row): RunSummary {
  const value = summaryRowSchema.parse(row)
  return {
    id: value.id,
    name: value.name,
    number: value.number,
    status: value.status,
    experimentName: value.experiment_name,
    recipe: value.recipe,
    dataset: value.dataset,
    templateId: value.template_id,
    createdAt: value.created_at,
    endedAt: value.ended_at,
    step: value.step,
    totalSteps: value.total_steps,
    stepsPerEpoch: value.steps_per_epoch,
    elapsedMs: value.elapsed_ms,
    samplesPerSecond: value.samples_per_second,
    metrics: value.metrics,
    primaryMetric: value.primary_metric,
    tags: value.tags,
    notes: value.notes,
    error: value.error,
    engine: value.engine,
    bytes: value.bytes,
    parent: value.parent,
    queuePlace: value.queue_place === 0 ? null : value.queue_place,
    checkpointStep: value.checkpoint_step,
    ...(value.stages === null ? {} : { stages: value.stages }),
  }
}
