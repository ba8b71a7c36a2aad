// Saves a file of a person's whole or not at all, and puts a refusal of the disk into words.
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { StudioError } from '@shared/studio-error'
import { faultCode } from './fault-code'
import { writeAtomically } from './write-atomically'

export interface SaveWords {
  readonly code: string
  /** What could not be done, and what became of what was there before. */
  readonly message: string
  /** After “Free space on the disk or give this user write access to the data folder”: what to do then. */
  readonly after: string
}

/** Its folder is made where it is missing. @throws StudioError of the code given; the file is then as it was. */
export function saveFile(file: string, content: string | Uint8Array, { code, message, after }: SaveWords): void {
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeAtomically(file, content)
  } catch (error) {
    throw new StudioError({ code, message, path: file, got: faultCode(error), fix: `Free space on the disk or give this user write access to the data folder${after}` }, { cause: error })
  }
}
