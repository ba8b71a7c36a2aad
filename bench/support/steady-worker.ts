// Trains one template for many steps, tested and encoded now and then as in a run, and says eleven times what it holds.
import { loadDataset } from '../../src-main/datasets/load-dataset'
import { createTensorflowEngine } from '../../src-main/engines/tensorflow/tensorflow-engine'
import { locate } from '../../src-main/locations'
import { buildModel } from '../../src-main/trainer/model'
import { exampleStream } from '../../src-main/trainer/run-length'
import { TrainingSession } from '../../src-main/trainer/training-session'
import { templateExperiment } from './workloads'

const [, , root = '.', template = 'vae-mnist', wanted = '100000'] = process.argv
const steps = Number(wanted)
const { engine: manifest, mnist } = locate({ root })
const experiment = templateExperiment(root, template)
const dataset = await loadDataset(experiment.dataset, { mnist })
const model = buildModel(experiment)
const session = new TrainingSession(await createTensorflowEngine(manifest), model, dataset, 'captured')
const stream = exampleStream(model, dataset.train.count)

const megabytes = (bytes: number): number => Math.round(bytes / 1e5) / 10
function mark(step: number, loss: number): void {
  globalThis.gc?.()
  const { rss, heapUsed, external } = process.memoryUsage()
  const figures = { step, tensors: session.memory().tensors, residentMegabytes: megabytes(rss), heapMegabytes: megabytes(heapUsed), externalMegabytes: megabytes(external), loss, seconds: Math.round(performance.now() / 1000) }
  process.stdout.write(`${JSON.stringify(figures)}\n`)
}

let loss = Number.NaN
await session.evaluate(0, stream.stepsPerEpoch)
await session.encodeTest(500)
mark(0, loss)
for (let step = 0; step < steps; step += 1) {
  const metrics = session.step(step, stream.stepsPerEpoch, stream.batch(step))
  loss = Object.values(metrics)[0] ?? Number.NaN
  if ((step + 1) % Math.ceil(steps / 10) !== 0 && step + 1 !== steps) continue
  await session.evaluate(step + 1, stream.stepsPerEpoch)
  await session.encodeTest(500)
  mark(step + 1, loss)
}
