// An experiment's file as one side of the diff; what is on the canvas is not touched by it.
import { studio } from '../../client/studio-client'
import { readExperimentText } from '../../shell/read-experiment-text'
import type { DiffSide } from '../../stores/diff-store'

/** @throws StudioError `file-too-large`, or what parsing an experiment says. */
export async function readSideFile(file: File): Promise<DiffSide> {
  return { title: file.name, experiment: await studio.experiments.parse({ text: await readExperimentText(file), fileName: file.name }) }
}
