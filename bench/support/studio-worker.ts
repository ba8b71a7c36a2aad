// Trains workloads with the studio's own engine and says how long steps take. One JSON request a line on standard input:
// { workload, variant } with forMs (median of its steps), steps (mean over so many) or evaluations (mean over so many tests on the whole
// test set); one JSON answer a line on standard output. Bundled by build-worker.mjs.
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
  readonly forMs?: number
  readonly steps?: number
  readonly evaluations?: number
}

interface Bench {
  step(): void
  evaluate(): Promise<unknown>
}

const [, , root = '.'] = process.argv
const { engine: manifest, mnist } = locate({ root })
const engine = await createTensorflowEngine(manifest)
const open = new Map<string, Bench>()

/** Batches are gathered as in a run. */
async function openBench({ workload, variant }: Request): Promise<Bench> {
  const { experiment, only } = findWorkload(root, workload)
  const dataset = await loadDataset(experiment.dataset, { mnist })
  const whole = buildModel(experiment)
  const model = only === undefined ? whole : { ...whole, updates: [{ player: only, batch: 0 }], batchesPerStep: 1 }
  const session = new TrainingSession(engine, model, dataset, variant === 'eager' ? 'eager' : 'captured', variant === 'captured-xla')
  if (variant === 'captured-xla') session.compile('xla')
  const stream = exampleStream(model, dataset.train.count)
  let step = 0
  return {
    step() {
      session.step(step, stream.stepsPerEpoch, stream.batch(step))
      step += 1
    },
    evaluate: () => session.evaluate(step, stream.stepsPerEpoch),
  }
}

async function measure(bench: Bench, { forMs = 500, steps, evaluations }: Request): Promise<object> {
  const began = performance.now()
  if (evaluations !== undefined) {
    for (let count = 0; count < evaluations; count += 1) await bench.evaluate()
    return { msPerEvaluation: (performance.now() - began) / evaluations }
  }
  if (steps === undefined) return measureSteps(() => bench.step(), forMs)
  for (let count = 0; count < steps; count += 1) bench.step()
  return { msPerStep: (performance.now() - began) / steps }
}

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line) as Request
  const key = `${request.workload} ${request.variant}`
  try {
    let bench = open.get(key)
    if (bench === undefined) {
      bench = await openBench(request)
      open.set(key, bench)
      // The first steps compile, allocate and fill caches.
      for (let count = 0; count < 5; count += 1) bench.step()
    }
    process.stdout.write(`${JSON.stringify(await measure(bench, request))}\n`)
  } catch (error) {
    process.stdout.write(`${JSON.stringify({ error: error instanceof Error ? error.message : String(error) })}\n`)
  }
}
