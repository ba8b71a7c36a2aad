// How experiment files of older versions become those of today. A file is taken one version further at a time; each step is
// a pure function from plain JSON to plain JSON and is never changed once released.
import { StudioError } from '../studio-error'
import { EXPERIMENT_VERSION } from './experiment'

export type PlainObject = Readonly<Record<string, unknown>>

export interface ExperimentMigration {
  /** The version it takes; it gives the next one. */
  readonly from: number
  /** What has changed, for whoever reads the list. */
  readonly what: string
  migrate(document: PlainObject): PlainObject
}

export const experimentMigrations: readonly ExperimentMigration[] = [
  { from: 1, what: 'nodes may be bypassed, networks may hold comments and frames; nothing that was there changes', migrate: (document) => document },
  { from: 2, what: 'there may be blocks; nothing that was there changes', migrate: (document) => document },
]

/**
 * The document at the wanted version.
 * @throws StudioError `experiment-newer` where a newer studio wrote it, `experiment-version-unknown` where no step leads on.
 */
export function migrateExperiment(
  document: PlainObject,
  fileName: string,
  migrations: readonly ExperimentMigration[] = experimentMigrations,
  wanted: number = EXPERIMENT_VERSION,
): PlainObject {
  const version = document['version']
  const common = { path: `${fileName}: version`, got: version === undefined ? 'no version' : `version ${JSON.stringify(version)}` }
  if (typeof version !== 'number' || !Number.isSafeInteger(version) || version < 1) {
    throw new StudioError({
      ...common,
      code: 'experiment-version-unknown',
      message: `${fileName} does not say which version of the format it has`,
      expected: `a version from 1 to ${wanted}`,
      fix: 'open the original file, or save it again with the studio that made it',
    })
  }
  if (version > wanted) {
    throw new StudioError({
      ...common,
      code: 'experiment-newer',
      message: `${fileName} was made by a newer Latent Studio; it was left as it is`,
      expected: `version ${wanted} or older`,
      fix: 'update Latent Studio, then open it again',
    })
  }
  let current = document
  for (let at = version; at < wanted; at += 1) {
    const step = migrations.find((migration) => migration.from === at)
    if (step === undefined) {
      throw new StudioError({
        ...common,
        code: 'experiment-version-unknown',
        message: `${fileName} has version ${at}, which this studio cannot bring forward`,
        expected: `version ${wanted}`,
        fix: 'open it with the studio that made it',
      })
    }
    current = { ...step.migrate(current), version: at + 1 }
  }
  return current
}
