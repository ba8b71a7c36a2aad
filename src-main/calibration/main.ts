// The calibration process: measures the steps of a few small experiments and says, as lines of JSON on standard output, how far it is
// and what it found. Usage: calibration.js [engine.json]. It writes no file; whoever started it keeps what it says.
import { constants, setPriority } from 'node:os'
import { memoryUsage } from 'node:process'
import { calibrationWorkloads } from '@shared/cost/calibration-workloads'
import { stepWork } from '@shared/cost/step-work'
import { analyseExperiment } from '@shared/experiment/analyse-experiment'
import { selectEngine } from '../engines/select-engine'
import { measureStep } from './measure-step'
import type { CalibrationOutput } from './protocol'

/** Of each experiment; in JavaScript a step takes longer than that by itself. */
const MEASURE_MS = 300

// What a person looks at goes first.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
const tell = (output: CalibrationOutput): void => void process.stdout.write(`${JSON.stringify(output)}\n`)

const { engine } = await selectEngine('auto', process.argv[2] ?? null)
const engineBytes = memoryUsage().rss
const steps = []
for (const [done, { id, experiment }] of calibrationWorkloads.entries()) {
  tell({ kind: 'progress', done, total: calibrationWorkloads.length })
  const work = stepWork(analyseExperiment(experiment), experiment.training.batchSize)
  if (work === undefined) throw new Error(`The workload ${id} is not understood`)
  steps.push({ id, work, ms: measureStep(engine, experiment, MEASURE_MS) })
}
tell({ kind: 'measured', engine: engine.info, engineBytes, steps })
