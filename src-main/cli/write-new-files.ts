// Files a command writes where a person asked for them: what exists is never overwritten, and of what could not be written nothing is left.
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { StudioError } from '@shared/studio-error'
import { writeAtomically } from '../files/write-atomically'

export interface NewFile {
  /** Absolute. */
  readonly path: string
  readonly content: string | Uint8Array
}

/** @throws StudioError `option-invalid` */
export function refuseExisting(path: string): void {
  if (!existsSync(path)) return
  throw new StudioError({ code: 'option-invalid', message: `${path} is there already.`, path, expected: 'a name that is free', got: 'a file or folder', fix: 'Choose another place with --out, or move it away.' })
}

/** A disk that is full, broken or closed to us is a person's to mend; everything else is what it was. */
export function explainWriteFault(error: unknown, path: string): unknown {
  if (error instanceof StudioError || !(error instanceof Error) || !('code' in error)) return error
  return new StudioError(
    {
      code: 'export-not-written',
      message: `${path} could not be written; nothing is left of it.`,
      path,
      got: error.message,
      fix: 'Free space there or choose another place with --out, then do it again.',
    },
    { cause: error },
  )
}

/** Their folders are made where they are missing. @throws StudioError `option-invalid`, `export-not-written` */
export function writeNewFiles(files: readonly NewFile[]): void {
  for (const { path } of files) refuseExisting(path)
  const written: string[] = []
  for (const { path, content } of files) {
    try {
      mkdirSync(dirname(path), { recursive: true })
      writeAtomically(path, content)
      written.push(path)
    } catch (error) {
      for (const other of written) rmSync(other, { force: true })
      throw explainWriteFault(error, path)
    }
  }
}
