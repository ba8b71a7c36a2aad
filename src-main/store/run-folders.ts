// The folders runs keep their files in. Whatever asks for a file inside one gets it only after its real path, links
// followed, has been found inside; deletion never leaves the runs folder.
import { lstatSync, mkdirSync, realpathSync, statSync } from 'node:fs'
import { opendir, readdir, rename, rm, stat } from 'node:fs/promises'
import { isAbsolute, join, relative, sep } from 'node:path'
import { runIdSchema, type RunId } from '@shared/run/run-events'
import type { RunStorage } from '@shared/run/run-record'
import { StudioError } from '@shared/studio-error'
import { faultCode } from '../files/fault-code'

export interface RunFolders {
  /** The folder of a run, made when missing. */
  create(run: RunId): string
  path(run: RunId): string
  /** The real path of a file of a run; undefined where it is missing, no file, or outside. */
  resolveFile(run: RunId, file: string): string | undefined
  /** Bytes of everything in a run's folder. */
  size(run: RunId): Promise<number>
  /** Bytes of a run's folder by what they are. */
  usage(run: RunId): Promise<RunStorage>
  /** Names of the files in a folder of the run; none where the folder is not there. */
  files(run: RunId, folder: 'checkpoints' | 'snapshots'): Promise<string[]>
  /** Deletes one file inside the run's folder; nothing where it is missing or outside. */
  deleteFile(run: RunId, file: string): Promise<void>
  delete(run: RunId): Promise<void>
}

/** Relative, forward slashes, no step upwards, no empty or dotted parts, no drive or alternate stream. */
export function isContainedPath(file: string): boolean {
  if (file.length === 0 || file.length > 400 || /[\0\\:]/.test(file) || isAbsolute(file)) return false
  return file.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

export function openRunFolders(root: string): RunFolders {
  const realRoot = realpathSync(root)

  function path(run: RunId): string {
    // The type says so already; a path is worth saying it twice.
    return join(realRoot, runIdSchema.parse(run))
  }

  function resolveFile(run: RunId, file: string): string | undefined {
    if (!isContainedPath(file)) return undefined
    try {
      const folder = realpathSync(path(run))
      const real = realpathSync(join(folder, file))
      return isInside(realRoot, folder) && isInside(folder, real) && statSync(real).isFile() ? real : undefined
    } catch {
      return undefined
    }
  }

  async function sizeOf(folder: string): Promise<number> {
    let bytes = 0
    for await (const entry of await opendir(folder)) {
      const inner = join(folder, entry.name)
      if (entry.isDirectory()) bytes += await sizeOf(inner)
      else if (entry.isFile()) bytes += (await stat(inner)).size
    }
    return bytes
  }

  return {
    path,
    resolveFile,
    create(run) {
      const folder = path(run)
      try {
        mkdirSync(folder, { recursive: true })
      } catch (error) {
        throw new StudioError(
          {
            code: 'run-folder-not-writable',
            message: `The folder of the run cannot be made: ${folder}`,
            path: folder,
            got: faultCode(error),
            fix: 'Check that the disk is not full and that the data folder belongs to this user.',
          },
          { cause: error },
        )
      }
      return folder
    },
    async size(run) {
      try {
        return await sizeOf(path(run))
      } catch {
        return 0
      }
    },
    async usage(run) {
      const folder = path(run)
      const bytesOf = async (inner: string): Promise<number> => {
        try {
          const entry = await stat(inner)
          return entry.isDirectory() ? await sizeOf(inner) : entry.size
        } catch {
          return 0
        }
      }
      const [all, checkpoints, snapshots, log] = await Promise.all([bytesOf(folder), bytesOf(join(folder, 'checkpoints')), bytesOf(join(folder, 'snapshots')), bytesOf(join(folder, 'log.txt'))])
      return { checkpoints, snapshots, log, other: Math.max(0, all - checkpoints - snapshots - log) }
    },
    async files(run, folder) {
      try {
        const entries = await readdir(join(path(run), folder), { withFileTypes: true })
        return entries.flatMap((entry) => (entry.isFile() ? [entry.name] : []))
      } catch {
        return []
      }
    },
    async deleteFile(run, file) {
      const real = resolveFile(run, file)
      if (real !== undefined) await rm(real, { force: true })
    },
    async delete(run) {
      const folder = path(run)
      let entry
      try {
        entry = lstatSync(folder)
      } catch {
        return
      }
      if (!entry.isDirectory()) {
        // A link instead of a folder: only the link goes.
        await rm(folder, { force: true })
        return
      }
      // Renamed first, so that a deletion cut short leaves something that is plainly rubbish.
      const doomed = join(realRoot, `.deleted-${run}`)
      await rm(doomed, { recursive: true, force: true })
      await rename(folder, doomed)
      await rm(doomed, { recursive: true, force: true })
    },
  }
}
