// The command line as scripts use it: real processes, one JSON document, exit codes that mean something.
import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { openVersionHistory } from '../../../src-main/store/version-history'
import { startLocalHost } from '../../support/local-host'
import { temporaryFolder } from '../../support/temporary-folder'
import { smallExperiment } from '../runs/run-fixtures'
import { checkpointsUnder, runCli, startCli } from './run-cli'

function writeExperiment(folder: string, changes: Parameters<typeof smallExperiment>[0] = {}): string {
  const file = join(folder, 'small.latent.json')
  writeFileSync(file, JSON.stringify(smallExperiment(changes)))
  return file
}

const trainSchema = z.strictObject({
  runId: z.string(),
  name: z.string(),
  status: z.string(),
  steps: z.number(),
  seconds: z.number().positive(),
  metrics: z.record(z.string(), z.number()),
  units: z.record(z.string(), z.string()),
  engine: z.object({ id: z.string(), version: z.string() }),
  checkpoint: z.object({ step: z.number(), sha256: z.string(), file: z.string(), bytes: z.number() }),
})

describe('train, and what History knows afterwards', () => {
  test('one JSON document on standard output; show, list, export and delete agree with it', async () => {
    await using folder = await temporaryFolder()
    const data = join(folder.path, 'data')
    const common = ['--data-dir', data, '--json']
    const file = writeExperiment(folder.path)
    const trained = await runCli(['train', file, '--epochs', '3', '--seed', '5', '--set', 'training.batchSize=128', '--set', 'dataset.parameters.validationCount=100', ...common])
    expect(trained.code).toBe(0)
    const run = trainSchema.parse(JSON.parse(trained.stdout))
    expect(run).toMatchObject({ status: 'finished', steps: 12, units: { 'test/loss': 'squared error', 'validation/loss': 'squared error' } })
    expect(Object.keys(run.metrics)).toEqual(expect.arrayContaining(['train/loss', 'validation/loss', 'validation/squaredError', 'test/loss', 'test/reconstruction', 'test/squaredError']))

    const shown = await runCli(['runs', 'show', run.runId.slice(0, 6), ...common])
    const record = JSON.parse(shown.stdout) as Record<string, unknown>
    expect(record).toMatchObject({
      id: run.runId,
      metrics: run.metrics,
      engine: run.engine,
      experiment: { training: { epochs: 3, seed: 5, batchSize: 128 } },
      checkpoints: expect.arrayContaining([expect.objectContaining({ step: 12, sha256: run.checkpoint.sha256 })]),
    })
    expect(z.array(z.object({ step: z.number(), file: z.string() })).parse(record['samples']).length).toBeGreaterThan(0)

    const listed = await runCli(['runs', 'list', ...common])
    expect(JSON.parse(listed.stdout)).toMatchObject([{ id: run.runId, name: run.name, status: 'finished' }])

    const out = join(folder.path, 'exported')
    expect((await runCli(['runs', 'export', run.name, '--out', out, ...common])).code).toBe(0)
    expect(readdirSync(out).sort()).toEqual(['checkpoints', 'experiment.latent.json', 'log.txt', 'metrics.csv', 'run.json', 'snapshots'])
    const rows = readFileSync(join(out, 'metrics.csv'), 'utf8').trim().split('\r\n')
    expect(rows[0]).toMatch(/^step,epoch,seconds,test\/loss,/)
    expect(rows.filter((row) => /^\d+,/.test(row)).length).toBeGreaterThanOrEqual(12)
    // Among the saved experiments it has a history, and what is trained of it is a version.
    copyFileSync(join(out, 'experiment.latent.json'), join(data, 'experiments', 'again.latent.json'))
    const again = trainSchema.parse(JSON.parse((await runCli(['train', 'again', ...common])).stdout))
    expect(again.checkpoint.sha256).toBe(run.checkpoint.sha256)
    expect(openVersionHistory(join(data, 'versions')).list('again').versions.map(({ occasions }) => occasions.map(({ what }) => what))).toEqual([[{ kind: 'trained', run: again.runId, runName: again.name }]])
    expect((await runCli(['runs', 'export', run.name, '--out', out, ...common])).code).toBe(2)

    const zip = join(folder.path, 'run.zip')
    expect((await runCli(['runs', 'export', '1', '--out', zip, ...common])).code).toBe(0)
    // Another program's reading of the format, where there is one.
    if (existsSync('/usr/bin/python3')) {
      const names = execFileSync('/usr/bin/python3', ['-c', 'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; print("\\n".join(z.namelist()))', zip], { encoding: 'utf8' })
      expect(names.split('\n')).toEqual(expect.arrayContaining(['metrics.csv', 'experiment.latent.json', run.checkpoint.file]))
    }

    const refused = await runCli(['runs', 'delete', run.runId, '--data-dir', data])
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('--yes')])
    expect((await runCli(['runs', 'delete', run.runId, '--yes', ...common])).code).toBe(0)
    expect(existsSync(join(data, 'runs', run.runId))).toBe(false)
    const left = JSON.parse((await runCli(['runs', 'list', ...common])).stdout) as { id: string }[]
    expect(left.map((entry) => entry.id)).not.toContain(run.runId)
    expect(existsSync(join(data, 'host.json'))).toBe(false)
  })

  test('Ctrl+C stops the run with a checkpoint, exit code 130', async () => {
    await using folder = await temporaryFolder()
    const file = writeExperiment(folder.path, { epochs: 100_000 })
    const cli = startCli(['train', file, '--set', 'recording.checkpointEverySteps=20', '--json', '--data-dir', join(folder.path, 'data')])
    await expect.poll(() => checkpointsUnder(join(folder.path, 'data', 'runs')), { timeout: 100_000 }).not.toEqual([])
    cli.child.kill('SIGINT')
    const { code, stdout } = await cli.result
    expect(code).toBe(130)
    expect(trainSchema.parse(JSON.parse(stdout))).toMatchObject({ status: 'stopped', checkpoint: { step: JSON.parse(stdout).steps } })
  })

  test('where a studio is open on the folder, the command line works through it and shares its history', async () => {
    await using folder = await temporaryFolder()
    const data = join(folder.path, 'data')
    await using host = await startLocalHost({ dataDirectory: data })
    const trained = await runCli(['train', writeExperiment(folder.path), '--json', '--data-dir', data])
    expect([trained.code, trained.stderr]).toEqual([0, expect.stringContaining(`process ${host.process.pid}`)])
    const doctor = JSON.parse((await runCli(['doctor', '--json', '--data-dir', data])).stdout)
    expect(doctor).toMatchObject({ heldBy: { pid: host.process.pid, host: 'local-host' } })
    expect(JSON.stringify(doctor)).not.toMatch(/"token"/)
    expect(await host.stop()).toBe(0)
    const listed = await runCli(['runs', 'list', '--json', '--data-dir', data])
    expect(JSON.parse(listed.stdout)).toMatchObject([{ id: JSON.parse(trained.stdout).runId, status: 'finished' }])
  })
})

describe('what goes wrong has a code and words', () => {
  const cases: readonly (readonly [string, readonly string[], number, RegExp])[] = [
    ['no command', [], 2, /^$/],
    ['unknown command', ['fly'], 2, /There is no command fly/],
    ['half a command', ['runs'], 2, /runs needs one of: runs list, runs show/],
    ['unknown option', ['train', 'vae-mnist', '--fast'], 2, /--fast/],
    ['missing operand', ['train'], 2, /train takes 1/],
    ['unknown template', ['train', 'vae-minst'], 3, /vae-mnist/],
    ['missing file', ['train', './nowhere.json'], 3, /There is no file/],
    ['unknown run', ['runs', 'show', 'zzzz'], 3, /There is no run zzzz/],
    ['nonsense count', ['train', 'vae-mnist', '--epochs', '-3'], 2, /epochs/],
    ['nonsense engine', ['train', 'vae-mnist', '--engine', 'abacus'], 2, /auto, tensorflow, javascript/],
    ['unknown setting', ['train', 'vae-mnist', '--set', 'training.bachSize=3'], 2, /training\.batchSize/],
    ['nonsense setting', ['train', 'vae-mnist', '--set', 'training.batchSize=none'], 2, /training\.batchSize/],
    ['nonsense learning rate', ['train', 'vae-mnist', '--set', 'training.optimizers.model.parameters.learningRate=-1'], 4, /[Ll]earning rate/],
  ]

  test.each(cases)('%s', async (_name, parameters, code, words) => {
    await using folder = await temporaryFolder()
    const human = await runCli([...parameters, ...(parameters.length === 0 ? [] : ['--data-dir', folder.path])])
    expect([human.code, human.stderr]).toEqual([code, expect.stringMatching(words)])
    if (parameters.length === 0) return
    const machine = await runCli([...parameters, '--json', '--data-dir', folder.path])
    expect([machine.code, JSON.parse(machine.stdout)]).toEqual([code, { error: expect.objectContaining({ code: expect.any(String), message: expect.any(String) }) }])
  })

  test('broken, newer and foreign experiment files are refused by name', async () => {
    await using folder = await temporaryFolder()
    const file = join(folder.path, 'bad.latent.json')
    for (const text of ['{', '[]', JSON.stringify({ ...smallExperiment(), version: 99 }), JSON.stringify({ hello: 1 }), JSON.stringify({ ...smallExperiment(), networks: [] })]) {
      writeFileSync(file, text)
      const { code, stderr } = await runCli(['train', file, '--data-dir', join(folder.path, 'data')])
      expect([text.slice(0, 30), code]).toEqual([text.slice(0, 30), 4])
      expect(stderr).not.toMatch(/\n\s+at .*\.js:/)
    }
  })

  test('a data folder that is a file, and a database that is damaged, exit with 6', async () => {
    await using folder = await temporaryFolder()
    writeFileSync(join(folder.path, 'file'), '')
    expect((await runCli(['runs', 'list', '--data-dir', join(folder.path, 'file')])).code).toBe(6)
    mkdirSync(join(folder.path, 'data'))
    writeFileSync(join(folder.path, 'data', 'studio.sqlite'), 'this is no database, it is a text that somebody put here'.repeat(100))
    const { code, stderr } = await runCli(['runs', 'list', '--data-dir', join(folder.path, 'data')])
    expect([code, stderr]).toEqual([6, expect.stringContaining('damaged')])
  })

  test('a missing engine is told by doctor (5) and trained without in JavaScript, said plainly', async () => {
    await using folder = await temporaryFolder()
    const environment = { LATENT_STUDIO_ENGINE: join(folder.path, 'no-engine.json') }
    const doctor = await runCli(['doctor', '--json', '--data-dir', join(folder.path, 'data')], { environment })
    expect(doctor.code).toBe(5)
    expect(JSON.parse(doctor.stdout)).toMatchObject({ engine: { id: 'javascript', native: false }, problems: [{ fix: expect.any(String) }] })
    const refused = await runCli(['train', writeExperiment(folder.path, { epochs: 1 }), '--engine', 'tensorflow', '--data-dir', join(folder.path, 'data')], { environment })
    expect([refused.code, refused.stderr]).toEqual([5, expect.stringMatching(/engine/i)])
    const slow = await runCli(['train', writeExperiment(folder.path, { epochs: 1 }), '--json', '--data-dir', join(folder.path, 'data')], { environment })
    expect([slow.code, JSON.parse(slow.stdout)]).toMatchObject([0, { engine: { id: 'javascript' } }])
    expect(slow.stderr).toMatch(/JavaScript/)
  })
})

test('lists and help are there for people and for programs', async () => {
  for (const words of [['templates', 'list'], ['datasets', 'list'], ['layers', 'list']]) {
    expect((await runCli(words)).stdout.split('\n').length).toBeGreaterThan(4)
    expect(JSON.parse((await runCli([...words, '--json'])).stdout).length).toBeGreaterThan(3)
  }
  const help = await runCli(['--help'])
  expect([help.code, help.stdout]).toEqual([0, expect.stringContaining('Exit codes')])
  for (const words of [['train'], ['runs', 'export'], ['doctor']]) {
    const { code, stdout } = await runCli([...words, '--help'])
    expect([code, stdout]).toEqual([0, expect.stringContaining(`npm run studio -- ${words.join(' ')}`)])
  }
})
