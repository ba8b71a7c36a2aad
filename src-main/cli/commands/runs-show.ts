// `runs show`: everything the history knows of one run.
import { formatBytes } from '@shared/cost/format-bytes'
import { emptyRunView, reduceRunEvents, type RunView } from '@shared/run/reduce-run'
import { formatDuration } from '@shared/run/progress'
import { artefactKinds } from '@shared/run/run-events'
import type { CheckpointState, RunRecord } from '@shared/run/run-record'
import { stageWords } from '@shared/run/stage-plan'
import { describeStudioError } from '@shared/studio-error'
import { join } from 'node:path'
import type { Command } from '../command'
import { withStudio } from '../connect'
import { exitCodes } from '../exit-codes'
import { findRun } from '../find-run'
import { formatTable, formatTime, formatValue } from '../table'

function snapshotsOf(view: RunView): readonly { readonly step: number; readonly epoch: number; readonly kind: string; readonly file: string; readonly mediaType: string; readonly bytes: number }[] {
  return artefactKinds.flatMap((kind) =>
    view.snapshots[kind].map(({ step, epoch, artefact }) => ({ step, epoch, kind, file: artefact.file, mediaType: artefact.mediaType, bytes: artefact.bytes })),
  )
}

/** The document of `runs show --json`. */
export function describeRun(record: RunRecord, view: RunView, saved: readonly CheckpointState[], directory: string): Record<string, unknown> {
  const all = snapshotsOf(view)
  // What the last snapshot says of whole pictures, at every bit depth and beside JPEG.
  const compressed = view.snapshots.compression.at(-1)?.artefact.compression
  return {
    ...record,
    directory,
    parameterCount: view.parameterCount,
    samples: all.filter((entry) => entry.kind === 'samples'),
    snapshots: all,
    ...(compressed === undefined ? {} : { compression: compressed }),
    checkpoints: saved.map(({ step, epoch, file, bytes, sha256, exists, best }) => ({ step, epoch, file, bytes, sha256, exists, best })),
    log: view.log.map(({ recordedAt, level, message }) => ({ recordedAt, level, message })),
  }
}

/** What has become of a checkpoint, where that is worth a word. */
function noteOn({ exists, best }: CheckpointState): string {
  return exists ? (best ? 'best' : '') : 'deleted'
}

function lines(record: RunRecord, view: RunView, saved: readonly CheckpointState[], directory: string): string[] {
  const checkpoints = saved.map((entry) => [String(entry.step), entry.epoch.toFixed(2), formatBytes(entry.bytes), noteOn(entry), entry.sha256])
  const metrics = Object.entries(record.metrics).map(([name, value]) => [name, formatValue(value)])
  const { training } = record.experiment
  return [
    `${record.name}  (${record.id}, run ${record.number})`,
    `  status       ${record.status}${record.queuePlace === null ? '' : `, place ${record.queuePlace}`}${record.endedAt === null ? '' : `, ended ${formatTime(record.endedAt)}`}`,
    ...(record.parent === null ? [] : [`  forked from  ${record.parent.id} at step ${record.parent.step}`]),
    `  experiment   ${record.experimentName}: ${record.recipe} on ${record.dataset}, batch ${training.batchSize}, seed ${training.seed}`,
    `  steps        ${record.step}${record.totalSteps === null ? '' : ` of ${record.totalSteps}`} in ${formatDuration(record.elapsedMs)}`,
    ...(stageWords(view.stages, record.step) === null ? [] : [`  stage        ${stageWords(view.stages, record.step) ?? ''}`]),
    `  engine       ${record.engine === null ? '–' : `${record.engine.version}, ${record.engine.device}`}`,
    `  parameters   ${view.parameterCount ?? '–'}`,
    `  folder       ${directory} (${formatBytes(record.bytes)})`,
    ...(record.tags.length === 0 ? [] : [`  tags         ${record.tags.join(', ')}`]),
    ...(record.notes === '' ? [] : [`  notes        ${record.notes}`]),
    `  snapshots    ${snapshotsOf(view).length}`,
    ...(metrics.length === 0 ? [] : ['', ...formatTable(['  metric', 'last value'], metrics.map(([name, value]) => [`  ${name ?? ''}`, value ?? '']), [1])]),
    ...(checkpoints.length === 0 ? [] : ['', ...formatTable(['  step', 'epoch', 'size', '', 'weights SHA-256'], checkpoints.map((row) => [`  ${row[0] ?? ''}`, ...row.slice(1)]))]),
    ...(record.error === null ? [] : ['', describeStudioError(record.error)]),
  ]
}

export const runsShowCommand: Command = {
  words: ['runs', 'show'],
  summary: 'everything about one run',
  synopsis: '<run> [--json]',
  operands: [1, 1],
  help: `<run> is an id, a name, a number, or the beginning of an id or name.
With --json: the run with its experiment, engine, metrics, samples, snapshots, checkpoints (step, sha256 of the weights) and log.`,
  run: (context) =>
    withStudio(context, async ({ client, folder }) => {
      const { id } = findRun(await client.runs.list(), context.operands[0] ?? '')
      const record = await client.runs.get({ id })
      const view = reduceRunEvents(emptyRunView, await client.runs.events({ id }))
      const { checkpoints } = await client.runs.files({ id })
      const directory = join(folder.runs, id)
      if (context.json) context.terminal.print(JSON.stringify(describeRun(record, view, checkpoints, directory), null, 2))
      else for (const line of lines(record, view, checkpoints, directory)) context.terminal.print(line)
      return exitCodes.ok
    }),
}
