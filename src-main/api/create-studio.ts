// Composes the studio's services over one data folder. Both hosts and the command line call this and nothing else;
// they differ only in how they carry the router.
import { createRouterClient } from '@orpc/server'
import type { ContractRouterClient } from '@orpc/contract'
import type { StudioContract, StudioInfo } from '@shared/contract/contract'
import type { Experiment } from '@shared/experiment/experiment'
import { readVersion, type Locations } from '../locations'
import type { Logger } from '../logger'
import { createBlobRegistry } from '../runs/blob-registry'
import { checkExperiment } from '../runs/check-experiment'
import { RunService } from '../runs/run-service'
import { prepareDataFolder, type DataFolder } from '../store/data-folder'
import { openBlockLibrary } from '../store/block-library'
import { openDraftFolder } from '../store/draft-folder'
import { openExperimentLibrary } from '../store/experiment-library'
import { openOwnTemplates } from '../store/own-templates'
import { openVersionHistory } from '../store/version-history'
import { describeHolder, removeHostFile, writeHostFile } from '../store/host-file'
import { openDatabase } from '../store/open-database'
import { openRunFolders } from '../store/run-folders'
import { openStudioLog } from '../studio-log'
import type { DatasetLocations } from '../datasets/loaded-dataset'
import { openStoredLibrary } from '../datasets/stored/stored-library'
import { BaselineDesk } from './baseline-desk'
import { CalibrationDesk } from './calibration-desk'
import { DatasetDesk } from './dataset-desk'
import { ImportDesk } from './import-desk'
import { ExportCheckDesk } from './export-check-desk'
import { ExportDesk } from './export-desk'
import { InferenceDesk } from './inference-desk'
import { ModelDesk } from './model-desk'
import { createRouter, type StudioRouter } from './router'
import { StudioInformation } from './studio-information'
import type { StudioServices } from './studio-services'
import { openTemplateLibrary } from './template-library'

export interface StudioOptions {
  readonly dataDirectory: string
  readonly locations: Locations
  readonly host: StudioInfo['host']
  readonly logger?: Logger
  /** For tests. */
  readonly stopGraceMs?: number
  readonly closeGraceMs?: number
}

export type StudioClient = ContractRouterClient<StudioContract>

export interface Studio {
  readonly folder: DataFolder
  readonly services: StudioServices
  /** The contract implemented, errors already mapped; hand it to any oRPC handler. */
  readonly router: StudioRouter
  /** The contract, called in this process. */
  readonly client: StudioClient
  readonly logger: Logger
  /** Tells others on this machine where the studio listens, and the key the command line comes in with. */
  announce(address: { readonly url: string; readonly token: string }): void
  /** Stops every run with a checkpoint, records what is left, and lets the data folder go. */
  close(): Promise<void>
}

/** @throws StudioError where the data folder cannot be written or is in use, or its database is damaged, foreign or newer. */
export function createStudio(options: StudioOptions): Studio {
  const { locations, host } = options
  const folder = prepareDataFolder(options.dataDirectory)
  const logger = options.logger ?? openStudioLog(folder.log)
  const database = openDatabase(folder.database, { logger, describeHolder: () => describeHolder(folder.host) })
  const startedAt = Date.now()
  try {
    writeHostFile(folder.host, { format: 1, pid: process.pid, host, startedAt, url: null, token: null })
    const folders = openRunFolders(folder.runs)
    const { stopGraceMs, closeGraceMs } = options
    // A command that lists runs must not begin those that wait for a host.
    const serveQueue = host !== 'command-line'
    const datasets: DatasetLocations = { mnist: locations.mnist, textPages: locations.textPages, faces: locations.faces, images: locations.images, stored: folder.datasets }
    const imports = new ImportDesk(locations, folder.imports, folder.datasets)
    const models = new ModelDesk(locations, folder)
    const information = new StudioInformation({ host, version: readVersion(locations.root), dataDirectory: folder.path, database, locations })
    const checkFits = (experiment: Experiment): ReturnType<typeof checkExperiment> => checkExperiment(experiment, information.memory())
    const runs = new RunService({ database, folders, locations, datasets, weights: folder.weights, logger, checkExperiment: checkFits, stopGraceMs, closeGraceMs, serveQueue })
    const exports = new ExportDesk({ database, folders, weights: folder.weights })
    const inference = new InferenceDesk({ database, folders, locations, datasets, logger })
    const services: StudioServices = {
      runs,
      baselines: new BaselineDesk(runs),
      templates: openTemplateLibrary(locations.templates, openOwnTemplates(folder.templates, logger), logger),
      library: openExperimentLibrary(folder.experiments),
      blocks: openBlockLibrary(folder.blocks, locations.blocks),
      datasets: new DatasetDesk(locations, datasets),
      stored: openStoredLibrary(folder.datasets, (message) => logger.warn(message)),
      imports,
      models,
      exports,
      exportChecks: new ExportCheckDesk(exports, inference.process),
      inference,
      information,
      calibration: new CalibrationDesk({ dataDirectory: folder.path, locations, logger, runs, engine: () => information.engine() }),
      versions: openVersionHistory(folder.versions),
      drafts: openDraftFolder(folder.drafts),
      blobs: createBlobRegistry(database, folders),
    }
    const router = createRouter(services, logger)
    // Tests and benches ask for quiet.
    if (host !== 'command-line' && process.env['LATENT_STUDIO_CALIBRATION'] !== 'off') void services.calibration.measureInBackground()
    let closing: Promise<void> | null = null
    return {
      folder,
      services,
      router,
      client: createRouterClient(router),
      logger,
      announce({ url, token }) {
        writeHostFile(folder.host, { format: 1, pid: process.pid, host, startedAt, url, token })
      },
      close() {
        services.calibration.close()
        services.exportChecks.close()
        closing ??= closeAll([() => runs.close(), () => services.inference.close(), () => imports.close()], [() => models.close(), () => removeHostFile(folder.host), () => database.close()])
        return closing
      },
    }
  } catch (error) {
    database.close()
    throw error
  }
}

/** One after the other, each whatever became of those before: a folder that cannot be deleted must not keep runs from being recorded. @throws the first fault. */
async function closeAll(first: readonly (() => Promise<void>)[], then: readonly (() => void)[]): Promise<void> {
  const faults: unknown[] = []
  const told = (fault: unknown): void => void faults.push(fault)
  await Promise.all(first.map((close) => close().catch(told)))
  for (const close of then) {
    try {
      close()
    } catch (fault) {
      told(fault)
    }
  }
  if (faults.length > 0) throw faults[0]
}
