// The real trainer brought down from within: it aborts, leaves its stack, eats its heap, asks for more memory than there is, or hangs.
// The run says which and how to mend it, what was shown and its checkpoint are kept, and the next run starts.
import { chmodSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import type { Experiment } from '@shared/experiment/experiment'
import type { RunEvent } from '@shared/run/run-events'
import type { RunRecord } from '@shared/run/run-record'
import { readCheckpoint } from '../../src-main/trainer/read-checkpoint'
import { openService, type TestServiceOptions } from '../main/runs/run-fixtures'
import { smallExperiment } from '../main/trainer/small-experiments'
import { temporaryFolder } from '../support/temporary-folder'
import { amountOf, tellFigures } from './support/amounts'
import { compareHistory } from './support/kept-history'

const dieInside = resolve(import.meta.dirname, 'support/die-inside.mjs')
const endless = smallExperiment({ training: { epochs: 100_000 }, recording: { snapshotEverySteps: 200, checkpointEverySteps: 100 } })

const ways: readonly { readonly way: string; readonly options?: string; readonly code: string; readonly words: RegExp }[] = [
  { way: 'abort', code: 'trainer-crashed', words: /gave up in native code \(SIGABRT\)/ },
  // Deeper than the stack there is: the processor itself refuses.
  { way: 'segfault', options: '--stack-size=60000', code: 'trainer-crashed', words: /crashed in native code \(SIGSEGV\)/ },
  { way: 'memory', options: '--max-old-space-size=120', code: 'trainer-out-of-memory', words: /ran out of memory/ },
  { way: 'exit', code: 'trainer-exited', words: /exit code 3 without finishing/ },
  { way: 'throw', code: 'trainer-fault', words: /a fault from within/ },
  { way: 'hang', code: 'trainer-silent', words: /no sign of life/ },
]
/** The first so many of them. */
const wayCount = amountOf('trainerFaultWays', 3)

/** A Node that starts like this. */
function nodeThat(folder: string, name: string, line: string): string {
  const file = join(folder, name)
  writeFileSync(file, `#!/bin/sh\n${line}\n`)
  chmodSync(file, 0o755)
  return file
}

interface Ended {
  readonly record: RunRecord
  readonly shown: readonly RunEvent[]
  /** Read back whole. */
  readonly checkpoints: number
}

async function trainWith(data: string, scratch: string, experiment: Experiment, options: TestServiceOptions): Promise<Ended> {
  await using service = openService(data, options)
  const { id } = service.runs.start({ experiment, templateId: null, engine: 'tensorflow' })
  const shown: RunEvent[] = []
  for await (const event of service.runs.watch(id, 0)) shown.push(event)
  expect(compareHistory(service.database.file, scratch, shown)).toMatchObject({ integrity: 'ok', missing: [] })
  let checkpoints = 0
  for (const { event } of shown) {
    if (event.kind !== 'checkpoint') continue
    await readCheckpoint({ path: join(service.folders.path(id), event.file), step: event.step, elapsedMs: event.elapsedMs, sha256: event.sha256 })
    checkpoints += 1
  }
  return { record: service.runs.get(id), shown, checkpoints }
}

// Side by side: TensorFlow waits ten seconds for memory that may come free.
test.skipIf(process.platform === 'win32').concurrent(`brought down from within in ${wayCount} ways`, async () => {
  await using folder = await temporaryFolder()
  const data = join(folder.path, 'data')
  const figures = { ends: 0, 'said why': 0, 'rows shown, none missing': 0, 'checkpoints shown, all whole': 0 }
  for (const { way, options = '', code, words } of ways.slice(0, wayCount)) {
    const node = nodeThat(folder.path, way, `ulimit -s 8192\nLATENT_STUDIO_TEST_DIE=${way} exec '${process.execPath}' ${options} --import '${dieInside}' "$@"`)
    const { record, shown, checkpoints } = await trainWith(data, folder.path, endless, { locations: { node }, silence: { nativeMs: 8000, javascriptMs: 100_000 } })
    expect({ way, status: record.status, error: record.error }).toMatchObject({ way, status: 'failed', error: { code, message: expect.stringMatching(words), fix: expect.any(String) } })
    if (way === 'memory') expect(record.error).toMatchObject({ got: expect.stringContaining('heap'), fix: expect.stringContaining('smaller batch') })
    expect(checkpoints).toBeGreaterThan(0)
    figures.ends += 1
    figures['said why'] += 1
    figures['rows shown, none missing'] += shown.reduce((sum, { event }) => sum + (event.kind === 'metrics' ? event.points.length : 1), 0)
    figures['checkpoints shown, all whole'] += checkpoints
  }
  await using service = openService(data)
  const next = service.runs.start({ experiment: smallExperiment({ training: { epochs: 1 } }), templateId: null })
  expect(await service.ended(next.id)).toMatchObject({ status: 'finished', number: figures.ends + 1 })
  tellFigures(`Trainer brought down from within: ${ways.slice(0, wayCount).map(({ way }) => way).join(', ')}`, figures)
}, 240_000)

// Elsewhere a process cannot be held to so much memory.
test.skipIf(process.platform !== 'linux').concurrent('asked for more memory than a process may have, the trainer names the tensor, the memory and how to mend it', async () => {
  await using folder = await temporaryFolder()
  // One layer's activations are 8 GB; the process may have 7, of addresses at that, of which libraries and stacks take half.
  const node = nodeThat(folder.path, 'small-node', `ulimit -v 7000000\nexec '${process.execPath}' "$@"`)
  const wide = smallExperiment({
    dataset: { id: 'two-moons', parameters: { trainCount: 50_000, testCount: 130 } },
    encoder: [['dense', { units: 40_000, activation: 'tanh' }], ['dense', { units: 1, activation: 'linear' }]],
    training: { batchSize: 50_000 },
  })
  const { record } = await trainWith(join(folder.path, 'data'), folder.path, wide, { locations: { node } })
  expect(record).toMatchObject({
    status: 'failed',
    error: { code: 'out-of-memory', message: expect.stringMatching(/^The device ran out of memory(?:$|: there was no room for a tensor of shape \[50000, 40000\], 7,630 MiB$)/), fix: expect.stringContaining('smaller batch') },
  })
})
