// Copies a checkpoint into the folder of a run that starts from it.
import { constants } from 'node:fs'
import { copyFile, mkdir, open } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { StudioError } from '@shared/studio-error'
import { faultCode } from '../files/fault-code'
import { syncFolder } from '../files/sync-to-disk'

/** On the disk once it resolves: a run must not stand in the history whose beginning a power cut takes back. @throws StudioError `checkpoint-not-copied` */
export async function copyCheckpoint(source: string, target: string): Promise<void> {
  try {
    await mkdir(dirname(target), { recursive: true })
    await copyFile(source, target, constants.COPYFILE_FICLONE)
    const file = await open(target, 'r+')
    try {
      await file.sync()
    } finally {
      await file.close()
    }
    syncFolder(dirname(target))
  } catch (cause) {
    throw new StudioError(
      {
        code: 'checkpoint-not-copied',
        message: `The checkpoint ${basename(source)} could not be copied into the folder of a new run; no run was made.`,
        path: target,
        expected: `a copy of ${source}`,
        got: faultCode(cause),
        fix: 'Free space on the disk of the data folder, see that the checkpoint is still there, then fork again.',
      },
      { cause },
    )
  }
}
