// The trainer process: one run, then gone. Main forks it, sends `begin` and commands, and hears events. With `--probe [engine.json]`
// it only says, as one line of JSON, which engine this machine gives.
import type { TrainerEvent } from '@shared/run/run-events'
import { constants, setPriority } from 'node:os'
import { z } from 'zod'
import { selectEngine } from '../engines/select-engine'
import { CommandQueue } from './command-queue'
import { describeFailure } from './describe-failure'
import { EventChannel } from './event-channel'
import { trainerInputSchema } from './protocol'
import { runTraining } from './run-training'

const NO_MOMENT = { step: 0, epoch: 0, elapsedMs: 0 }

const channel = new EventChannel()
const send = (event: TrainerEvent): void => channel.send(event)

async function leave(code: number): Promise<void> {
  await channel.drained(0)
  process.exit(code)
}

async function probe(manifestPath: string | null): Promise<void> {
  const { engine, problem } = await selectEngine('auto', manifestPath)
  process.stdout.write(`${JSON.stringify({ engine: engine.info, problem })}\n`)
}

function fail(error: unknown): void {
  send({ kind: 'failed', ...NO_MOMENT, error: describeFailure(error) })
  void leave(1)
}

function serve(): void {
  const commands = new CommandQueue()
  let begun = false
  process.on('message', (message) => {
    const input = trainerInputSchema.safeParse(message)
    if (!input.success) {
      send({ kind: 'log', level: 'warning', message: `A message was not understood: ${z.prettifyError(input.error)}` })
      return
    }
    if (input.data.kind !== 'begin') {
      commands.push(input.data)
      return
    }
    if (begun) return
    begun = true
    runTraining(input.data, commands, channel).then((outcome) => leave(outcome === 'failed' ? 1 : 0), fail)
  })
  process.on('SIGTERM', () => {
    if (begun) commands.push({ kind: 'stop' })
    else process.exit(0)
  })
  // The terminal's interrupt reaches the whole process group; the parent decides what it means.
  process.on('SIGINT', () => {})
  // Nobody is left to record what would come.
  process.on('disconnect', () => process.exit(0))
}

process.on('uncaughtException', fail)
process.on('unhandledRejection', fail)
const probeAt = process.argv.indexOf('--probe')
if (probeAt !== -1) {
  await probe(process.argv[probeAt + 1] ?? null)
} else if (process.send === undefined) {
  process.stderr.write('The trainer is started by the studio and speaks with it over a channel. Try: npm run studio -- train <template>\n')
  process.exitCode = 2
} else {
  // Training takes all the processor there is; what a person looks at goes first.
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
  serve()
}
