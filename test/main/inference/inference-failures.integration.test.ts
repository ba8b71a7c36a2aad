// What goes wrong beneath a request: its checkpoint, or the process itself. Each request is answered, and the next one works.
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RunId } from '@shared/run/run-events'
import { temporaryFolder, type TemporaryFolder } from '../../support/temporary-folder'
import { smallExperiment } from '../trainer/small-experiments'
import { arraysOf, codesText, faultOf, openDesk, type TestDesk } from './inference-fixtures'

const experiment = smallExperiment({ training: { epochs: 2 }, recording: { checkpointEverySteps: 8 } })

function decode({ desk }: TestDesk, run: RunId, step: number | 'latest' = 'latest') {
  return desk.decode({ run, step, arrays: codesText([[0.5]]) })
}

async function fileOf({ service }: TestDesk, run: RunId, step: number): Promise<string> {
  const { checkpoints } = await service.runs.files(run)
  const found = checkpoints.find((checkpoint) => checkpoint.step === step)
  if (found === undefined) throw new Error(`No checkpoint of step ${step}`)
  return join(service.folders.path(run), found.file)
}

describe('a checkpoint', () => {
  test('that is damaged is refused by name; one that is deleted is not there, opened before or not; others are answered', async () => {
    await using folder = await temporaryFolder()
    await using opened = openDesk(folder.path)
    const run = await opened.train(experiment)
    const whole = await arraysOf(decode(opened, run, 16))
    expect(whole['output']?.shape).toEqual([1, 2])

    const damaged = await fileOf(opened, run, 8)
    const bytes = readFileSync(damaged)
    bytes[bytes.length - 3] = (bytes[bytes.length - 3] ?? 0) ^ 1
    writeFileSync(damaged, bytes)
    expect(await faultOf(decode(opened, run, 8))).toMatchObject({ code: 'checkpoint-damaged', words: expect.stringContaining('step-000000008') as string })

    rmSync(await fileOf(opened, run, 16))
    expect((await faultOf(decode(opened, run, 16))).code).toBe('checkpoint-not-found')
    expect((await faultOf(decode(opened, run))).code).toBe('checkpoint-not-found')
    await opened.service.runs.delete(run)
    expect((await faultOf(decode(opened, run, 8))).code).toBe('run-not-found')
  })

  test('that a run going on has written anew, with other weights, is opened anew', async () => {
    await using folder = await temporaryFolder()
    await using opened = openDesk(folder.path)
    const { training } = experiment
    const optimizers = { model: { id: 'adam', parameters: { learningRate: 0.01 }, schedule: { id: 'cosine', parameters: {} } } }
    const run = await opened.train({ ...experiment, training: { ...training, optimizers } })
    const before = await arraysOf(decode(opened, run, 16))
    // It goes on from step 8 and comes by step 16 again, with the learning rates of a longer schedule.
    const last = await fileOf(opened, run, 16)
    writeFileSync(last, readFileSync(last).subarray(0, 100))
    await opened.service.runs.resume(run, 2)
    expect((await opened.service.ended(run)).status).toBe('finished')
    const after = await arraysOf(decode(opened, run, 16))
    expect(after['output']?.data).not.toEqual(before['output']?.data)
  })
})

describe('the process', () => {
  // They all ask the same run, each with a process of its own.
  let folder: TemporaryFolder
  let data: string
  let run: RunId
  beforeAll(async () => {
    folder = await temporaryFolder()
    data = join(folder.path, 'data')
    await using opened = openDesk(data)
    run = await opened.train(experiment)
  })
  afterAll(() => folder[Symbol.asyncDispose]())

  test('killed with requests under way answers each of them, and starts again with the next', async () => {
    await using opened = openDesk(data)
    await arraysOf(decode(opened, run))
    const { pid } = opened.desk.process
    if (pid === undefined) throw new Error('No process runs')
    // Stopped, so that they are under way for certain.
    process.kill(pid, 'SIGSTOP')
    const waiting = [decode(opened, run), decode(opened, run), opened.desk.generate({ run, step: 'latest', count: 5, seed: 3 })].map(faultOf)
    process.kill(pid, 'SIGKILL')
    expect((await Promise.all(waiting)).map(({ code }) => code)).toEqual(['inference-killed', 'inference-killed', 'inference-killed'])
    expect(await arraysOf(decode(opened, run))).toHaveProperty('output')
    expect(opened.desk.process.pid).not.toBe(pid)
  })

  test('is ended when nobody asks, and by the next request begun again', async () => {
    await using opened = openDesk(data, { idleMs: 50 })
    expect(opened.desk.process.pid).toBeUndefined()
    const first = await arraysOf(decode(opened, run))
    await expect.poll(() => opened.desk.process.pid, { timeout: 20_000 }).toBeUndefined()
    expect((await arraysOf(decode(opened, run)))['output']?.data).toEqual(first['output']?.data)
  })

  test('is gone with the studio, which answers what waits', async () => {
    await using opened = openDesk(data)
    await arraysOf(decode(opened, run))
    const { pid = 0 } = opened.desk.process
    process.kill(pid, 'SIGSTOP')
    const waiting = faultOf(decode(opened, run))
    const closed = opened.desk.close()
    expect((await waiting).code).toBe('studio-closing')
    await closed
    expect(() => process.kill(pid, 0)).toThrow()
    expect((await faultOf(decode(opened, run))).code).toBe('studio-closing')
  })

  test.each([
    ['hang', 'inference-silent', /no sign of life/],
    ['nonsense', 'inference-speaks-nonsense', /nobody understands/],
    ['exit', 'inference-exited', /exit code 7.*something went wrong in here/s],
  ] as const)('that does nothing but %s is ended, and said to be', async (way, code, words) => {
    const entry = join(folder.path, `${way}.mjs`)
    copyFileSync(resolve(import.meta.dirname, 'fixtures/bad-inference.mjs'), entry)
    await using opened = openDesk(data, { silenceMs: 600, places: { inference: entry } })
    const fault = await faultOf(decode(opened, run))
    expect(fault).toMatchObject({ code, words: expect.stringMatching(words) as string })
  })

  test('that cannot be started says so', async () => {
    await using opened = openDesk(data, { places: { node: join(data, 'no-node-here') } })
    expect((await faultOf(decode(opened, run))).code).toBe('inference-not-started')
  })
})
