// Runs that are there before a test's story begins.
import type { Experiment } from '@shared/experiment/experiment'
import { isEnded } from '@shared/run/reduce-run'
import type { RunId } from '@shared/run/run-events'
import type { RunRecord } from '@shared/run/run-record'
import { createStudio, type StudioClient } from '../../src-main/api/create-studio'
import { locate } from '../../src-main/locations'
import { silentLogger } from '../../src-main/logger'

/** Waits until a run has ended, however it does. */
export async function untilEnded(client: StudioClient, id: RunId): Promise<RunRecord> {
  for await (const _event of await client.runs.watch({ id })) if (isEnded((await client.runs.get({ id })).status)) continue
  return client.runs.get({ id })
}

/** @throws Error where it does not finish */
export async function trainToEnd(client: StudioClient, experiment: Experiment): Promise<RunRecord> {
  const record = await untilEnded(client, (await client.runs.start({ experiment, templateId: null })).id)
  if (record.status !== 'finished') throw new Error(`The run ended ${record.status}: ${record.error?.message ?? 'without a reason'}`)
  return record
}

/** Trains one after the other in a studio of its own over a data folder that nobody else holds, and closes it. */
export async function trainBeforehand(dataDirectory: string, ...experiments: readonly Experiment[]): Promise<void> {
  const studio = createStudio({ dataDirectory, locations: locate(), host: 'command-line', logger: silentLogger })
  try {
    for (const experiment of experiments) await trainToEnd(studio.client, experiment)
  } finally {
    await studio.close()
  }
}
