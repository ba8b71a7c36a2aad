// Which format a set of files is: the one that takes most of them. The others are left out and named.
import type { ImportReport } from '@shared/contract/own-data'
import { StudioError } from '@shared/studio-error'
import type { Entry } from './entries'
import { importFormats } from './formats'
import type { ImportFormat } from './import-format'
import type { SkipList } from './skip-list'

const KINDS_IN_WORDS = 'images (PNG, JPEG, WebP, GIF, TIFF), CSV, NPY, IDX, or a zip archive of such files'

/** @param wanted what the looking-over found, so that both take the same files. @throws StudioError `import-nothing`, `import-nothing-known` */
export function chooseFormat(entries: readonly Entry[], skips: SkipList, wanted?: ImportReport['kind']): { readonly format: ImportFormat; readonly taken: readonly Entry[] } {
  if (entries.length === 0) throw new StudioError({ code: 'import-nothing', message: 'There is nothing to import: the folder or archive is empty', expected: KINDS_IN_WORDS, got: 'no files', fix: 'Choose a folder or archive with files in it' })
  const candidates = importFormats.map((format) => ({ format, taken: entries.filter((entry) => format.takes(entry)) })).filter(({ taken }) => taken.length > 0)
  const chosen = wanted === undefined ? candidates.toSorted((a, b) => b.taken.length - a.taken.length)[0] : candidates.find(({ format }) => format.kind === wanted)
  if (chosen === undefined) {
    const names = entries.slice(0, 5).map((entry) => entry.name).join(', ')
    throw new StudioError({ code: 'import-nothing-known', message: 'None of the files is of a kind this studio imports', expected: KINDS_IN_WORDS, got: entries.length > 5 ? `${names} and ${(entries.length - 5).toLocaleString('en-US')} more` : names, fix: 'Choose other files' })
  }
  const taken = new Set(chosen.taken)
  for (const entry of entries) if (!taken.has(entry)) skips.add('is of another kind than most files', entry.name)
  return chosen
}
