// One run of a template in this process, as its trainer would carry it out, with at most so many steps and a test, a snapshot and a
// checkpoint among them; then the most memory the process ever held. Usage: memory-worker.js <root> <file of template> <folder> <steps>.
import { readFileSync } from 'node:fs'
import { parseExperiment } from '@shared/experiment/parse-experiment'
import { locate } from '../../src-main/locations'
import { CommandQueue } from '../../src-main/trainer/command-queue'
import { runTraining } from '../../src-main/trainer/run-training'

const [, , root = '.', file = '', directory = '.', steps = '60'] = process.argv
const template = JSON.parse(readFileSync(file, 'utf8')) as { readonly id: string; readonly experiment: unknown }
const experiment = parseExperiment(JSON.stringify(template.experiment), file)
const { engine, mnist, textPages, faces, images } = locate({ root })
const most = Number(steps)
const every = Math.ceil(most / 2)
const outcome = await runTraining(
  {
    kind: 'begin',
    experiment: {
      ...experiment,
      training: { ...experiment.training, steps: most },
      recording: { ...experiment.recording, evaluateEverySteps: every, snapshotEverySteps: every, checkpointEverySteps: every },
    },
    directory,
    engine: 'tensorflow',
    locations: { engine, mnist, textPages, faces, images },
    resume: null,
  } as never,
  new CommandQueue(),
  { send: () => {}, drained: () => Promise.resolve() },
)
process.stdout.write(`${JSON.stringify({ id: template.id, outcome, bytes: process.resourceUsage().maxRSS * 1024 })}\n`)
