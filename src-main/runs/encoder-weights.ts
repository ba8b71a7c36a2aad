// The encoder of a run for a new experiment: its weights at a checkpoint are stored where networks begin from, and the experiment names them.
import { join } from 'node:path'
import { classifierFrom, encoderOf } from '@shared/experiment/classifier-from'
import type { Experiment } from '@shared/experiment/experiment'
import type { RunCheckpoint } from '@shared/run/reduce-run'
import type { RunRecord } from '@shared/run/run-record'
import { storeWeights } from '../files/store-weights'
import type { RunFolders } from '../store/run-folders'
import { readCheckpoint } from '../trainer/read-checkpoint'
import { chooseCheckpoint } from './go-on'

export interface EncoderPlace {
  readonly record: RunRecord
  /** Those whose files are there. */
  readonly checkpoints: readonly RunCheckpoint[]
  /** Of the checkpoint; null for the newest. */
  readonly step: number | null
}

/**
 * @param weights folder of starting weights.
 * @throws StudioError `run-without-encoder`, `labels-missing`, `checkpoint-not-found`, `checkpoint-damaged`
 */
export async function classifierExperiment(folders: RunFolders, weights: string, { record, checkpoints, step }: EncoderPlace): Promise<Experiment> {
  const encoder = encoderOf(record.experiment, record.name)
  const chosen = chooseCheckpoint(record, checkpoints, step)
  const from = `${record.name}, step ${chosen.step}`
  // Before a file is written: whether it can be a classifier at all.
  const experimentWith = (sha256: string): Experiment => classifierFrom(record.experiment, { run: record.name, step: chosen.step, startingWeights: { sha256, from } })
  experimentWith(''.padStart(64, '0'))
  const { arrays } = await readCheckpoint({ path: join(folders.path(record.id), chosen.file), step: chosen.step, sha256: chosen.sha256 })
  const own = Object.fromEntries(Object.entries(arrays).flatMap(([name, array]) => (name.startsWith(`${encoder.id}/`) ? [[name.slice(encoder.id.length + 1), array] as const] : [])))
  return experimentWith(storeWeights(weights, own))
}
