// Drafts of windows: the document on each canvas with undo and redo, a file each, written whole or not at all. A window holds
// its draft while it is open; drafts nobody holds are what crashes left.
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { draftSchema, type Draft, type DraftSummary } from '@shared/contract/drafts'
import { draftIdSchema } from '@shared/contract/versions'
import { StudioError } from '@shared/studio-error'
import { faultCode } from '../files/fault-code'
import { saveFile } from '../files/save-file'

const ENDING = '.json'
/** Drafts with nothing unsaved in them are only there for the window to come back; of closed windows so many stay. */
const MOST_SAVED = 20

export interface DraftFolder {
  /** Newest first; unreadable ones too, with what is wrong. */
  list(): DraftSummary[]
  /** Null where there is none. @throws StudioError `draft-damaged` */
  read(id: string): Draft | null
  write(draft: Draft): void
  delete(id: string): void
  /** True where nobody else holds it; then `release` gives it back. */
  hold(id: string): boolean
  release(id: string): void
}

export function openDraftFolder(folder: string): DraftFolder {
  const held = new Set<string>()

  function fileOf(id: string): string {
    return join(folder, `${draftIdSchema.parse(id)}${ENDING}`)
  }

  function read(id: string): Draft | null {
    const file = fileOf(id)
    try {
      return draftSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
    } catch (error) {
      if (faultCode(error) === 'ENOENT') return null
      throw new StudioError(
        { code: 'draft-damaged', message: 'A draft cannot be read: its file is damaged.', path: file, expected: 'the file as the studio wrote it', got: error instanceof SyntaxError ? error.message : 'JSON that is no draft', fix: 'Saved experiments and versions are not touched by it. Discard the draft, or take its file back from a backup.' },
        { cause: error },
      )
    }
  }

  function describe(id: string): DraftSummary {
    const common = { id: draftIdSchema.parse(id), held: held.has(id) }
    try {
      const draft = read(id)
      if (draft !== null) return { ...common, name: draft.experiment.name, at: draft.at, libraryId: draft.libraryId, dirty: draft.dirty, problem: null }
    } catch (error) {
      if (!(error instanceof StudioError)) throw error
      return { ...common, name: id, at: 0, libraryId: null, dirty: true, problem: error.detail }
    }
    return { ...common, name: id, at: 0, libraryId: null, dirty: false, problem: null }
  }

  function list(): DraftSummary[] {
    return readdirSync(folder)
      .filter((name) => name.endsWith(ENDING) && draftIdSchema.safeParse(name.slice(0, -ENDING.length)).success)
      .map((name) => describe(name.slice(0, -ENDING.length)))
      .sort((a, b) => b.at - a.at)
  }

  return {
    list,
    read,
    write(draft) {
      saveFile(fileOf(draft.id), `${JSON.stringify(draft)}\n`, { code: 'draft-not-kept', message: 'The draft could not be kept in the data folder; the one before it is untouched.', after: '. What is on the canvas stays there.' })
    },
    delete(id) {
      rmSync(fileOf(id), { force: true })
    },
    hold(id) {
      draftIdSchema.parse(id)
      if (held.has(id)) return false
      held.add(id)
      return true
    },
    release(id) {
      held.delete(id)
      for (const { id: old } of list().filter((draft) => !draft.dirty && !draft.held).slice(MOST_SAVED)) rmSync(fileOf(old), { force: true })
    },
  }
}
