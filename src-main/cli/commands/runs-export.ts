// `runs export`: a run as plain files, in a folder or one zip file: experiment, record, metrics, pictures, last checkpoint, log.
import { cpSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { randomBytes } from 'node:crypto'
import { serialiseExperiment } from '@shared/experiment/serialise-experiment'
import { emptyRunView, reduceRunEvents, type RunView } from '@shared/run/reduce-run'
import { artefactKinds, type RunId } from '@shared/run/run-events'
import type { CheckpointState } from '@shared/run/run-record'
import { syncFolder, syncTree } from '../../files/sync-to-disk'
import { writeZip } from '../../files/write-zip'
import { slugOf } from '../../store/experiment-library'
import { openRunFolders } from '../../store/run-folders'
import type { StudioClient } from '../../api/create-studio'
import { textOption, type Command } from '../command'
import { withStudio } from '../connect'
import { exitCodes } from '../exit-codes'
import { findRun } from '../find-run'
import { metricsCsv, type RecordedPoint } from '../metrics-csv'
import { explainWriteFault, refuseExisting } from '../write-new-files'
import { describeRun } from './runs-show'

const PAGE = 20_000

async function readMetrics(client: StudioClient, id: RunId): Promise<Map<string, RecordedPoint[]>> {
  const all = new Map<string, RecordedPoint[]>()
  for (const { name } of await client.runs.series({ id, maxPoints: 2 })) {
    const points: RecordedPoint[] = []
    for (let after = -1; ; ) {
      const page = await client.runs.points({ id, name, afterStep: after, limit: PAGE })
      page.steps.forEach((step, index) => points.push({ step, epoch: page.epochs[index] ?? 0, elapsedMs: page.elapsedMs[index] ?? 0, value: page.values[index] ?? null }))
      const last = page.steps.at(-1)
      if (last === undefined || page.steps.length < PAGE) break
      after = last
    }
    all.set(name, points)
  }
  return all
}

/** Files of the run that belong into an export: every snapshot, the last checkpoint, the log. */
function filesOf(view: RunView, checkpoints: readonly CheckpointState[]): string[] {
  const snapshots = artefactKinds.flatMap((kind) => view.snapshots[kind].map((entry) => entry.artefact.file))
  const checkpoint = checkpoints.findLast((each) => each.exists)
  return [...snapshots, ...(checkpoint === undefined ? [] : [checkpoint.file]), 'log.txt']
}

export const runsExportCommand: Command = {
  words: ['runs', 'export'],
  summary: 'write a run as plain files: experiment, metrics, pictures, last checkpoint',
  synopsis: '<run> [--out PATH] [--zip] [--json]',
  operands: [1, 1],
  options: { out: { type: 'string', short: 'o' }, zip: { type: 'boolean' } },
  help: `--out PATH   where to (default: a folder named after the run, here); a path that ends in .zip makes one zip file
--zip        one zip file
Holds experiment.latent.json, run.json, metrics.csv (one row a step, one column a metric, NaN where it was no number),
snapshots/, the last checkpoint and log.txt. Nothing that exists is overwritten.`,
  run: (context) =>
    withStudio(context, async ({ client, folder }) => {
      const { id } = findRun(await client.runs.list(), context.operands[0] ?? '')
      const record = await client.runs.get({ id })
      const view = reduceRunEvents(emptyRunView, await client.runs.events({ id }))
      const { checkpoints } = await client.runs.files({ id })
      const out = textOption(context.options, 'out')
      const zip = context.options['zip'] === true || out?.endsWith('.zip') === true
      const target = resolve(out ?? `${slugOf(record.name)}${zip ? '.zip' : ''}`)
      refuseExisting(target)
      // Made whole beside its place first, so that what bears the name is complete.
      const making = join(dirname(target), `.${randomBytes(6).toString('hex')}.partial`)
      let named = false
      try {
        mkdirSync(making, { recursive: true })
        writeFileSync(join(making, 'experiment.latent.json'), serialiseExperiment(record.experiment))
        writeFileSync(join(making, 'run.json'), `${JSON.stringify(describeRun(record, view, checkpoints, '.'), null, 2)}\n`)
        writeFileSync(join(making, 'metrics.csv'), metricsCsv(await readMetrics(client, id)))
        const folders = openRunFolders(folder.runs)
        for (const file of filesOf(view, checkpoints)) {
          const source = folders.resolveFile(id, file)
          if (source === undefined) continue
          mkdirSync(dirname(join(making, file)), { recursive: true })
          cpSync(source, join(making, file))
        }
        if (zip) writeZip(making, `${making}.zip`)
        else syncTree(making)
        renameSync(zip ? `${making}.zip` : making, target)
        named = true
        syncFolder(dirname(target))
      } catch (error) {
        // Not surely on the disk: better not there than lost later without a word.
        if (named) rmSync(target, { recursive: true, force: true })
        throw explainWriteFault(error, target)
      } finally {
        rmSync(making, { recursive: true, force: true })
        rmSync(`${making}.zip`, { force: true })
      }
      const files = zip ? 1 : readdirSync(target, { recursive: true }).length
      context.terminal.print(context.json ? JSON.stringify({ runId: id, name: record.name, path: target, zip }, null, 2) : `Exported ${record.name} to ${target}${zip ? '' : ` (${files} entries)`}`)
      return exitCodes.ok
    }),
}
