// Carries out one import job: lists the files, looks them over or stores them, and tells how far it is.
import { open, readFile } from 'node:fs/promises'
import type { ImportEvent } from '@shared/contract/own-data'
import { StudioError } from '@shared/studio-error'
import { chooseFormat } from './choose-format'
import { listEntries, type SpooledFile } from './entries'
import type { ImportTools } from './import-format'
import { spooledFileSchema, type ImportJob } from './protocol'
import { SkipList } from './skip-list'
import { writeDataset } from './write-dataset'

/** Events of progress are no closer than this. */
const PROGRESS_MS = 120

/** Never throws what a person can mend: that is the last event. */
export async function runImport(job: ImportJob, tell: (event: ImportEvent) => void): Promise<void> {
  try {
    tell(await carryOut(job, tell))
  } catch (error) {
    if (!(error instanceof StudioError)) throw error
    tell({ kind: 'failed', problem: error.detail })
  }
}

async function carryOut(job: ImportJob, tell: (event: ImportEvent) => void): Promise<ImportEvent> {
  const skips = new SkipList()
  let told = 0
  const tools: ImportTools = {
    skips,
    progress(what, done, total) {
      const now = Date.now()
      if (now - told < PROGRESS_MS && done !== total) return
      told = now
      tell({ kind: 'progress', what, done, total })
    },
  }
  const spool = await open(job.spool, 'r')
  try {
    const files = await readIndex(job.index)
    tools.progress('Listing files', 0, 0)
    const entries = await listEntries(spool, files, skips)
    const { format, taken } = chooseFormat(entries, skips, job.store?.kind)
    if (job.store === null) {
      const found = await format.scan(taken, tools)
      return { kind: 'scanned', report: { kind: format.kind, files: entries.length, bytes: entries.reduce((sum, entry) => sum + entry.size, 0), ...found, skipped: skips.list() } }
    }
    const { settings, root, importedAt } = job.store
    const examples = await format.examples(taken, settings, tools)
    return { kind: 'stored', ...(await writeDataset({ root, name: settings.name, examples, skips, importedAt })) }
  } finally {
    await spool.close()
  }
}

async function readIndex(path: string): Promise<SpooledFile[]> {
  const text = await readFile(path, 'utf8')
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => spooledFileSchema.parse(JSON.parse(line)))
}
