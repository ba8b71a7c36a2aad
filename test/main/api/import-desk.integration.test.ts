// Imports in hand: pieces that are refused leave nothing behind, and one import is worked on by one process.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ImportEvent } from '@shared/contract/own-data'
import { StudioError } from '@shared/studio-error'
import { ImportDesk } from '../../../src-main/api/import-desk'
import { locate } from '../../../src-main/locations'
import { temporaryFolder } from '../../support/temporary-folder'

const TABLE = 'a,b\n1,2\n3,4\n'
const NOTES = 'What this is.\n'

function open(folder: string, importer?: string): ImportDesk {
  return new ImportDesk(locate(importer === undefined ? {} : { importer }), join(folder, 'imports'), join(folder, 'datasets'))
}

const whole = (name: string, text: string) => ({ name, size: text.length, offset: 0, length: text.length })
const base64 = (text: string): string => Buffer.from(text).toString('base64')

async function last(events: AsyncIterable<ImportEvent>): Promise<ImportEvent | undefined> {
  let event: ImportEvent | undefined
  for await (event of events);
  return event
}

test('a piece that is refused leaves the import as it was: sent again as announced, every file is there once', async () => {
  await using folder = await temporaryFolder()
  const desk = open(folder.path)
  const { id } = await desk.begin()
  const bytes = base64(TABLE + NOTES)
  await expect(desk.upload({ id, parts: [whole('table.csv', TABLE), { ...whole('notes.txt', NOTES), offset: 1 }], bytes })).rejects.toMatchObject({ detail: { code: 'import-pieces' } })
  await desk.upload({ id, parts: [whole('table.csv', TABLE), whole('notes.txt', NOTES)], bytes })
  expect(await last(await desk.scan(id))).toMatchObject({ kind: 'scanned', report: { kind: 'csv', files: 2, count: 2 } })
  await desk.close()
})

test('asked twice at once, it is looked over once; an import process that died can be asked again', async () => {
  await using folder = await temporaryFolder()
  const dying = join(folder.path, 'dying.mjs')
  writeFileSync(dying, 'process.once("message", () => process.exit(3))')
  const desk = open(folder.path, dying)
  const { id } = await desk.begin()
  await desk.upload({ id, parts: [whole('table.csv', TABLE)], bytes: base64(TABLE) })
  const asked = await Promise.allSettled([desk.scan(id), desk.scan(id)])
  expect(asked.map((one) => (one.status === 'rejected' && one.reason instanceof StudioError ? one.reason.detail.code : one.status))).toEqual(['fulfilled', 'import-busy'])
  for (const one of asked) if (one.status === 'fulfilled') expect(await last(one.value)).toMatchObject({ kind: 'failed', problem: { code: 'import-process-ended', got: expect.stringContaining('3') } })
  expect(await last(await desk.scan(id))).toMatchObject({ kind: 'failed' })
  await desk.close()
})

test('a feed that is closed late does not make the next one unstoppable', async () => {
  await using folder = await temporaryFolder()
  // The first time it reports, the second time it is at work for ever.
  const slow = join(folder.path, 'slow.mjs')
  writeFileSync(
    slow,
    `import { existsSync, writeFileSync } from 'node:fs'
    process.once('message', () => {
      if (existsSync('again')) return
      writeFileSync('again', '')
      process.send({ kind: 'scanned', report: { kind: 'csv', files: 1, bytes: 1, count: 2, classes: null, folders: null, skipped: [], sheet: null, suggested: { name: 'a' } } })
    })`,
  )
  const desk = open(folder.path, slow)
  const { id } = await desk.begin()
  await desk.upload({ id, parts: [whole('table.csv', TABLE)], bytes: base64(TABLE) })
  const first = await desk.scan(id)
  expect((await first.next()).value).toMatchObject({ kind: 'scanned' })
  const second = await desk.store(id, { name: 'a' })
  await first.return()
  await desk.cancel(id)
  expect(await last(second)).toMatchObject({ kind: 'failed', problem: { code: 'import-cancelled' } })
})
