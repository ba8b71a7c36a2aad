// How a run's settings, or the choice of the run it goes on from, decide the way its steps are run.
import { beforeAll, describe, expect, test } from 'vitest'
import { resolve } from 'node:path'
import { loadDataset } from '../../../src-main/datasets/load-dataset'
import type { Engine } from '../../../src-main/engines/engine'
import { createTensorflowEngine } from '../../../src-main/engines/tensorflow/tensorflow-engine'
import { locate } from '../../../src-main/locations'
import { buildModel } from '../../../src-main/trainer/model'
import { openTrainingSession, type ExecutionChoice, type ExecutionSettings } from '../../../src-main/trainer/open-training-session'
import { exampleStream } from '../../../src-main/trainer/run-length'
import { smallExperiment } from './small-experiments'

let engine: Engine
beforeAll(async () => {
  engine = await createTensorflowEngine(locate({ root: resolve(import.meta.dirname, '../../..') }).engine)
})

async function open(settings: ExecutionSettings, kept: ExecutionChoice | null = null): Promise<{ readonly choice: ExecutionChoice; readonly log: string; readonly state: unknown }> {
  const model = buildModel(smallExperiment())
  const dataset = await loadDataset(model.experiment.dataset, { mnist: '/nowhere' })
  const lines: string[] = []
  const log = (_level: string, message: string): void => void lines.push(message)
  const session = openTrainingSession(engine, model, dataset, { settings, kept, stream: exampleStream(model, dataset.train.count), step: 0, totalSteps: 24, log })
  const result = { choice: { mode: session.execution, xla: session.xla }, log: lines.join('\n'), state: session.readState() }
  session.dispose()
  return result
}

describe('a run’s steps', () => {
  test('go the way the settings ask', async () => {
    expect((await open({ mode: 'eager', xla: 'auto' })).choice).toEqual({ mode: 'eager', xla: false })
    expect((await open({ mode: 'captured', xla: 'off' })).choice).toEqual({ mode: 'captured', xla: false })
    expect((await open({ mode: 'captured', xla: 'on' })).choice).toEqual({ mode: 'captured', xla: true })
  })

  test('stay plain where the run is short, with the reason in its log and its first state untouched', async () => {
    const { choice, log, state } = await open({ mode: 'captured', xla: 'auto' })
    expect(choice).toEqual({ mode: 'captured', xla: false })
    expect(log).toMatch(/too short for compiling to pay/)
    expect(state).toEqual((await open({ mode: 'eager', xla: 'auto' })).state)
  })

  test('keep the choice of the run they go on from, whatever would be chosen now', async () => {
    expect((await open({ mode: 'captured', xla: 'auto' }, { mode: 'captured', xla: true })).choice).toEqual({ mode: 'captured', xla: true })
    expect((await open({ mode: 'captured', xla: 'on' }, { mode: 'captured', xla: false })).choice).toEqual({ mode: 'captured', xla: false })
    expect((await open({ mode: 'captured', xla: 'on' }, { mode: 'eager', xla: false })).choice).toEqual({ mode: 'eager', xla: false })
  })
})
