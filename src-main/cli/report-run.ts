// What is left to say once a run has ended: how far it came, its last metrics with their units, its newest checkpoint.
import { analyseExperiment } from '@shared/experiment/analyse-experiment'
import { runMetrics } from '@shared/experiment/run-metrics'
import { findRecipe } from '@shared/recipes/catalogue'
import { formatDuration } from '@shared/run/progress'
import type { RunView } from '@shared/run/reduce-run'
import type { RunRecord } from '@shared/run/run-record'
import { describeStudioError } from '@shared/studio-error'
import type { CommandContext } from './command'
import { formatTable, formatValue } from './table'

function unitsOf(record: RunRecord): Readonly<Record<string, string>> {
  const recipe = findRecipe(record.recipe)
  const parameters = recipe?.parameters.safeParse(record.experiment.recipe.parameters)
  if (recipe === undefined || parameters === undefined || !parameters.success) return {}
  const dataset = analyseExperiment(record.experiment).dataset
  return Object.fromEntries(runMetrics(recipe, parameters.data, dataset).flatMap((metric) => metric.splits.map((split) => [`${split}/${metric.name}`, metric.unit])))
}

export function reportRun(record: RunRecord, view: RunView, { json, terminal }: CommandContext): void {
  const seconds = Number((record.elapsedMs / 1000).toFixed(3))
  const units = unitsOf(record)
  const checkpoint = view.checkpoints.at(-1) ?? null
  if (json) {
    const { id, name, status, step, metrics, engine, error } = record
    const kept = checkpoint === null ? null : { step: checkpoint.step, sha256: checkpoint.sha256, file: checkpoint.file, bytes: checkpoint.bytes }
    terminal.print(JSON.stringify({ runId: id, name, status, steps: step, seconds, metrics, units, engine, checkpoint: kept, ...(error === null ? {} : { error }) }, null, 2))
    return
  }
  terminal.print(`${record.name}: ${record.status} after ${record.step} steps in ${formatDuration(record.elapsedMs)} (${seconds} s of training)${record.engine === null ? '' : `, ${record.engine.version}, ${record.engine.device}`}`)
  const rows = Object.entries(record.metrics).map(([name, value]) => [name, formatValue(value), units[name] ?? ''])
  if (rows.length > 0) for (const line of formatTable(['metric', 'last value', 'per example'], rows, [1])) terminal.print(`  ${line}`)
  if (checkpoint !== null) terminal.print(`  checkpoint of step ${checkpoint.step}, weights SHA-256 ${checkpoint.sha256}`)
  if (record.error !== null) terminal.tell(describeStudioError(record.error))
}
