// The text of a file that may be an experiment.
import { StudioError } from '@shared/studio-error'

/** Larger files cannot be experiments, and are refused before they are read. */
const LARGEST_FILE_BYTES = 20_000_000

/** @throws StudioError `file-too-large` */
export async function readExperimentText(file: File): Promise<string> {
  if (file.size > LARGEST_FILE_BYTES) {
    throw new StudioError({
      code: 'file-too-large',
      message: `${file.name} is too large to be an experiment.`,
      path: file.name,
      expected: 'an experiment file (.latent.json) of at most 20 MB',
      got: `${(file.size / 1e6).toFixed(1)} MB`,
      fix: 'Choose the .latent.json file; data sets are not opened here.',
    })
  }
  return file.text()
}
