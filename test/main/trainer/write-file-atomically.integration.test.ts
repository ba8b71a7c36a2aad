// Files are there whole or as they were.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { writeFileAtomically } from '../../../src-main/trainer/write-file-atomically'
import { temporaryFolder } from '../../support/temporary-folder'

describe('writing atomically', () => {
  test('makes folders as needed, replaces what was there, and leaves nothing beside it', async () => {
    await using folder = await temporaryFolder()
    const path = join(folder.path, 'a/b/file.bin')
    await writeFileAtomically(path, Uint8Array.of(1, 2, 3))
    await writeFileAtomically(path, Uint8Array.of(4))
    expect([...(await readFile(path))]).toEqual([4])
    expect(await readdir(join(folder.path, 'a/b'))).toEqual(['file.bin'])
  })

  test('a target that cannot be replaced is told by name and left as it was', async () => {
    await using folder = await temporaryFolder()
    const taken = join(folder.path, 'taken')
    await mkdir(taken)
    await writeFile(join(taken, 'inside'), 'kept')
    await expect(writeFileAtomically(taken, Uint8Array.of(1))).rejects.toMatchObject({ detail: { code: 'file-not-written', path: taken } })
    expect(await readdir(folder.path)).toEqual(['taken'])
    expect(await readFile(join(taken, 'inside'), 'utf8')).toBe('kept')
  })
})
