// Whether the numbers that networks begin with are where they should be, before a run is made: an experiment that came as a file
// names them, and does not hold them.
import { existsSync } from 'node:fs'
import type { Experiment } from '@shared/experiment/experiment'
import { StudioError } from '@shared/studio-error'
import { startingWeightsFile } from '../files/store-weights'

/** @throws StudioError `starting-weights-missing` naming the network. */
export function checkStartingWeights(experiment: Experiment, folder: string | undefined): void {
  for (const { id, name, startingWeights } of experiment.networks) {
    if (startingWeights === undefined) continue
    const file = folder === undefined ? undefined : startingWeightsFile(folder, startingWeights.sha256)
    if (file !== undefined && existsSync(file)) continue
    throw new StudioError({
      code: 'starting-weights-missing',
      message: `The weights that ${name} begins with are not in this studio: they came from ${startingWeights.from}`,
      path: `networks.${id}.startingWeights`,
      expected: 'the imported weights in the data folder',
      got: file ?? 'no folder for them',
      fix: `Import ${startingWeights.from} again, or let ${name} begin with drawn weights (“Drop starting weights”)`,
    })
  }
}
