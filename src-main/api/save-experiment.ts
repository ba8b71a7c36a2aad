// Saving: the library's file first, then the version of it; the versions a draft had become the saved experiment's.
import type { SavedExperiment } from '@shared/contract/contract'
import type { Experiment } from '@shared/experiment/experiment'
import { parseExperiment } from '@shared/experiment/parse-experiment'
import type { StudioServices } from './studio-services'

export interface SaveRequest {
  readonly id: string | null
  readonly experiment: Experiment
  readonly base?: string | null | undefined
  /** The draft whose versions come along. */
  readonly draft?: string | null | undefined
}

/** @throws StudioError `experiment-changed-elsewhere`, `experiment-not-saved`; `version-not-kept` where it is saved but for its version. */
export function saveExperiment({ library, versions }: Pick<StudioServices, 'library' | 'versions'>, { id, experiment, base, draft }: SaveRequest): SavedExperiment {
  // What a file held before versions were kept, or what another window put there, is not lost by being saved over.
  if (id !== null) keepWhatIsThere({ library, versions }, id)
  const saved = library.save(id, experiment, base)
  if (draft != null) versions.merge(draft, saved.id)
  versions.keep(saved.id, experiment, { kind: 'saved' })
  return saved
}

function keepWhatIsThere({ library, versions }: Pick<StudioServices, 'library' | 'versions'>, id: string): void {
  let there: Experiment
  try {
    const { text, fileName } = library.read(id)
    there = parseExperiment(text, fileName)
  } catch {
    // Nothing there, or nothing that could be opened again as a version.
    return
  }
  if (!versions.has(id, there)) versions.keep(id, there, { kind: 'kept' })
}
