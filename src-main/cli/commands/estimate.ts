// `estimate`: what training would cost on this machine, in memory and time, before anything is trained.
import { setTimeout as wait } from 'node:timers/promises'
import type { CostState } from '@shared/contract/cost'
import { estimateCost, machineCost, type CostEstimate } from '@shared/cost/estimate-cost'
import { formatBytes } from '@shared/cost/format-bytes'
import { formatEstimate } from '@shared/cost/format-duration'
import { memoryProblems } from '@shared/cost/memory-problems'
import { memoryParts } from '@shared/cost/memory-titles'
import { workKinds } from '@shared/cost/work'
import { workTitles } from '@shared/cost/work-titles'
import { analyseExperiment } from '@shared/experiment/analyse-experiment'
import type { Problem } from '@shared/problem'
import { StudioError } from '@shared/studio-error'
import type { StudioClient } from '../../api/create-studio'
import type { Command } from '../command'
import { withStudio } from '../connect'
import { exitCodes } from '../exit-codes'
import { applyOptions, readExperiment } from '../read-experiment'
import { formatTable } from '../table'
import type { Terminal } from '../terminal'

const LOOK_MS = 300

/** Measures the machine and waits for it. @throws StudioError saying why it could not be measured. */
async function calibrate(client: StudioClient, terminal: Terminal): Promise<CostState> {
  let state = await client.cost.calibrate()
  terminal.tell(state.state === 'waiting' ? 'Measuring this machine once no run trains …' : 'Measuring this machine, a few seconds …')
  while (state.state === 'waiting' || state.state === 'measuring') {
    await wait(LOOK_MS)
    state = await client.cost.read()
  }
  if (state.problem !== null) throw new StudioError(state.problem)
  return state
}

function print(terminal: Terminal, name: string, cost: CostEstimate, problems: readonly Problem[]): void {
  const { time, memory } = cost
  terminal.print(name)
  if (time === null) terminal.print('  time       not known: this machine has not been measured. `estimate --calibrate` does it in a few seconds.')
  else {
    terminal.print(`  step       ${formatEstimate(time.stepMs)}`)
    terminal.print(`  epoch      ${formatEstimate(time.epochMs)}, ${cost.stepsPerEpoch} steps and a test`)
    terminal.print(`  whole run  ${formatEstimate(time.runMs)}, ${cost.totalSteps} steps`)
  }
  terminal.print(`  memory     ${formatBytes(memory.total)}${time === null ? ', without the engine’s own' : ''}`)
  const rows = memoryParts(memory).map(({ title, bytes }) => [`  ${title}`, formatBytes(bytes)])
  if (time !== null) rows.push(...workKinds.filter((kind) => time.byKind[kind] > 0).sort((a, b) => time.byKind[b] - time.byKind[a]).map((kind) => [`  ${workTitles[kind]}`, `${formatEstimate(time.byKind[kind])} a step`]))
  terminal.print('')
  for (const line of formatTable(['  consists of', ''], rows)) terminal.print(line)
  for (const { severity, title, expected, got, fix } of problems) terminal.print(`\n${severity === 'error' ? '✗' : '!'} ${title}\n  expected: ${expected}\n  found:    ${got}\n  to mend:  ${fix}`)
}

export const estimateCommand: Command = {
  words: ['estimate'],
  summary: 'memory and time that training would take on this machine',
  synopsis: '<template id | saved experiment | file.latent.json> [options]',
  operands: [1, 1],
  options: { epochs: { type: 'string' }, steps: { type: 'string' }, seed: { type: 'string' }, set: { type: 'string', multiple: true }, calibrate: { type: 'boolean' } },
  help: `  --set PATH=VALUE    change any setting, as for train; also --epochs, --steps
  --calibrate         measure this machine first: a few seconds, once no run trains

Times stand on what was measured on this machine, kept in the data folder; pictures and checkpoints are not counted.
Exit code 4 where the run certainly does not fit.
With --json: experiment, calibrated, stepsPerEpoch, totalSteps, time (milliseconds) or null, memory (bytes), work, problems.`,
  run: (context) =>
    withStudio(context, async ({ client }) => {
      const { terminal, json } = context
      const { experiment: chosen } = await readExperiment(client, context.operands[0] ?? '')
      const experiment = applyOptions(chosen, context.options)
      const analysis = analyseExperiment(experiment)
      const state = context.options['calibrate'] === true ? await calibrate(client, terminal) : await client.cost.read()
      const machine = state.calibration === null ? null : machineCost(state.calibration, state.runs)
      const cost = estimateCost(experiment, analysis, machine)
      const { memory } = await client.studio.info()
      const problems = [...analysis.problems.filter(({ severity }) => severity === 'error'), ...memoryProblems(experiment, analysis, memory, machine?.engineBytes ?? 0)]
      if (cost === undefined) {
        const first = problems[0]
        throw new StudioError({ code: 'experiment-invalid', message: `${experiment.name} cannot be estimated: ${first?.title ?? 'its recipe or dataset is not known'}`, ...(first === undefined ? {} : { expected: first.expected, got: first.got, fix: first.fix }) })
      }
      if (json) terminal.print(JSON.stringify({ experiment: experiment.name, calibrated: machine !== null, ...cost, problems }, null, 2))
      else print(terminal, experiment.name, cost, problems)
      return problems.some(({ severity }) => severity === 'error') ? exitCodes.invalidExperiment : exitCodes.ok
    }),
}
