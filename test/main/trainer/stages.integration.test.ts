// Runs in stages by the real trainer: what each stage trains and tells, unrolling on the way, and forks from between two stages.
import { describe, expect, test } from 'vitest'
import { decodeSafetensors } from '@shared/tensors/safetensors'
import type { Experiment } from '@shared/experiment/experiment'
import type { RunId } from '@shared/run/run-events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../../support/temporary-folder'
import { openService, type TestService } from '../runs/run-fixtures'
import { digitBoltzmann, smallBoltzmann } from './small-boltzmann'

function train(service: TestService, experiment: Experiment): RunId {
  return service.runs.start({ experiment, templateId: null, engine: 'tensorflow' }).id
}

async function stateAt(service: TestService, id: RunId, step: number): Promise<Readonly<Record<string, ArrayLike<number>>>> {
  const { checkpoints } = await service.runs.files(id)
  const file = checkpoints.find((checkpoint) => checkpoint.step === step)?.file ?? ''
  const { arrays } = decodeSafetensors(readFileSync(join(service.folders.path(id), file)))
  return Object.fromEntries(Object.entries(arrays).map(([name, { data }]) => [name, data]))
}

function moved(before: Readonly<Record<string, ArrayLike<number>>>, after: Readonly<Record<string, ArrayLike<number>>>): string[] {
  const changed = (name: string): boolean => Array.from(after[name] ?? []).some((value, at) => value !== before[name]?.[at])
  return Object.keys(after).filter((name) => !name.startsWith('optimizer/') && changed(name)).sort()
}

describe('a run in stages', () => {
  test('trains one machine after the other with the decoder as its mirror, then everything; each stage tells its own metrics', async () => {
    await using folder = await temporaryFolder()
    await using service = openService(folder.path)
    const id = train(service, digitBoltzmann())
    const run = await service.ended(id)
    expect(run).toMatchObject({ status: 'finished', step: 160, error: null })
    // 1280 digits, batches of 64: 20 steps an epoch, two epochs a machine.
    expect(run.stages).toEqual([
      { id: 'rbm-1', title: 'RBM 1: 784–32', beginStep: 0, endStep: 40 },
      { id: 'rbm-2', title: 'RBM 2: 32–16', beginStep: 40, endStep: 80 },
      { id: 'rbm-3', title: 'RBM 3: 16–4', beginStep: 80, endStep: 120 },
      { id: 'fine-tuning', title: 'Fine-tuning', beginStep: 120, endStep: 160 },
    ])
    const [first, second, third, last] = await Promise.all([40, 80, 120, 160].map((step) => stateAt(service, id, step)))
    if (first === undefined || second === undefined || third === undefined || last === undefined) throw new Error('no checkpoint')
    expect(moved(first, second)).toEqual(['decoder/dense-2/bias', 'decoder/dense-2/kernel', 'encoder/dense-3/bias', 'encoder/dense-3/kernel'])
    expect(moved(second, third)).toEqual(['decoder/dense-1/bias', 'decoder/dense-1/kernel', 'encoder/dense-4/bias', 'encoder/dense-4/kernel'])
    expect(moved(third, last)).toHaveLength(12)
    const [up, down] = [third['encoder/dense-3/kernel'] ?? [], third['decoder/dense-2/kernel'] ?? []]
    for (let row = 0; row < 32; row += 1) for (let column = 0; column < 16; column += 1) expect(down[column * 32 + row]).toBe(up[row * 16 + column])

    const series = Object.fromEntries((await service.runs.series(id, undefined, 1000)).map((one) => [one.name, one]))
    expect(series['train/rbmError']?.steps).toEqual(Array.from({ length: 120 }, (_, step) => step + 1))
    expect(series['train/loss']?.steps).toEqual(Array.from({ length: 40 }, (_, step) => step + 121))
    // Where fine-tuning begins, the unrolled machines are tested too.
    expect(series['test/rbmError']?.steps).toEqual([20, 40, 60, 80, 100, 120])
    expect(series['test/squaredError']?.steps).toEqual([120, 140, 160])
    const machine = series['test/rbmError']?.values ?? []
    expect(machine[1]).toBeLessThan(machine[0] ?? 0)
    const loss = series['test/loss']?.values ?? []
    expect(loss[2]).toBeLessThan(loss[0] ?? 0)
    // Hidden units of the machine in training, 784–32, then 32–16, then 16–4; none once it is over.
    const activities = service.runs.events(id).flatMap(({ event }) => (event.kind === 'snapshot' ? event.artefacts.filter(({ kind }) => kind === 'activities').map(({ file }) => [event.step, file] as const) : []))
    const unitsAt = (step: number): number | undefined => decodeSafetensors(readFileSync(join(service.folders.path(id), activities.find(([at]) => at === step)?.[1] ?? ''))).arrays['mean']?.data.length
    expect([20, 40, 60, 120].map(unitsAt)).toEqual([32, 32, 16, 4])
    expect(activities.at(-1)?.[0]).toBe(120)
    const log = service.runs.events(id).flatMap(({ event }) => (event.kind === 'log' && event.message.startsWith('Stage') ? [event.message] : []))
    expect(log).toEqual([expect.stringContaining('Stage 1 of 4, RBM 1: 784–32'), expect.stringContaining('Stage 2 of 4'), expect.stringContaining('Stage 3 of 4'), expect.stringContaining('Stage 4 of 4, Fine-tuning')])
  })

  test('forked from the border of two stages with other settings it goes on in the later one; more epochs lengthen the last', async () => {
    await using folder = await temporaryFolder()
    await using service = openService(folder.path)
    const experiment = smallBoltzmann({ recording: { checkpointEverySteps: 24 } })
    const id = train(service, experiment)
    await service.ended(id)
    const step = 40
    const shorter = { ...experiment, training: { ...experiment.training, epochs: 7 } }
    const fork = await service.runs.fork(id, { step, experiment: shorter })
    expect(await service.ended(fork.id)).toMatchObject({ status: 'finished', step: 56 })
    const steps = (await service.runs.series(fork.id, undefined, 1000)).find(({ name }) => name === 'train/loss')?.steps
    expect(steps).toEqual(Array.from({ length: 16 }, (_, index) => 41 + index))
    await service.runs.resume(fork.id, 2)
    const longer = await service.ended(fork.id)
    expect(longer.stages?.at(-1)).toEqual({ id: 'fine-tuning', title: 'Fine-tuning', beginStep: 40, endStep: 72 })
  })
})
