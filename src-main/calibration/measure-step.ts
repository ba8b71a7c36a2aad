// Times the training steps of one experiment in this process, on made-up examples of its dataset's shape: what a step takes does not
// depend on what the examples show.
import type { DatasetDescription } from '@shared/datasets/dataset-definition'
import { findDataset } from '@shared/datasets/catalogue'
import type { Experiment } from '@shared/experiment/experiment'
import { sizeOf } from '@shared/tensors/shape'
import type { LoadedDataset } from '../datasets/loaded-dataset'
import type { Engine } from '../engines/engine'
import { buildModel } from '../trainer/model'
import { runExamples } from '../trainer/run-examples'
import { runLength } from '../trainer/run-length'
import { TrainingSession } from '../trainer/training-session'

const WARM_UP_STEPS = 3
const FEWEST_STEPS = 5

/**
 * @param forMs measures for about so long, capturing not counted. @param stage of a recipe that trains in several, from 0: its first step is
 * taken again and again.
 * @returns milliseconds a step: the lower quartile, which other work on the machine disturbs least.
 */
export function measureStep(engine: Engine, experiment: Experiment, forMs: number, stage?: number): number {
  const model = buildModel(experiment)
  const dataset = madeUpExamples(experiment, model.batchesPerStep * experiment.training.batchSize)
  const session = new TrainingSession(engine, model, dataset, engine.info.native ? 'captured' : 'eager')
  try {
    const stream = runExamples(model, dataset)
    const begin = stage === undefined ? undefined : runLength(model, dataset.train.count).stages[stage]?.beginStep
    const times: number[] = []
    const began = performance.now()
    for (let step = 0; step < WARM_UP_STEPS + FEWEST_STEPS || performance.now() - began < forMs; step += 1) {
      const before = performance.now()
      const at = begin ?? step
      session.step(at, stream.stepsPerEpoch, stream.batch(at))
      if (step >= WARM_UP_STEPS) times.push(performance.now() - before)
    }
    times.sort((a, b) => a - b)
    return times[Math.floor(times.length / 4)] ?? Number.NaN
  } finally {
    session.dispose()
  }
}

/** Two steps' worth of examples, and a few to test on. */
function madeUpExamples(experiment: Experiment, rows: number): LoadedDataset {
  const definition = findDataset(experiment.dataset.id)
  if (definition === undefined) throw new Error(`No dataset ${experiment.dataset.id}`)
  const described = definition.describe(definition.parameters.parse(experiment.dataset.parameters))
  const description: DatasetDescription = { ...described, trainCount: 2 * rows, testCount: 8, validationCount: 0 }
  const split = (count: number): LoadedDataset['train'] => {
    const length = count * sizeOf(description.shape)
    const value = (_: unknown, at: number): number => (at * 7919) % 256
    const examples = description.storage === 'uint8' ? Uint8Array.from({ length }, value) : Float32Array.from({ length }, (_, at) => value(_, at) / 256)
    return { count, examples, labels: description.classes === null ? null : Uint8Array.from({ length: count }, (_, at) => at % (description.classes?.length ?? 1)) }
  }
  return { description, train: split(description.trainCount), test: split(description.testCount) }
}
