// What the command palette lists for a query: best matches first, what cannot be done now after what can.
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

/** Keywords and groups find an entry too, but never rank above a title that matches. */
const TITLE_BONUS = 100

export function rankCommands<Entry extends PaletteEntry>(entries: readonly Entry[], query: string): readonly RankedEntry<Entry>[] {
  if (query.trim() === '') return entries.map((entry) => ({ entry, ranges: [] })).sort((a, b) => Number(a.entry.disabled !== null) - Number(b.entry.disabled !== null))
  return entries
    .flatMap((entry) => {
      const title = fuzzyMatch(query, entry.title)
      if (title !== null) return [{ entry, ranges: title.ranges, score: title.score + TITLE_BONUS }]
      const words = fuzzyMatch(query, `${entry.group} ${entry.title} ${entry.keywords ?? ''}`)
      return words === null ? [] : [{ entry, ranges: [], score: words.score }]
    })
    .sort((a, b) => Number(a.entry.disabled !== null) - Number(b.entry.disabled !== null) || b.score - a.score)
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
