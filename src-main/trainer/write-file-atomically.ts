// Writes a file of a run, whole or not at all, and puts a refusal of the disk into words.
import { mkdir } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { StudioError } from '@shared/studio-error'
import { writeAtomically } from '../files/write-atomically'

/** @throws StudioError `disk-full` or `file-not-written`, naming the file; the target is then as it was. */
export async function writeFileAtomically(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true })
    writeAtomically(path, bytes)
  } catch (cause) {
    throw describe(path, cause)
  }
}

function describe(path: string, cause: unknown): StudioError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  const got = cause instanceof Error ? cause.message : String(cause)
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new StudioError({ code: 'disk-full', message: 'The disk is full', path, got, fix: 'Make room, then start the run again' }, { cause })
  }
  return new StudioError({ code: 'file-not-written', message: `${basename(path)} could not be written`, path, got, fix: 'See that the data folder exists and may be written to' }, { cause })
}
