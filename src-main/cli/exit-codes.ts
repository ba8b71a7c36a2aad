// What the command line's exit codes mean. Documented in its help; scripts rely on them.
export const exitCodes = {
  ok: 0,
  /** The run failed, or something went wrong that has no code of its own. */
  failed: 1,
  usage: 2,
  notFound: 3,
  invalidExperiment: 4,
  engineMissing: 5,
  /** In use, not writable, damaged, newer. */
  dataFolder: 6,
  interrupted: 130,
} as const

export const exitCodeHelp = `Exit codes: 0 done · 1 the run failed, or another fault · 2 wrong usage · 3 not found · 4 the experiment cannot be trained
            5 the engine is missing · 6 the data folder cannot be used · 130 interrupted (Ctrl+C)`

const dataFolderCodes = new Set(['data-folder-in-use', 'data-folder-not-writable', 'run-folder-not-writable'])
const usageCodes = new Set(['usage', 'option-invalid', 'setting-unknown', 'setting-invalid', 'run-ambiguous', 'stored-dataset-ambiguous'])
const notFoundCodes = new Set(['run-not-found', 'experiment-not-found', 'file-not-found', 'template-not-found', 'stored-dataset-not-found'])

export function exitCodeOf(errorCode: string): number {
  if (usageCodes.has(errorCode)) return exitCodes.usage
  if (notFoundCodes.has(errorCode)) return exitCodes.notFound
  if (dataFolderCodes.has(errorCode) || errorCode.startsWith('database-') || errorCode.startsWith('migration-')) return exitCodes.dataFolder
  if (errorCode.startsWith('engine-')) return exitCodes.engineMissing
  if (errorCode.startsWith('experiment-') || errorCode.startsWith('baseline-')) return exitCodes.invalidExperiment
  return exitCodes.failed
}
