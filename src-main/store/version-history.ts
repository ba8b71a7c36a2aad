// Versions of experiments: each a file named by the hash of its content, in a folder for each history. One that is damaged
// is named and left; the others do not suffer from it.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { historyIdSchema, occasionSchema, versionIdSchema, versionNameSchema, type Occasion, type Version, type VersionList } from '@shared/contract/versions'
import { contentText } from '@shared/experiment/content-text'
import type { Experiment } from '@shared/experiment/experiment'
import { parseExperiment } from '@shared/experiment/parse-experiment'
import { StudioError } from '@shared/studio-error'
import { faultCode } from '../files/fault-code'
import { saveFile } from '../files/save-file'

const FORMAT = 'latent-studio-version'
const ENDING = '.json'
/** Versions without a name that are kept of one experiment; named ones are always kept. */
export const MOST_UNNAMED = 100
/** Times that one version tells of; the first stays. */
const MOST_OCCASIONS = 50

const fileSchema = z.object({
  format: z.literal(FORMAT),
  version: z.literal(1),
  name: versionNameSchema.nullable(),
  occasions: z.array(z.object({ at: z.number().int(), what: occasionSchema })).min(1),
  /** As it was written, which is what the file is named after; read like any experiment file. */
  experiment: z.record(z.string(), z.json()),
})
type VersionFile = z.infer<typeof fileSchema>

export interface VersionHistory {
  list(history: string): VersionList
  /** @throws StudioError `version-not-found`, `version-damaged`, or what parsing an experiment says. */
  open(history: string, id: string): { readonly version: Version; readonly experiment: Experiment }
  /** The same content again is the same version, met once more. @param name replaces the version's name, where given. */
  keep(history: string, experiment: Experiment, what: Occasion, name?: string): Version
  /** Whether this very content is kept. */
  has(history: string, experiment: Experiment): boolean
  rename(history: string, id: string, name: string | null): Version
  delete(history: string, id: string): void
  /** Makes one history part of another, as when a draft is first saved. Nothing where there is none. */
  merge(from: string, into: string): void
  deleteAll(history: string): void
}

/** @param now for tests */
export function openVersionHistory(root: string, now: () => number = Date.now): VersionHistory {
  /** By file: read again only once it has changed. */
  const known = new Map<string, { readonly stamp: string; readonly version: Version }>()

  function folderOf(history: string): string {
    return join(root, historyIdSchema.parse(history))
  }

  function fileOf(history: string, id: string): string {
    return join(folderOf(history), `${versionIdSchema.parse(id)}${ENDING}`)
  }

  function read(file: string, id: string): VersionFile {
    const damaged = (got: string, cause?: unknown): StudioError =>
      new StudioError({ code: 'version-damaged', message: `A version cannot be read: its file is damaged.`, path: file, expected: 'the file as the studio wrote it', got, fix: 'The other versions are whole. Take this file back from a backup, or delete it.' }, { cause })
    let content: VersionFile
    try {
      content = fileSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
    } catch (error) {
      if (faultCode(error) === 'ENOENT') throw new StudioError({ code: 'version-not-found', message: 'There is no such version any more.', path: file, fix: 'It may have been deleted in another window; the list shows what there is.' }, { cause: error })
      throw damaged(error instanceof z.ZodError ? 'JSON that is no version' : error instanceof Error ? error.message : String(error), error)
    }
    if (hashOf(content.experiment) !== id) throw damaged('an experiment other than the one the file is named after')
    return content
  }

  function describe(file: string, id: string): Version {
    const { ino, size, mtimeMs } = statSync(file)
    const stamp = `${ino} ${size} ${mtimeMs}`
    const before = known.get(file)
    if (before?.stamp === stamp) return before.version
    const version = summarise(id, read(file, id))
    known.set(file, { stamp, version })
    return version
  }

  function write(history: string, id: string, content: VersionFile): Version {
    saveFile(fileOf(history, id), `${JSON.stringify(content)}\n`, { code: 'version-not-kept', message: 'The version could not be kept; those before it are untouched.', after: ', then do it again.' })
    return summarise(id, content)
  }

  function namesIn(history: string): string[] {
    const folder = folderOf(history)
    return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(ENDING) && !name.startsWith('.')) : []
  }

  function list(history: string): VersionList {
    const versions: Version[] = []
    const damaged: VersionList['damaged'] = []
    for (const name of namesIn(history)) {
      const file = join(folderOf(history), name)
      const id = versionIdSchema.safeParse(name.slice(0, -ENDING.length))
      if (!id.success) continue
      try {
        versions.push(describe(file, id.data))
      } catch (error) {
        if (!(error instanceof StudioError)) throw error
        damaged.push({ file: name, problem: error.detail })
      }
    }
    return { versions: versions.sort((a, b) => latest(b) - latest(a)), damaged }
  }

  function prune(history: string): void {
    for (const { id } of list(history).versions.filter(({ name }) => name === null).slice(MOST_UNNAMED)) rmSync(fileOf(history, id), { force: true })
  }

  /** What is there already; undefined where there is nothing, or nothing that can be read. */
  function present(history: string, id: string): VersionFile | undefined {
    try {
      return read(fileOf(history, id), id)
    } catch {
      return undefined
    }
  }

  return {
    list,
    open(history, id) {
      const file = fileOf(history, id)
      const content = read(file, id)
      return { version: summarise(id, content), experiment: parseExperiment(JSON.stringify(content.experiment), file) }
    },
    has: (history, experiment) => present(history, hashOf(documentOf(experiment))) !== undefined,
    keep(history, experiment, what, name) {
      const document = documentOf(experiment)
      const id = hashOf(document)
      const before = present(history, id)
      const content: VersionFile = {
        format: FORMAT,
        version: 1,
        name: name ?? before?.name ?? null,
        occasions: bounded([...(before?.occasions ?? []), { at: now(), what }]),
        experiment: document,
      }
      const version = write(history, id, content)
      prune(history)
      return version
    },
    rename(history, id, name) {
      return write(history, id, { ...read(fileOf(history, id), id), name })
    },
    delete(history, id) {
      rmSync(fileOf(history, id), { force: true })
    },
    merge(from, into) {
      if (from === into) return
      for (const name of namesIn(from)) {
        const id = versionIdSchema.safeParse(name.slice(0, -ENDING.length))
        const moved = id.success ? present(from, id.data) : undefined
        // What cannot be read stays where it is: it is nothing to carry along.
        if (!id.success || moved === undefined) continue
        const there = present(into, id.data)
        const occasions = bounded([...(there?.occasions ?? []), ...moved.occasions].sort((a, b) => a.at - b.at))
        write(into, id.data, { ...moved, name: moved.name ?? there?.name ?? null, occasions })
        rmSync(join(folderOf(from), name))
      }
      prune(into)
      if (existsSync(folderOf(from)) && readdirSync(folderOf(from)).length === 0) rmdirSync(folderOf(from))
    },
    deleteAll(history) {
      rmSync(folderOf(history), { recursive: true, force: true })
    },
  }
}

/** As a file holds it: without what JSON leaves out. */
function documentOf(experiment: Experiment): VersionFile['experiment'] {
  return z.record(z.string(), z.json()).parse(JSON.parse(JSON.stringify(experiment)))
}

function hashOf(document: z.core.util.JSONType): string {
  return createHash('sha256').update(contentText(document)).digest('hex')
}

function latest({ occasions }: Version): number {
  return occasions.at(-1)?.at ?? 0
}

function bounded(occasions: VersionFile['occasions']): VersionFile['occasions'] {
  return occasions.length <= MOST_OCCASIONS ? occasions : [...occasions.slice(0, 1), ...occasions.slice(1 - MOST_OCCASIONS)]
}

function summarise(id: string, { name, occasions, experiment }: VersionFile): Version {
  const networks = Array.isArray(experiment['networks']) ? experiment['networks'] : []
  const layers = networks.reduce<number>((sum, network) => sum + (typeof network === 'object' && network !== null && 'nodes' in network && Array.isArray(network['nodes']) ? network['nodes'].length : 0), 0)
  return { id, name, occasions, experimentName: typeof experiment['name'] === 'string' ? experiment['name'] : '', layers }
}
