// The queue: runs wait their turn in an order a person settles, and a restart forgets none of them.
import { describe, expect, test } from 'vitest'
import type { RunId } from '@shared/run/run-events'
import { temporaryFolder } from '../../support/temporary-folder'
import { badTrainer, openService, smallExperiment, type TestService } from './run-fixtures'

function start({ runs }: TestService, description: string): RunId {
  return runs.start({ experiment: smallExperiment({ description }), templateId: null }).id
}

function states({ runs }: TestService, ids: readonly RunId[]): (string | number)[] {
  return ids.map((id) => {
    const { status, queuePlace } = runs.get(id)
    return status === 'queued' ? (queuePlace ?? 'no place') : status === 'starting' ? 'running' : status
  })
}

describe('more runs than may train at once', () => {
  test('wait in order, are reordered, taken out, and begin as places become free', async () => {
    await using folder = await temporaryFolder()
    await using service = openService(folder.path, { trainer: badTrainer })
    const { runs } = service
    const ids = ['patient', 'slip', 'patient', 'slip'].map((description) => start(service, description))
    const [first, second, third, fourth] = ids as [RunId, RunId, RunId, RunId]
    expect(states(service, ids)).toEqual(['running', 1, 2, 3])
    expect(runs.reorderQueue([fourth, third]).waiting.map((run) => run.id)).toEqual([fourth, third, second])
    expect(states(service, ids)).toEqual(['running', 3, 2, 1])

    // One that never began and is taken out has stopped at its beginning; its watchers are told.
    const watching = service.ended(third)
    expect(runs.cancelQueued(third).waiting.map((run) => run.id)).toEqual([fourth, second])
    expect(await watching).toMatchObject({ status: 'stopped', step: 0 })
    expect(() => runs.cancelQueued(third)).toThrow(/does not wait/)

    runs.stop(first)
    for (const id of [first, fourth, second]) await service.ended(id)
    expect(states(service, ids)).toEqual(['stopped', 'finished', 'stopped', 'finished'])
    const begun = (id: RunId): number => runs.events(id)[0]?.recordedAt ?? Number.NaN
    expect(begun(fourth)).toBeLessThan(begun(second))
    expect(runs.queue()).toEqual({ limit: 1, waiting: [] })

    // It may begin after all.
    await runs.resume(third)
    for await (const { event } of runs.watch(third, 0)) if (event.kind === 'progress') break
    expect(runs.get(third).status).toBe('running')
  })

  test('a higher limit lets them begin at once, and a deleted one leaves its place', async () => {
    await using folder = await temporaryFolder()
    await using service = openService(folder.path, { trainer: badTrainer })
    const ids = ['patient', 'patient', 'patient', 'patient'].map((description) => start(service, description))
    expect(states(service, ids)).toEqual(['running', 1, 2, 3])
    service.runs.setQueueLimit(2)
    expect(states(service, ids)).toEqual(['running', 'running', 1, 2])
    await service.runs.delete(ids[2] as RunId)
    expect(service.runs.get(ids[3] as RunId).queuePlace).toBe(1)
    await service.runs.delete(ids[0] as RunId)
    expect(states(service, ids.slice(3))).toEqual(['running'])
  })

  test('a stopped run that waits to go on is as it was before when it is taken out', async () => {
    await using folder = await temporaryFolder()
    await using service = openService(folder.path, { trainer: badTrainer })
    const first = start(service, 'patient')
    for await (const { event } of service.runs.watch(first, 0)) if (event.kind === 'progress') service.runs.stop(first)
    const before = service.runs.get(first)
    start(service, 'patient')
    expect(await service.runs.resume(first)).toMatchObject({ status: 'queued', queuePlace: 1 })
    service.runs.stop(first)
    expect(service.runs.get(first)).toEqual(before)
  })

  test('survive a restart in their order, with the limit, and begin only where a host serves the queue', async () => {
    await using folder = await temporaryFolder()
    let ids: RunId[]
    {
      await using service = openService(folder.path, { trainer: badTrainer })
      ids = ['patient', 'slip', 'patient'].map((description) => start(service, description))
      service.runs.reorderQueue([ids[2] as RunId])
    }
    {
      await using looking = openService(folder.path, { trainer: badTrainer, serveQueue: false })
      expect(states(looking, ids)).toEqual(['stopped', 2, 1])
      // What is asked for here begins here, whoever waits elsewhere.
      const asked = start(looking, 'slip')
      expect(await looking.ended(asked)).toMatchObject({ status: 'finished' })
      expect(states(looking, ids)).toEqual(['stopped', 2, 1])
    }
    await using service = openService(folder.path, { trainer: badTrainer })
    expect(states(service, ids)).toEqual(['stopped', 1, 'running'])
    for await (const { event } of service.runs.watch(ids[2] as RunId, 0)) if (event.kind === 'progress') service.runs.stop(ids[2] as RunId)
    expect(await service.ended(ids[1] as RunId)).toMatchObject({ status: 'finished' })
  })
})
