// Measures a training step of every template named and says beside each what is estimated of it, after measuring the machine in the same
// minutes. One JSON line on standard output. Bundled by build-worker.mjs. Usage: estimate-worker.js <root> <file of template>...
import { readFileSync } from 'node:fs'
import { memoryUsage } from 'node:process'
import { calibrationWorkloads } from '@shared/cost/calibration-workloads'
import { estimateCost } from '@shared/cost/estimate-cost'
import { fitSpeed } from '@shared/cost/fit-speed'
import { stepWork } from '@shared/cost/step-work'
import { analyseExperiment } from '@shared/experiment/analyse-experiment'
import { parseExperiment } from '@shared/experiment/parse-experiment'
import { measureStep } from '../../src-main/calibration/measure-step'
import { createTensorflowEngine } from '../../src-main/engines/tensorflow/tensorflow-engine'
import { locate } from '../../src-main/locations'

const [, , root = '.', ...files] = process.argv
const engine = await createTensorflowEngine(locate({ root }).engine)
const engineBytes = memoryUsage().rss
const speed = fitSpeed(
  calibrationWorkloads.flatMap(({ experiment }) => {
    const work = stepWork(analyseExperiment(experiment), experiment.training.batchSize)
    return work === undefined ? [] : [{ work, ms: measureStep(engine, experiment, 300) }]
  }),
)
const rows = files.flatMap((file) => {
  const template = JSON.parse(readFileSync(file, 'utf8')) as { readonly id: string; readonly experiment: unknown }
  const experiment = parseExperiment(JSON.stringify(template.experiment), file)
  const cost = estimateCost(experiment, analyseExperiment(experiment), { speed, engineBytes })
  if (cost?.time == null) return []
  const staged = cost.time.stages.length > 1
  return cost.time.stages.map(({ title, stepMs }, stage) => ({
    id: template.id,
    ...(staged ? { stage: title } : {}),
    estimatedMs: stepMs,
    estimatedBytes: cost.memory.total,
    measuredMs: measureStep(engine, experiment, 700, staged ? stage : undefined),
  }))
})
process.stdout.write(`${JSON.stringify(rows)}\n`)
