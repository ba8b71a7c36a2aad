// Files that commands write: all of them or none, and never over others.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { StudioError, type StudioErrorDetail } from '@shared/studio-error'
import { writeNewFiles, type NewFile } from '../../../src-main/cli/write-new-files'
import { temporaryFolder } from '../../support/temporary-folder'

function refusal(files: readonly NewFile[]): StudioErrorDetail | null {
  try {
    writeNewFiles(files)
  } catch (error) {
    if (error instanceof StudioError) return error.detail
    throw error
  }
  return null
}

test('where one cannot be written none is left, and the disk’s refusal is told in words; what exists is not touched', async () => {
  await using folder = await temporaryFolder()
  const at = (name: string): string => join(folder.path, name)
  writeFileSync(at('wall'), 'a file where a folder would have to be')
  const files = [{ path: at('new/code.py'), content: 'code' }, { path: at('wall/weights.bin'), content: Uint8Array.of(1) }]
  expect(refusal(files)).toMatchObject({ code: 'export-not-written', path: at('wall/weights.bin'), fix: expect.stringContaining('--out') })
  expect(readdirSync(at('new'))).toEqual([])

  mkdirSync(at('other'))
  writeFileSync(at('other/weights.bin'), 'mine')
  const over = [{ path: at('other/code.py'), content: 'code' }, { path: at('other/weights.bin'), content: 'yours' }]
  expect(refusal(over)).toMatchObject({ code: 'option-invalid', path: at('other/weights.bin') })
  expect([readdirSync(at('other')), readFileSync(at('other/weights.bin'), 'utf8')]).toEqual([['weights.bin'], 'mine'])
})
