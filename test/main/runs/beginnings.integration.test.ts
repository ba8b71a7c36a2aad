// Runs that cannot begin, or are asked for at the wrong moment: refused or failed in words, and nobody else suffers from it.
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import type { RunId } from '@shared/run/run-events'
import { temporaryFolder } from '../../support/temporary-folder'
import { badTrainer, openService, smallExperiment, type TestService } from './run-fixtures'

async function finished(service: TestService): Promise<RunId> {
  const { id } = service.runs.start({ experiment: smallExperiment(), templateId: null })
  expect(await service.ended(id)).toMatchObject({ status: 'finished' })
  return id
}

const foldersIn = (service: TestService, id: RunId): string[] => readdirSync(join(service.folders.path(id), '..'))

describe('a fork', () => {
  test('whose checkpoint cannot be copied makes no run and leaves no folder; one asked for while the studio closes begins nothing', async () => {
    await using folder = await temporaryFolder()
    const service = openService(folder.path)
    const parent = await finished(service)
    const { create } = service.folders
    const making = vi.spyOn(service.folders, 'create').mockImplementation((run) => {
      const path = create(run)
      writeFileSync(join(path, 'checkpoints'), 'in the way')
      return path
    })
    await expect(service.runs.fork(parent, { step: null, experiment: null })).rejects.toMatchObject({ detail: { code: 'checkpoint-not-copied', path: expect.stringContaining('checkpoints') } })
    making.mockRestore()
    expect([service.runs.list().length, foldersIn(service, parent)]).toEqual([1, [parent]])

    const late = expect(service.runs.fork(parent, { step: null, experiment: smallExperiment({ epochs: 4 }) })).rejects.toMatchObject({ detail: { code: 'studio-closing' } })
    await service.runs.close()
    await late
    expect([service.runs.training, service.runs.list().length, foldersIn(service, parent)]).toEqual([false, 1, [parent]])
    service.database.close()
  })
})

describe('a run whose trainer cannot be hosted', () => {
  /** Its folder is no folder any more. */
  function spoil(service: TestService, id: RunId): void {
    rmSync(service.folders.path(id), { recursive: true })
    writeFileSync(service.folders.path(id), 'in the way')
  }

  test('has failed and says why; those behind it begin', async () => {
    await using folder = await temporaryFolder()
    await using service = openService(folder.path, { trainer: badTrainer })
    const [first, second, third] = ['patient', 'patient', 'slip'].map((description) => service.runs.start({ experiment: smallExperiment({ description }), templateId: null }).id) as [RunId, RunId, RunId]
    spoil(service, second)
    const watching = service.ended(second)
    for await (const { event } of service.runs.watch(first, 0)) if (event.kind === 'progress') service.runs.stop(first)
    expect(await watching).toMatchObject({ status: 'failed', error: { code: 'run-folder-not-writable' } })
    expect(await service.ended(third)).toMatchObject({ status: 'finished' })
  })

  test('does not keep the studio from opening', async () => {
    await using folder = await temporaryFolder()
    let waiting: RunId
    {
      await using service = openService(folder.path, { trainer: badTrainer })
      service.runs.start({ experiment: smallExperiment({ description: 'patient' }), templateId: null })
      waiting = service.runs.start({ experiment: smallExperiment({ description: 'patient' }), templateId: null }).id
      spoil(service, waiting)
    }
    await using service = openService(folder.path, { trainer: badTrainer })
    expect(service.runs.get(waiting)).toMatchObject({ status: 'failed', error: { code: 'run-folder-not-writable' } })
  })
})

test('a run that is asked to go on while its files are cleaned up waits for that', async () => {
  await using folder = await temporaryFolder()
  await using service = openService(folder.path)
  const id = await finished(service)
  const { promise: open, resolve: goOn } = Promise.withResolvers<void>()
  const { size } = service.folders
  vi.spyOn(service.folders, 'size').mockImplementationOnce(async (run) => {
    await open
    return size(run)
  })
  const cleaned = service.runs.clean(id, { keepLast: 1, keepBest: false })
  const resumed = service.runs.resume(id, 1)
  await new Promise((resolve) => setImmediate(resolve))
  expect(service.runs.training).toBe(false)
  goOn()
  expect(await cleaned).toMatchObject({ deleted: 1 })
  await resumed
  expect(await service.ended(id)).toMatchObject({ status: 'finished' })
  const { checkpoints } = await service.runs.files(id)
  expect(checkpoints.filter(({ exists }) => exists).map(({ step }) => step)).toEqual([16, 24])
})
