// Going on from the command line: a studio killed in the middle, forks, more epochs, clean-up. Real processes throughout.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { temporaryFolder } from '../../support/temporary-folder'
import { smallAdversaries } from '../trainer/small-adversaries'
import { smallExperiment } from '../trainer/small-experiments'
import { checkpointsUnder, runCli, startCli } from './run-cli'

const resultSchema = z.object({ runId: z.string(), status: z.string(), steps: z.number(), metrics: z.record(z.string(), z.number()), checkpoint: z.object({ step: z.number(), sha256: z.string() }) })

test('a run whose studio is killed is interrupted, goes on exactly where it was, is forked, extended and cleaned up', async () => {
  await using folder = await temporaryFolder()
  const data = join(folder.path, 'data')
  const file = join(folder.path, 'small.latent.json')
  writeFileSync(file, JSON.stringify(smallExperiment({ training: { epochs: 400 }, recording: { checkpointEverySteps: 100, snapshotEverySteps: 1000, evaluateEverySteps: 400 } })))
  const json = ['--data-dir', data, '--json']
  const run = async (...parameters: string[]): Promise<z.infer<typeof resultSchema>> => {
    const { code, stdout, stderr } = await runCli([...parameters, ...json])
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' })
    return resultSchema.parse(JSON.parse(stdout))
  }
  const whole = await run('train', file)
  expect(whole.steps).toBe(3200)

  // SIGKILL of the studio, host and all, once its run has a checkpoint.
  const killed = startCli(['train', file, ...json])
  await killed.told('Training Small as')
  const id = readdirSync(join(data, 'runs')).find((name) => name !== whole.runId) ?? ''
  const log = (): string => (existsSync(join(data, 'runs', id, 'log.txt')) ? readFileSync(join(data, 'runs', id, 'log.txt'), 'utf8') : '')
  await expect.poll(() => checkpointsUnder(join(data, 'runs', id)), { timeout: 100_000, interval: 10 }).not.toEqual([])
  killed.child.kill('SIGKILL')
  await killed.result
  const listed = z.array(z.object({ id: z.string(), status: z.string() })).parse(JSON.parse((await runCli(['runs', 'list', ...json])).stdout))
  expect(listed.find((entry) => entry.id === id)).toMatchObject({ status: 'interrupted' })
  const told = (await runCli(['runs', 'show', id, '--data-dir', data])).stdout
  expect(told).toMatch(/status +interrupted/)
  expect(told).toMatch(/The studio ended without closing while this run was going[^]*last recorded at step \d+[^]*to mend: .*Resume it/)

  const resumed = await run('runs', 'resume', id)
  expect(resumed).toMatchObject({ runId: id, status: 'finished', steps: 3200, metrics: whole.metrics, checkpoint: whole.checkpoint })
  expect(log()).not.toContain('oneDNN')

  const refused = await runCli(['runs', 'resume', id, ...json])
  expect(refused.code).not.toBe(0)
  expect(refused.stderr).toMatch(/has finished/)
  expect(await run('runs', 'resume', id, '--epochs', '2')).toMatchObject({ status: 'finished', steps: 3216 })

  const fork = await run('runs', 'fork', id, '--step', '3200', '--epochs', '403', '--set', 'training.optimizers.model.parameters.learningRate=0.0001')
  expect(fork).toMatchObject({ status: 'finished', steps: 3224 })
  expect(fork.runId).not.toBe(id)

  const cleaned: unknown = JSON.parse((await runCli(['runs', 'clean', id, '--no-best', ...json])).stdout)
  expect(cleaned).toMatchObject({ bestBy: 'test/loss', kept: [{ step: 3216 }] })
})

test('where no checkpoint is the best, the command line says so instead of keeping one', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'gan.latent.json')
  writeFileSync(file, JSON.stringify(smallAdversaries({ training: { epochs: 2 }, recording: { keepLast: 2 } })))
  const data = ['--data-dir', join(folder.path, 'data')]
  const trained = await runCli(['train', file, ...data])
  expect(trained).toMatchObject({ code: 0, stderr: expect.stringContaining('only the newest are kept') })
  const cleaned = await runCli(['runs', 'clean', '1', ...data])
  expect(cleaned).toMatchObject({ code: 0, stdout: expect.stringMatching(/Checkpoints left: step 32\.$/m), stderr: expect.stringContaining('No metric of this recipe says which checkpoint is the best') })
})
