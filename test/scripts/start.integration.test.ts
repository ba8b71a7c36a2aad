// The commands a person types, as they are typed, where everything is set up already.
import { spawn, spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../support/temporary-folder'

const root = resolve(import.meta.dirname, '../..')

test('npm start reaches a listening studio quickly when nothing changed, and a signal ends it cleanly', async () => {
  await using folder = await temporaryFolder()
  const start = performance.now()
  const child = spawn(process.execPath, ['scripts/start.mjs', '--no-open', '--port', '0', '--data-dir', folder.path], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  const listening = new Promise<number>((done, fail) => {
    const read = (chunk: Buffer): void => {
      text += chunk.toString('utf8')
      if (/http:\/\/127\.0\.0\.1:\d+/.test(text)) done(performance.now() - start)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('close', () => fail(new Error(text)))
  })
  // About 1 s on an idle machine; the bound leaves room for a busy one, and still catches a build or a download.
  expect(await listening).toBeLessThan(6000)
  const code = new Promise<number | null>((done) => child.once('close', (value) => done(value)))
  child.kill('SIGTERM')
  expect(await code).toBe(0)
})

test('the command line keeps standard output to itself, set-up included', () => {
  const { stdout, status } = spawnSync(process.execPath, ['scripts/studio.mjs', 'templates', 'list', '--json'], { cwd: root, encoding: 'utf8' })
  expect(status).toBe(0)
  expect(JSON.stringify(JSON.parse(stdout))).toContain('vae-mnist')
})

test('an unknown engine choice is refused in words', () => {
  const { stderr, status } = spawnSync(process.execPath, ['scripts/setup.mjs', '--engine', 'quantum'], { cwd: root, encoding: 'utf8' })
  expect([status, stderr]).toEqual([1, expect.stringContaining('use one of auto, cpu, gpu, none')])
})
