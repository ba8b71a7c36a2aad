// Nothing that was shown is lost when the trainer or the whole studio is killed, whenever that is.
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { CounterRandom } from '@shared/tensors/counter-random'
import type { RunEvent } from '@shared/run/run-events'
import { readCheckpoint } from '../../src-main/trainer/read-checkpoint'
import { temporaryFolder } from '../support/temporary-folder'
import { amountOf, seed, tellFigures } from './support/amounts'
import { compareHistory } from './support/kept-history'
import { killableExperiments, killableKinds } from './support/killable-experiments'
import { isAlive, startWatchedHost, until, type WatchedRun } from './support/watched-host'

/** A kill comes within so long of the run's first word. */
const LATEST_MS = amountOf('latestKillMs', 1500)
const trainerKills = amountOf('trainerKills', 3)
const hostKills = amountOf('hostKills', 3)

class Tally {
  kills = 0
  events = 0
  rows = 0
  checkpoints = 0
  readonly missing: string[] = []
  readonly integrity = new Set<string>()
  private readonly begun = performance.now()

  async count(data: string, scratch: string, shown: readonly RunEvent[]): Promise<void> {
    const kept = compareHistory(join(data, 'studio.sqlite'), scratch, shown)
    this.kills += 1
    this.events += shown.length
    this.rows += kept.shown
    this.integrity.add(kept.integrity)
    this.missing.push(...kept.missing)
    for (const { run, event } of shown) {
      if (event.kind !== 'checkpoint') continue
      await readCheckpoint({ path: join(data, 'runs', run, event.file), step: event.step, elapsedMs: event.elapsedMs, sha256: event.sha256 })
      this.checkpoints += 1
    }
  }

  tell(check: string): void {
    tellFigures(check, {
      kills: this.kills,
      'rows shown': this.rows,
      'rows missing': this.missing.length,
      'checkpoints shown, all whole': this.checkpoints,
      'integrity checks other than ok': [...this.integrity].filter((word) => word !== 'ok').length,
      seconds: Math.round((performance.now() - this.begun) / 1000),
    })
  }
}

/** A random moment, now and then before the trainer has said a word. */
async function someTime(random: CounterRandom, run: WatchedRun, kill: number): Promise<void> {
  if (kill % 4 !== 3) await until('the run starts', () => run.trainer() !== undefined)
  await wait(random.uniform() * LATEST_MS)
}

function experimentOf(kill: number): (typeof killableExperiments)[number] {
  const experiment = killableExperiments[kill % killableExperiments.length]
  if (experiment === undefined) throw new Error('There is no such experiment')
  return experiment
}

test(
  `a trainer killed at ${trainerKills} random moments: no recorded row is missing, the run says what happened, the next one starts`,
  async () => {
    await using folder = await temporaryFolder()
    const data = join(folder.path, 'data')
    const random = new CounterRandom(seed, 'trainer kills')
    const tally = new Tally()
    const host = await startWatchedHost(data)
    try {
      for (let kill = 0; kill < trainerKills; kill += 1) {
        const run = await host.start(experimentOf(kill))
        // The studio knows a trainer's process only by what it says, so here it has begun.
        await until('the run starts', () => run.trainer() !== undefined)
        await wait(random.uniform() * LATEST_MS)
        process.kill(run.trainer() ?? 0, 'SIGKILL')
        await run.over
        const record = await host.client.runs.get({ id: run.id })
        expect(record).toMatchObject({ status: 'failed', error: { code: 'trainer-killed', message: expect.stringContaining('SIGKILL') } })
        expect(run.shown.at(-1)?.event.kind).toBe('failed')
        await tally.count(data, folder.path, run.shown)
      }
    } finally {
      await host.stop()
    }
    tally.tell(`SIGKILL of the trainer of ${killableKinds} runs at random moments`)
    expect({ missing: tally.missing, integrity: [...tally.integrity], kills: tally.kills }).toEqual({ missing: [], integrity: ['ok'], kills: trainerKills })
    expect(tally.rows).toBeGreaterThan(0)
  },
  120_000 + trainerKills * 15_000,
)

test(
  `the whole local host killed at ${hostKills} random moments: no recorded row is missing, no trainer is left, it opens again`,
  async () => {
    await using folder = await temporaryFolder()
    const data = join(folder.path, 'data')
    const random = new CounterRandom(seed, 'host kills')
    const tally = new Tally()
    for (let kill = 0; kill < hostKills; kill += 1) {
      const host = await startWatchedHost(data)
      let run: WatchedRun
      try {
        run = await host.start(experimentOf(kill))
        await someTime(random, run, kill)
      } finally {
        await host.kill()
      }
      await run.over
      const trainer = run.trainer()
      if (trainer !== undefined) await until('the trainer of a dead studio ends', () => !isAlive(trainer))
      await tally.count(data, folder.path, run.shown)

      const again = await startWatchedHost(data)
      try {
        const runs = await again.client.runs.list()
        expect(runs.length).toBe(kill + 1)
        expect(runs.find(({ id }) => id === run.id)).toMatchObject({ status: 'interrupted', error: { code: 'studio-died', fix: expect.stringContaining('Resume it') } })
        const replayed = await again.client.runs.events({ id: run.id })
        const told = run.shown.filter(({ event }) => event.kind !== 'metrics' && event.kind !== 'progress')
        expect(replayed.slice(0, told.length)).toEqual(told)
      } finally {
        await again.stop()
      }
    }
    tally.tell(`SIGKILL of the local host during ${killableKinds} runs at random moments`)
    expect({ missing: tally.missing, integrity: [...tally.integrity], kills: tally.kills }).toEqual({ missing: [], integrity: ['ok'], kills: hostKills })
    expect(tally.rows).toBeGreaterThan(0)
  },
  120_000 + hostKills * 20_000,
)
