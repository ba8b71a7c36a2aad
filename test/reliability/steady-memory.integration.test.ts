// Many captured steps of the MLP-VAE: tensors and memory stay where they were once it has warmed up.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { selectEngine } from '../../src-main/engines/select-engine'
import { loadDataset } from '../../src-main/datasets/load-dataset'
import { buildModel } from '../../src-main/trainer/model'
import { exampleStream } from '../../src-main/trainer/run-length'
import { TrainingSession } from '../../src-main/trainer/training-session'
import { mnistVae } from '../main/trainer/small-experiments'
import { engineManifest, mnistFolder } from '../main/trainer/trainer-process'
import { amountOf, tellFigures } from './support/amounts'

const steps = amountOf('steadySteps', 600)

test(
  `${steps} steps of the MLP-VAE on MNIST leave no tensor behind and take no more memory at the end than after the first third`,
  async () => {
    const experiment = mnistVae({ trainLimit: 6000, testLimit: 1000 })
    const dataset = await loadDataset(experiment.dataset, { mnist: mnistFolder })
    const { engine } = await selectEngine('tensorflow', engineManifest)
    const model = buildModel(experiment)
    const session = new TrainingSession(engine, model, dataset, 'captured')
    const stream = exampleStream(model, dataset.train.count)
    // What a step was given and gave is gone when the collector comes by, sooner or later: 50 MiB more or less. It comes by here.
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    const mebibytes = (): number => {
      collect()
      return Math.round(process.memoryUsage().rss / 2 ** 20)
    }
    const tensors: number[] = []
    const memory: number[] = []
    const begun = performance.now()
    for (let step = 0; step < steps; step += 1) {
      session.step(step, stream.stepsPerEpoch, stream.batch(step))
      if ((step + 1) % Math.ceil(steps / 30) !== 0) continue
      await session.evaluate(step, stream.stepsPerEpoch)
      tensors.push(session.memory().tensors)
      memory.push(mebibytes())
    }
    const warm = memory.slice(Math.ceil(memory.length / 3))
    const third = Math.floor(warm.length / 2)
    const [earlier, later] = [Math.max(...warm.slice(0, third)), Math.min(...warm.slice(third))]
    session.dispose()
    tellFigures('Steps of the captured MLP-VAE, tested 30 times on the way', {
      steps,
      'tensors at the beginning, at the end': `${tensors[0] ?? 0}, ${tensors.at(-1) ?? 0}`,
      'resident MiB after a third, at the end': `${warm[0] ?? 0}, ${warm.at(-1) ?? 0}`,
      seconds: Math.round((performance.now() - begun) / 1000),
    })
    expect(new Set(tensors).size).toBe(1)
    // A leak of one batch a step would be 400 kB: after the warm-up the least of the later readings is no more than the earlier peak.
    expect(later).toBeLessThanOrEqual(earlier + 32)
  },
  120_000 + steps * 60,
)
