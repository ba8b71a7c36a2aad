// What a composed studio consists of: each procedure of the router hands on to one of these.
import type { BlobRegistry } from '../runs/blob-registry'
import type { RunService } from '../runs/run-service'
import type { BlockLibrary } from '../store/block-library'
import type { DraftFolder } from '../store/draft-folder'
import type { ExperimentLibrary } from '../store/experiment-library'
import type { StoredLibrary } from '../datasets/stored/stored-library'
import type { BaselineDesk } from './baseline-desk'
import type { CalibrationDesk } from './calibration-desk'
import type { VersionHistory } from '../store/version-history'
import type { DatasetDesk } from './dataset-desk'
import type { ImportDesk } from './import-desk'
import type { ExportCheckDesk } from './export-check-desk'
import type { ExportDesk } from './export-desk'
import type { InferenceDesk } from './inference-desk'
import type { ModelDesk } from './model-desk'
import type { StudioInformation } from './studio-information'
import type { TemplateLibrary } from './template-library'

export interface StudioServices {
  readonly runs: RunService
  readonly baselines: BaselineDesk
  readonly templates: TemplateLibrary
  readonly library: ExperimentLibrary
  readonly blocks: BlockLibrary
  readonly versions: VersionHistory
  readonly drafts: DraftFolder
  readonly datasets: DatasetDesk
  readonly stored: StoredLibrary
  readonly imports: ImportDesk
  readonly exports: ExportDesk
  readonly exportChecks: ExportCheckDesk
  readonly inference: InferenceDesk
  readonly calibration: CalibrationDesk
  readonly models: ModelDesk
  readonly information: StudioInformation
  readonly blobs: BlobRegistry
}
