// Measures a training step of every experiment named, in turns, and says beside each what the estimate of it stands on. One JSON line on
// standard output. Bundled by build-worker.mjs. Usage: estimate-worker.js <root> <file of template>...
import { readFileSync } from 'node:fs'
import { estimateMemory } from '@shared/cost/memory'
import { stepWork } from '@shared/cost/step-work'
import { analyseExperiment } from '@shared/experiment/analyse-experiment'
import { parseExperiment } from '@shared/experiment/parse-experiment'
import { createTensorflowEngine } from '../../src-main/engines/tensorflow/tensorflow-engine'
import { measureStep } from '../../src-main/calibration/measure-step'
import { locate } from '../../src-main/locations'

const [, , root = '.', ...files] = process.argv
const engine = await createTensorflowEngine(locate({ root }).engine)
const rows = files.map((file) => {
  const template = JSON.parse(readFileSync(file, 'utf8')) as { readonly id: string; readonly experiment: unknown }
  const experiment = parseExperiment(JSON.stringify(template.experiment), file)
  return { id: template.id, work: stepWork(analyseExperiment(experiment), experiment.training.batchSize), ms: process.env['NOTIME'] ? 1 : measureStep(engine, experiment, 700), memory: estimateMemory(analyseExperiment(experiment), experiment.training.batchSize, 385e6) }
})
process.stdout.write(`${JSON.stringify(rows)}\n`)
