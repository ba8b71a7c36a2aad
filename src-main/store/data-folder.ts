// The folder everything of a person's is kept in, and the paths inside it. Made when missing; refused in words when it
// cannot be written.
import { accessSync, constants, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { StudioError } from '@shared/studio-error'
import { faultCode } from '../files/fault-code'

export interface DataFolder {
  readonly path: string
  readonly database: string
  readonly runs: string
  readonly experiments: string
  readonly blocks: string
  /** Imported data, a folder each. */
  readonly datasets: string
  /** Starting weights of imported networks, by hash. */
  readonly weights: string
  /** Files on their way to becoming imported data. */
  readonly imports: string
  /** Versions of experiments, a folder for each history. */
  readonly versions: string
  readonly drafts: string
  /** A person's own. */
  readonly templates: string
  readonly host: string
  readonly sessions: string
  readonly log: string
}

export function dataFolderPaths(directory: string): DataFolder {
  const path = resolve(directory)
  return {
    path,
    database: join(path, 'studio.sqlite'),
    runs: join(path, 'runs'),
    experiments: join(path, 'experiments'),
    blocks: join(path, 'blocks'),
    datasets: join(path, 'datasets'),
    weights: join(path, 'weights'),
    imports: join(path, 'imports'),
    versions: join(path, 'versions'),
    drafts: join(path, 'drafts'),
    templates: join(path, 'templates'),
    host: join(path, 'host.json'),
    sessions: join(path, 'sessions.json'),
    log: join(path, 'studio.log'),
  }
}

function notWritable(path: string, error: unknown): StudioError {
  return new StudioError(
    {
      code: 'data-folder-not-writable',
      message: `The data folder cannot be written: ${path}`,
      path,
      expected: 'a folder that this user may create files in',
      got: faultCode(error),
      fix: 'Give this user write access to it, free space on its disk, or choose another folder with --data-dir.',
    },
    { cause: error },
  )
}

/** Makes the folder and its parts, and proves by a written file that it can be written. @throws StudioError `data-folder-not-writable` */
export function prepareDataFolder(directory: string): DataFolder {
  const paths = dataFolderPaths(directory)
  try {
    mkdirSync(paths.path, { recursive: true, mode: 0o700 })
    if (!statSync(paths.path).isDirectory()) throw Object.assign(new Error('not a folder'), { code: 'ENOTDIR' })
    const inner = [paths.runs, paths.experiments, paths.datasets, paths.weights, paths.blocks, paths.versions, paths.drafts, paths.templates]
    for (const folder of inner) mkdirSync(folder, { recursive: true })
    for (const folder of [paths.path, ...inner]) {
      accessSync(folder, constants.W_OK)
      const probe = join(folder, `.writable-${process.pid}`)
      writeFileSync(probe, 'x')
      rmSync(probe)
    }
  } catch (error) {
    throw notWritable(paths.path, error)
  }
  return paths
}
