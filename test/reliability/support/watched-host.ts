// The real local host in a process of its own, with a client that keeps everything it is shown, as a page would see it.
import { setTimeout as wait } from 'node:timers/promises'
import type { Experiment } from '@shared/experiment/experiment'
import type { RunEvent, RunId } from '@shared/run/run-events'
import { connect, type Connection } from '../../../src-main/cli/connect'
import { locate } from '../../../src-main/locations'
import { startLocalHost } from '../../support/local-host'

export interface WatchedRun {
  readonly id: RunId
  /** Shown so far. */
  readonly shown: RunEvent[]
  /** Settles once the run has ended, or its host has gone. */
  readonly over: Promise<void>
  trainer(): number | undefined
}

export interface WatchedHost {
  readonly client: Connection['client']
  start(experiment: Experiment): Promise<WatchedRun>
  /** As a crash or a power cut ends it. */
  kill(): Promise<void>
  stop(): Promise<void>
}

export async function startWatchedHost(dataDirectory: string): Promise<WatchedHost> {
  const host = await startLocalHost({ dataDirectory })
  const connection = await connect(dataDirectory, locate())
  return {
    client: connection.client,
    async start(experiment) {
      const { id } = await connection.client.runs.start({ experiment, templateId: null })
      const shown: RunEvent[] = []
      const watching = async (): Promise<void> => {
        for await (const event of await connection.client.runs.watch({ id, after: 0 })) shown.push(event)
      }
      return {
        id,
        shown,
        // A killed host breaks the stream; what came before it is what counts.
        over: watching().catch(() => {}),
        trainer: () => shown.flatMap(({ event }) => (event.kind === 'started' ? [event.pid] : [])).at(-1),
      }
    },
    async kill() {
      await host.kill()
      await connection.close()
    },
    async stop() {
      await connection.close()
      await host.stop()
    },
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

export async function until(what: string, holds: () => boolean | Promise<boolean>, limitMs = 90_000): Promise<void> {
  const begun = performance.now()
  while (!(await holds())) {
    if (performance.now() - begun > limitMs) throw new Error(`Not within ${limitMs / 1000} s: ${what}`)
    await wait(10)
  }
}
