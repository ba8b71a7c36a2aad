// Imports in hand: takes files piece by piece into a spool of their own, lets a process look them over or store them, and cleans up.
import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { mkdir, open, rm, writeFile, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { importEventSchema, MOST_FILES, MOST_UPLOAD_BYTES, type ImportReport, type ImportSettings, type Upload } from '@shared/contract/own-data'
import { StudioError } from '@shared/studio-error'
import { faultCode } from '../files/fault-code'
import { writeWhole } from '../files/write-whole'
import type { Locations } from '../locations'
import { startNodeProcess, type ProcessEnd } from '../processes/node-process'
import type { ImportJob } from '../datasets/import/protocol'
import { ImportFeed } from './import-feed'

/** Imports at once: each may hold gigabytes on the disk. */
const MOST_IMPORTS = 4
/** An import nobody goes on with is given up. */
const IDLE_MS = 60 * 60 * 1000

interface Import {
  readonly id: string
  readonly folder: string
  readonly spool: FileHandle
  readonly index: string[]
  bytes: number
  files: number
  /** The file whose end has not come yet. */
  open: { readonly name: string; readonly size: number; readonly begin: number; readonly received: number } | null
  kind: ImportReport['kind'] | null
  /** Ends the process at work; null while none is. */
  stop: (() => void) | null
  /** Uploads are written one after the other. */
  last: Promise<unknown>
  timer: NodeJS.Timeout
}

export class ImportDesk {
  readonly #locations: Locations
  readonly #staging: string
  readonly #root: string
  readonly #imports = new Map<string, Import>()

  /**
   * @param staging folder of uploads; whatever an earlier process left in it goes
   * @param root folder of stored datasets
   */
  constructor(locations: Locations, staging: string, root: string) {
    this.#locations = locations
    this.#staging = staging
    this.#root = root
    rmSync(staging, { recursive: true, force: true })
    mkdirSync(root, { recursive: true })
    for (const name of readdirSync(root)) if (name.startsWith('.importing-')) rmSync(join(root, name), { recursive: true, force: true })
  }

  /** @throws StudioError `import-too-many`, `import-not-written` */
  async begin(): Promise<{ id: string }> {
    if (this.#imports.size >= MOST_IMPORTS) throw new StudioError({ code: 'import-too-many', message: 'Too many imports are open', expected: `at most ${MOST_IMPORTS}`, got: `${MOST_IMPORTS + 1}`, fix: 'Finish or cancel one of them' })
    const id = randomBytes(8).toString('hex')
    const folder = join(this.#staging, id)
    try {
      await mkdir(folder, { recursive: true })
      const spool = await open(join(folder, 'spool.bin'), 'wx')
      this.#imports.set(id, { id, folder, spool, index: [], bytes: 0, files: 0, open: null, kind: null, stop: null, last: Promise.resolve(), timer: this.#timer(id) })
    } catch (error) {
      throw notWritten(folder, error)
    }
    return { id }
  }

  /** @throws StudioError `import-unknown`, `import-pieces`, `import-too-large`, `import-not-written` */
  upload({ id, parts, bytes }: Upload): Promise<void> {
    const mine = this.#find(id)
    const turn = mine.last.then(() => this.#take(mine, parts, Buffer.from(bytes, 'base64')))
    mine.last = turn.catch(() => {})
    return turn
  }

  async #take(mine: Import, parts: Upload['parts'], bytes: Buffer): Promise<void> {
    if (parts.reduce((sum, part) => sum + part.length, 0) !== bytes.length) throw pieces('the lengths said', `${bytes.length} bytes`)
    if (mine.bytes + bytes.length > MOST_UPLOAD_BYTES || mine.files + parts.length > MOST_FILES) {
      throw new StudioError({ code: 'import-too-large', message: 'This is too much for one import', expected: `at most ${MOST_FILES.toLocaleString('en-US')} files of ${MOST_UPLOAD_BYTES / 1024 ** 3} GiB together`, got: 'more', fix: 'Import it in parts' })
    }
    // Taken over once the bytes are there: what is refused leaves the import as it was.
    let { bytes: at, open: going } = mine
    const index: string[] = []
    for (const part of parts) {
      if (going === null ? part.offset !== 0 : part.name !== going.name || part.offset !== going.received || part.size !== going.size) throw pieces('the files one after the other, each from its beginning', `${part.name} from ${part.offset}`)
      const received = (going?.received ?? 0) + part.length
      if (received > part.size) throw pieces(`${part.size} bytes of ${part.name}`, `${received}`)
      const begin = going?.begin ?? at
      at += part.length
      if (received === part.size) {
        index.push(JSON.stringify({ name: part.name.replaceAll('\\', '/'), offset: begin, size: part.size }))
        going = null
      } else going = { name: part.name, size: part.size, begin, received }
    }
    try {
      await writeWhole(mine.spool, bytes, mine.bytes)
    } catch (error) {
      throw notWritten(mine.folder, error)
    }
    mine.bytes = at
    mine.open = going
    mine.index.push(...index)
    mine.files += index.length
    this.#touch(mine)
  }

  /** Events until the files are looked over. @throws StudioError `import-unknown`, `import-busy`, `import-pieces` */
  async scan(id: string): Promise<ImportFeed> {
    const mine = this.#find(id)
    await mine.last
    return this.#work(mine, null)
  }

  /** Events until the dataset is stored; the import is then over. @throws StudioError as `scan`, and `import-not-scanned` */
  async store(id: string, settings: ImportSettings): Promise<ImportFeed> {
    const mine = this.#find(id)
    if (mine.kind === null) throw new StudioError({ code: 'import-not-scanned', message: 'The files have not been looked over yet', expected: 'a report on them', got: 'none', fix: 'Wait for it' })
    return this.#work(mine, { kind: mine.kind, settings, root: this.#root, importedAt: Date.now() })
  }

  async #work(mine: Import, store: ImportJob['store']): Promise<ImportFeed> {
    if (mine.stop !== null) throw new StudioError({ code: 'import-busy', message: 'This import is at work already', fix: 'Wait for it, or cancel it' })
    if (mine.open !== null) throw pieces(`all of ${mine.open.name}`, `${mine.open.received} of ${mine.open.size} bytes`)
    // Taken before anything is waited for: a second request meanwhile would start a second process.
    let cancelled = false
    const claim = (): void => {
      cancelled = true
    }
    mine.stop = claim
    const index = join(mine.folder, 'index.jsonl')
    await writeFile(index, mine.index.map((line) => `${line}\n`).join('')).catch((error: unknown) => {
      if (mine.stop === claim) mine.stop = null
      throw notWritten(mine.folder, error)
    })
    if (cancelled) throw over()
    const child = startNodeProcess({
      program: { node: this.#locations.node, entry: this.#locations.importer },
      directory: mine.folder,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      line: () => {},
      ended: (how) => {
        if (mine.stop === cancel) mine.stop = null
        feed.push({ kind: 'failed', problem: describeEnd(how) })
      },
    })
    const end = (): void => {
      // By then another process may be at work for the same import.
      if (mine.stop === cancel) mine.stop = null
      child.kill('SIGKILL')
    }
    const feed = new ImportFeed(end)
    const cancel = (): void => {
      feed.push({ kind: 'failed', problem: { code: 'import-cancelled', message: 'The import was cancelled' } })
      end()
    }
    mine.stop = cancel
    child.on('message', (message: unknown) => {
      const event = importEventSchema.safeParse(message)
      if (!event.success) return
      this.#touch(mine)
      if (event.data.kind === 'scanned') mine.kind = event.data.report.kind
      if (event.data.kind !== 'progress' && mine.stop === cancel) mine.stop = null
      feed.push(event.data)
      if (event.data.kind === 'stored') void this.cancel(mine.id)
    })
    if (child.pid !== undefined) child.send({ spool: join(mine.folder, 'spool.bin'), index, store } satisfies ImportJob, () => {})
    return feed
  }

  /** Ends whatever is at work for it and deletes what was sent; what cannot be deleted now goes when the studio starts again. Unknown ids are let pass: it may be over already. Never rejects. */
  async cancel(id: string): Promise<void> {
    const mine = this.#imports.get(id)
    if (mine === undefined) return
    this.#imports.delete(id)
    clearTimeout(mine.timer)
    mine.stop?.()
    await mine.last
    await mine.spool.close().catch(() => {})
    // On some systems not before the process that was just killed is gone.
    await rm(mine.folder, { recursive: true, force: true, maxRetries: 5 }).catch(() => {})
  }

  async close(): Promise<void> {
    await Promise.all([...this.#imports.keys()].map((id) => this.cancel(id)))
  }

  #find(id: string): Import {
    const mine = this.#imports.get(id)
    if (mine === undefined) throw over()
    return mine
  }

  #timer(id: string): NodeJS.Timeout {
    return setTimeout(() => void this.cancel(id), IDLE_MS).unref()
  }

  #touch(mine: Import): void {
    clearTimeout(mine.timer)
    if (this.#imports.has(mine.id)) mine.timer = this.#timer(mine.id)
  }
}

function over(): StudioError {
  return new StudioError({ code: 'import-unknown', message: 'This import is over', fix: 'Choose the files again' })
}

function pieces(expected: string, got: string): StudioError {
  return new StudioError({ code: 'import-pieces', message: 'The files did not arrive as they were announced', expected, got, fix: 'Choose the files again' })
}

function notWritten(path: string, error: unknown): StudioError {
  const got = faultCode(error)
  return new StudioError({ code: 'import-not-written', message: 'The files could not be taken in', path, got, fix: 'Free space on the disk or give this user write access to the data folder, then choose the files again' }, { cause: error })
}

function describeEnd({ code, signal, startError, lastLines }: ProcessEnd): StudioError['detail'] {
  const got = startError?.message ?? (signal === null ? `exit code ${String(code)}` : `signal ${signal}`)
  return { code: 'import-process-ended', message: 'The import ended before it was done', got: [got, ...lastLines.slice(-3)].join('; ').slice(0, 500), fix: 'One of the files may be at fault: import fewer at a time to find it' }
}
