// Runs that go on until they are killed, writing as much as a run can: a checkpoint, a test and pictures every few steps.
import type { Experiment } from '@shared/experiment/experiment'
import { smallAdversaries } from '../../main/trainer/small-adversaries'
import { mnistVae, smallExperiment } from '../../main/trainer/small-experiments'

const recording = { evaluateEverySteps: 20, snapshotEverySteps: 40, checkpointEverySteps: 10 }
const training = { epochs: 100_000 }

/** Kills go through them in turn. */
export const killableExperiments: readonly Experiment[] = [
  smallExperiment({ training, recording }),
  smallAdversaries({ training, recording }),
  mnistVae({ trainLimit: 1000, testLimit: 200, training, recording: { ...recording, latentCount: 50 } }),
  smallAdversaries({ recipe: 'wgan-gp', training, recording }),
]

export const killableKinds = 'AE, GAN, VAE and WGAN-GP'
