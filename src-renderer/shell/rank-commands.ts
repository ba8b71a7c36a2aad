// What the command palette lists for a query: whole words before scattered letters, then what can be done now before what cannot.
import { fuzzyMatch } from '../text/fuzzy-match'

export interface PaletteEntry {
  readonly id: string
  readonly title: string
  /** The menu it comes from, or what kind of thing it opens. */
  readonly group: string
  readonly keywords?: string
  /** Why not now; null when it can be done. */
  readonly disabled: string | null
}

export interface RankedEntry<Entry extends PaletteEntry> {
  readonly entry: Entry
  /** Stretches of the title that matched, [start, end). */
  readonly ranges: readonly (readonly [number, number])[]
}

/** What the query's words are found in: the title, else the keywords and group; below both what only has their letters here and there. */
const IN_TITLE = 2
const IN_WORDS = 1
const SCATTERED = 0
/** Among the scattered, a title's letters before those of keywords. */
const TITLE_BONUS = 100

export function rankCommands<Entry extends PaletteEntry>(entries: readonly Entry[], query: string): readonly RankedEntry<Entry>[] {
  if (query.trim() === '') return entries.map((entry) => ({ entry, ranges: [] })).sort((a, b) => Number(a.entry.disabled !== null) - Number(b.entry.disabled !== null))
  return entries
    .flatMap((entry) => {
      const text = `${entry.group} ${entry.title} ${entry.keywords ?? ''}`
      const title = fuzzyMatch(query, entry.title)
      const match = title ?? fuzzyMatch(query, text)
      if (match === null) return []
      const kind = title !== null && hasWords(entry.title, query) ? IN_TITLE : hasWords(text, query) ? IN_WORDS : SCATTERED
      return [{ entry, ranges: title?.ranges ?? [], kind, score: match.score + (title === null ? 0 : TITLE_BONUS) }]
    })
    .sort((a, b) => b.kind - a.kind || Number(a.entry.disabled !== null) - Number(b.entry.disabled !== null) || b.score - a.score)
}

/** Whether every word of the query begins a word of the text. */
function hasWords(text: string, query: string): boolean {
  const there = wordsOf(text)
  return wordsOf(query).every((word) => there.some((other) => other.startsWith(word)))
}

function wordsOf(text: string): readonly string[] {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '')
}

/** The title in pieces, each marked or not, for the page to draw. */
export function markedPieces(title: string, ranges: readonly (readonly [number, number])[]): readonly { readonly text: string; readonly marked: boolean }[] {
  const pieces: { text: string; marked: boolean }[] = []
  let place = 0
  for (const [start, end] of ranges) {
    if (start > place) pieces.push({ text: title.slice(place, start), marked: false })
    pieces.push({ text: title.slice(start, end), marked: true })
    place = end
  }
  if (place < title.length) pieces.push({ text: title.slice(place), marked: false })
  return pieces
}
