// A process that cannot be started for want of open files: Node then hands out a child without streams or channel, and tells later.
import { EventEmitter } from 'node:events'
import { expect, test, vi } from 'vitest'
import { smallExperiment } from '../runs/run-fixtures'
import { startNodeProcess, type ProcessEnd } from '../../../src-main/processes/node-process'
import { describeTrainerEnd } from '../../../src-main/runs/trainer-death'
import { startTrainer } from '../../../src-main/runs/trainer-process'
import { runIdSchema } from '@shared/run/run-events'

vi.mock('node:child_process', async (original) => ({
  ...(await original<object>()),
  spawn: () => {
    const child = new EventEmitter()
    process.nextTick(() => child.emit('error', Object.assign(new Error('spawn node EMFILE'), { code: 'EMFILE' })))
    return child
  },
}))

const program = { node: 'node', entry: 'entry.js' }

test('ends like one that could not be started, in words', async () => {
  const end = await new Promise<ProcessEnd>((ended) => startNodeProcess({ program, stdio: ['ignore', 'pipe', 'pipe'], line: () => {}, ended }))
  expect(describeTrainerEnd(end)).toMatchObject({ code: 'trainer-not-started', message: expect.stringContaining('EMFILE') })
})

test('a trainer that cannot be started is told as its end, not thrown', async () => {
  const begin = { kind: 'begin', run: runIdSchema.parse('abcdefgh1234'), directory: '.', experiment: smallExperiment(), engine: 'auto', locations: { mnist: '', engine: null }, resume: null } as const
  const end = await new Promise<ProcessEnd>((ended) => {
    startTrainer(program, begin, { event: () => {}, line: () => {}, nonsense: () => {}, ended }).send({ kind: 'stop' })
  })
  expect(end.startError?.message).toContain('EMFILE')
})
