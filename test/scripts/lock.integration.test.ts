import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../support/temporary-folder'

const lockModule = resolve(import.meta.dirname, '../../scripts/lib/lock.mjs')

/** A process that adds one to a number in a file, with a pause in the middle that would lose updates without a lock. */
const adder = `
  import { readFileSync, writeFileSync } from 'node:fs'
  import { setTimeout as delay } from 'node:timers/promises'
  const { withLock } = await import(process.argv[1])
  await withLock(process.argv[2], async () => {
    const before = Number(readFileSync(process.argv[3], 'utf8'))
    await delay(60)
    writeFileSync(process.argv[3], String(before + 1))
  })
`
const holder = `
  const { withLock } = await import(process.argv[1])
  await withLock(process.argv[2], () => { process.stdout.write('held'); return new Promise(() => setInterval(() => {}, 1000)) })
`

function run(script: string, ...parameters: readonly string[]) {
  return spawn(process.execPath, ['--input-type=module', '-e', script, lockModule, ...parameters], { stdio: ['ignore', 'pipe', 'inherit'] })
}

function ended(child: ReturnType<typeof run>): Promise<number | null> {
  return new Promise((done) => child.once('close', (code) => done(code)))
}

test('processes at the same time take turns', async () => {
  await using folder = await temporaryFolder()
  const number = join(folder.path, 'number')
  writeFileSync(number, '0')
  const codes = await Promise.all(Array.from({ length: 5 }, () => ended(run(adder, join(folder.path, 'a.lock'), number))))
  expect([codes, readFileSync(number, 'utf8')]).toEqual([[0, 0, 0, 0, 0], '5'])
})

test('a lock whose holder was killed is taken over', async () => {
  await using folder = await temporaryFolder()
  const lock = join(folder.path, 'a.lock')
  const number = join(folder.path, 'number')
  writeFileSync(number, '0')
  const first = run(holder, lock)
  await new Promise((done) => first.stdout.once('data', done))
  first.kill('SIGKILL')
  await ended(first)
  expect(readFileSync(lock, 'utf8')).not.toBe('')
  // All of them find it abandoned at the same time: it is taken over once.
  const codes = await Promise.all(Array.from({ length: 5 }, () => ended(run(adder, lock, number))))
  expect([codes, readFileSync(number, 'utf8'), readdirSync(folder.path)]).toEqual([[0, 0, 0, 0, 0], '5', ['number']])
})
