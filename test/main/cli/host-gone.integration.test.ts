// A command that works through a host which is closed under it says so, and so does the run.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { connect } from '../../../src-main/cli/connect'
import { runCommandLine } from '../../../src-main/cli/run-command-line'
import { locate } from '../../../src-main/locations'
import { dataFolderPaths } from '../../../src-main/store/data-folder'
import { writeHostFile } from '../../../src-main/store/host-file'
import { freePort } from '../../support/free-port'
import { startLocalHost } from '../../support/local-host'
import { temporaryFolder } from '../../support/temporary-folder'
import { smallExperiment } from '../trainer/small-experiments'

test('closed while it trains: the command ends in words, the run says why it stopped and goes on from there', async () => {
  await using folder = await temporaryFolder()
  const data = join(folder.path, 'data')
  const file = join(folder.path, 'small.latent.json')
  writeFileSync(file, JSON.stringify(smallExperiment({ training: { epochs: 100_000 } })))
  const host = await startLocalHost({ dataDirectory: data })
  let told = ''
  let printed = ''
  let closing: Promise<number | null> | undefined
  const terminal = {
    interactive: true,
    columns: 80,
    print: (line: string) => void (printed += `${line}\n`),
    tell: (line: string) => void (told += `${line}\n`),
    // The first line of progress: it trains.
    redraw: () => void (closing ??= host.stop()),
  } as unknown as Parameters<typeof runCommandLine>[1]
  expect(await runCommandLine(['train', file, '--data-dir', data], terminal)).toBe(1)
  expect(told).toMatch(/The studio (this command worked through has ended \(process \d+, http|was closed while this run was going)/)
  expect(told).not.toMatch(/\n\s+at /)
  expect(await closing).toBe(0)
  expect(await runCommandLine(['runs', 'show', '1', '--data-dir', data], terminal)).toBe(0)
  expect(printed).toMatch(/status +stopped[^]*The studio was closed while this run was going; it stopped with a checkpoint\./)
})

test('a host.json that a dead host left keeps nobody out, even where its number is another process’s by now', async () => {
  await using folder = await temporaryFolder()
  const file = dataFolderPaths(folder.path).host
  const left = { format: 1, pid: process.pid, host: 'local-host', startedAt: 1, url: `http://127.0.0.1:${await freePort()}/`, token: 'x' } as const
  writeHostFile(file, left)
  const { client, host, close } = await connect(folder.path, locate())
  expect([await client.runs.list(), host]).toEqual([[], null])
  // Where somebody does hold the folder, that is said: who, and that it does not answer.
  writeHostFile(file, left)
  await expect(connect(folder.path, locate())).rejects.toMatchObject({ detail: { code: 'data-folder-in-use', message: expect.stringContaining(String(process.pid)) } })
  await close()
})
