// Trains workloads with the studio's own engine and says how long steps take. One JSON request a line on standard input:
// { workload, variant, forMs }; one JSON answer a line on standard output. Bundled by build-worker.mjs.
import { createInterface } from 'node:readline'
import { loadDataset } from '../../src-main/datasets/load-dataset'
import { createTensorflowEngine } from '../../src-main/engines/tensorflow/tensorflow-engine'
import { locate } from '../../src-main/locations'
import { buildModel } from '../../src-main/trainer/model'
import { exampleStream } from '../../src-main/trainer/run-length'
import { TrainingSession } from '../../src-main/trainer/training-session'
import { measureSteps } from './measure-steps'
import { findWorkload } from './workloads'

interface Request {
  readonly workload: string
  readonly variant: 'captured' | 'captured-xla' | 'eager'
  readonly forMs: number
}

const [, , root = '.'] = process.argv
const { engine: manifest, mnist } = locate({ root })
const engine = await createTensorflowEngine(manifest)
const open = new Map<string, () => void>()

/** One training step a call, batches gathered as in a run. */
async function stepper({ workload, variant }: Request): Promise<() => void> {
  const { experiment, only } = findWorkload(root, workload)
  const dataset = await loadDataset(experiment.dataset, { mnist })
  const whole = buildModel(experiment)
  const model = only === undefined ? whole : { ...whole, updates: [{ player: only, batch: 0 }], batchesPerStep: 1 }
  const session = new TrainingSession(engine, model, dataset, variant === 'eager' ? 'eager' : 'captured', variant === 'captured-xla')
  if (variant === 'captured-xla') session.compile('xla')
  const stream = exampleStream(model, dataset.train.count)
  let step = 0
  return () => {
    session.step(step, stream.stepsPerEpoch, stream.batch(step))
    step += 1
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line) as Request
  const key = `${request.workload} ${request.variant}`
  try {
    let step = open.get(key)
    if (step === undefined) {
      step = await stepper(request)
      open.set(key, step)
      // The first steps compile, allocate and fill caches.
      for (let count = 0; count < 5; count += 1) step()
    }
    process.stdout.write(`${JSON.stringify(measureSteps(step, request.forMs))}\n`)
  } catch (error) {
    process.stdout.write(`${JSON.stringify({ error: error instanceof Error ? error.message : String(error) })}\n`)
  }
}
