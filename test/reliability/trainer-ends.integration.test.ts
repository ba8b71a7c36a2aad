// The real trainer, ended in every way a process can end while it trains: the run says why, the studio stays usable, the next starts.
import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { RunEvent } from '@shared/run/run-events'
import { CounterRandom } from '@shared/tensors/counter-random'
import { openService } from '../main/runs/run-fixtures'
import { smallExperiment } from '../main/trainer/small-experiments'
import { temporaryFolder } from '../support/temporary-folder'
import { amountOf, seed, tellFigures } from './support/amounts'
import { compareHistory } from './support/kept-history'

const ways: readonly (readonly [signal: NodeJS.Signals, code: string, words: RegExp])[] = [
  ['SIGSEGV', 'trainer-crashed', /crashed in native code \(SIGSEGV\)/],
  ['SIGABRT', 'trainer-crashed', /gave up in native code \(SIGABRT\)/],
  // Stopped, not ended: it says nothing any more.
  ['SIGSTOP', 'trainer-silent', /./],
  // Told to end, it stops cleanly; that nobody in the studio asked is said.
  ['SIGTERM', 'trainer-told-to-end', /from outside \(SIGTERM\)/],
  ['SIGBUS', 'trainer-crashed', /SIGBUS/],
  ['SIGFPE', 'trainer-crashed', /SIGFPE/],
  ['SIGKILL', 'trainer-killed', /SIGKILL/],
]

const rounds = amountOf('trainerEndRounds', 1)
/** The first so many of them. */
const wayCount = amountOf('trainerEndWays', 4)

test.skipIf(process.platform === 'win32')(
  `segfault, abort, hang and more, ${rounds} times each`,
  async () => {
    await using folder = await temporaryFolder()
    await using service = openService(folder.path, { silence: { nativeMs: 8000, javascriptMs: 100_000 } })
    const random = new CounterRandom(seed, 'trainer ends')
    const endless = smallExperiment({ training: { epochs: 100_000 }, recording: { snapshotEverySteps: 200, checkpointEverySteps: 100 } })
    const figures = { ends: 0, 'said why': 0, 'rows shown': 0, 'rows missing': 0 }
    for (let round = 0; round < rounds; round += 1) {
      for (const [signal, code, words] of ways.slice(0, wayCount)) {
        const { id } = service.runs.start({ experiment: endless, templateId: null })
        const shown: RunEvent[] = []
        for await (const event of service.runs.watch(id, 0)) {
          shown.push(event)
          if (event.event.kind !== 'started') continue
          const { pid } = event.event
          void wait(random.uniform() * 600).then(() => process.kill(pid, signal))
        }
        const record = service.runs.get(id)
        figures.ends += 1
        const told = record.status === (signal === 'SIGTERM' ? 'stopped' : 'failed') && record.error?.code === code && words.test(record.error.message) && record.error.fix !== undefined
        if (told) figures['said why'] += 1
        else throw new Error(`${signal}: ${record.status} ${JSON.stringify(record.error)}`)
        const kept = compareHistory(service.database.file, folder.path, shown)
        expect(kept).toMatchObject({ integrity: 'ok', missing: [] })
        figures['rows shown'] += kept.shown
        figures['rows missing'] += kept.missing.length
      }
    }
    const next = service.runs.start({ experiment: smallExperiment({ training: { epochs: 1 } }), templateId: null })
    expect(await service.ended(next.id)).toMatchObject({ status: 'finished', number: figures.ends + 1 })
    tellFigures(`Trainer ended by ${ways.slice(0, wayCount).map(([signal]) => signal).join(', ')}`, figures)
    expect(figures['said why']).toBe(figures.ends)
  },
  120_000 + rounds * 60_000,
)
