// A studio's run service over a real database and real folders, with a trainer of the test's choosing.
import { resolve } from 'node:path'
import type { Experiment } from '@shared/experiment/experiment'
import { isEnded } from '@shared/run/reduce-run'
import type { RunId } from '@shared/run/run-events'
import type { RunRecord } from '@shared/run/run-record'
import { locate, type Locations } from '../../../src-main/locations'
import { silentLogger } from '../../../src-main/logger'
import { checkExperiment } from '../../../src-main/runs/check-experiment'
import type { SilenceLimits } from '../../../src-main/runs/live-run'
import { RunService } from '../../../src-main/runs/run-service'
import { prepareDataFolder } from '../../../src-main/store/data-folder'
import type { StudioDatabase } from '../../../src-main/store/database'
import { openDatabase } from '../../../src-main/store/open-database'
import { openRunFolders, type RunFolders } from '../../../src-main/store/run-folders'
import { shippedExperiment } from '../../support/shipped-templates'

const root = resolve(import.meta.dirname, '../../..')

export const badTrainer = resolve(import.meta.dirname, 'fixtures/bad-trainer.mjs')

/** The smallest thing that trains: the two-moons template with few examples. */
export function smallExperiment(changes: { readonly description?: string; readonly epochs?: number; readonly seed?: number; readonly batchSize?: number } = {}): Experiment {
  const experiment = shippedExperiment('autoencoder-two-moons')
  const { epochs = 2, seed = 1, batchSize = 64 } = changes
  return {
    ...experiment,
    description: changes.description ?? '',
    dataset: { ...experiment.dataset, parameters: { ...experiment.dataset.parameters, trainCount: 512, testCount: 128 } },
    training: { ...experiment.training, epochs, seed, batchSize, steps: null },
    recording: { ...experiment.recording, latentCount: 64 },
  }
}

export interface TestService extends AsyncDisposable {
  readonly runs: RunService
  readonly database: StudioDatabase
  readonly folders: RunFolders
  ended(id: RunId): Promise<RunRecord>
}

export interface TestServiceOptions {
  readonly trainer?: string
  readonly stopGraceMs?: number
  readonly closeGraceMs?: number
  readonly silence?: SilenceLimits
  /** As a host does, unless said otherwise. */
  readonly serveQueue?: boolean
  readonly locations?: Partial<Locations>
}

export function openService(directory: string, options: TestServiceOptions = {}): TestService {
  const folder = prepareDataFolder(directory)
  const database = openDatabase(folder.database, { logger: silentLogger, describeHolder: () => 'Another' })
  const folders = openRunFolders(folder.runs)
  const locations = locate({ root, ...(options.trainer === undefined ? {} : { trainer: options.trainer }), ...options.locations })
  // However slow the machine: a trainer that is still loading heeds nothing yet.
  const { stopGraceMs = 100_000, closeGraceMs = 100_000, silence, serveQueue = true } = options
  const runs = new RunService({ database, folders, locations, datasets: { mnist: locations.mnist, faces: locations.faces, images: locations.images, stored: folder.datasets }, logger: silentLogger, checkExperiment, stopGraceMs, closeGraceMs, silence, serveQueue })
  return {
    runs,
    database,
    folders,
    async ended(id) {
      for await (const _event of runs.watch(id, 0)) if (isEnded(runs.get(id).status)) continue
      return runs.get(id)
    },
    async [Symbol.asyncDispose]() {
      await runs.close()
      database.close()
    },
  }
}
