// The commands a person types, as they are typed, where everything is set up already.
import { spawn, spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../support/temporary-folder'

const root = resolve(import.meta.dirname, '../..')

test('npm start sets nothing up anew when nothing changed, reaches a listening studio, and a signal ends it cleanly', async () => {
  await using folder = await temporaryFolder()
  const child = spawn(process.execPath, ['scripts/start.mjs', '--no-open', '--port', '0', '--data-dir', folder.path], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  const listening = new Promise<void>((done, fail) => {
    const read = (chunk: Buffer): void => {
      text += chunk.toString('utf8')
      if (/http:\/\/127\.0\.0\.1:\d+/.test(text)) done()
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('close', () => fail(new Error(text)))
  })
  await listening
  // Every piece of work of the set-up ends in a line of how long it took.
  expect(text).toContain('• Build: up to date')
  expect(text).not.toMatch(/^ +done in /m)
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
