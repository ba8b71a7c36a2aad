// Fuzzy search as one types it: the query's letters must occur in order; whole words, word starts and runs count more,
// gaps count less. Good for a few hundred short titles.

export interface FuzzyMatch {
  /** Higher is better. */
  readonly score: number
  /** Matched stretches of the text, [start, end), in order. */
  readonly ranges: readonly (readonly [number, number])[]
}

const WORD_START = 8
const RUN = 5
const FIRST = 6

/** Null where the query's letters do not all occur in order. Spaces in the query are skipped; case and accents are ignored. */
export function fuzzyMatch(query: string, text: string): FuzzyMatch | null {
  const letters = fold(query).replace(/\s+/g, '')
  const folded = fold(text)
  if (letters === '') return { score: 0, ranges: [] }
  let best: { score: number; places: number[] } | null = null
  // Every start is tried: greedy from the first letter alone would miss "cnv" in "Separable conv".
  for (let start = folded.indexOf(letters[0] ?? ''); start !== -1; start = folded.indexOf(letters[0] ?? '', start + 1)) {
    const places = placesFrom(letters, folded, start)
    if (!places) break
    const score = scoreOf(places, folded)
    if (!best || score > best.score) best = { score, places }
  }
  return best && { score: best.score - text.length / 50, ranges: rangesOf(best.places) }
}

/** Lower case, without accents, letter for letter (so places stay those of the text). */
function fold(text: string): string {
  return Array.from(text, (letter) => letter.normalize('NFD').charAt(0).toLowerCase() || letter).join('')
}

function placesFrom(letters: string, text: string, start: number): number[] | null {
  const places = [start]
  for (let index = 1; index < letters.length; index++) {
    const letter = letters[index] ?? ''
    const from = (places[index - 1] ?? start) + 1
    const next = text.indexOf(letter, from)
    if (next === -1) return null
    // A word start that the letter also fits is the likelier meaning than a letter in the middle of a word.
    const wordStart = next === from ? next : wordStartOf(letter, text, from)
    places.push(wordStart !== -1 && canFinish(letters, index + 1, text, wordStart + 1) ? wordStart : next)
  }
  return places
}

function wordStartOf(letter: string, text: string, from: number): number {
  for (let place = text.indexOf(letter, from); place !== -1; place = text.indexOf(letter, place + 1)) {
    if (startsWord(text, place)) return place
  }
  return -1
}

function canFinish(letters: string, index: number, text: string, from: number): boolean {
  let place = from
  for (let rest = index; rest < letters.length; rest++) {
    place = text.indexOf(letters[rest] ?? '', place)
    if (place === -1) return false
    place++
  }
  return true
}

function startsWord(text: string, place: number): boolean {
  return place === 0 || !/[\p{L}\p{N}]/u.test(text[place - 1] ?? ' ')
}

function scoreOf(places: readonly number[], text: string): number {
  let score = places[0] === 0 ? FIRST : 0
  places.forEach((place, index) => {
    const previous = places[index - 1]
    if (startsWord(text, place)) score += WORD_START
    if (previous !== undefined) score += place === previous + 1 ? RUN : -Math.min(4, place - previous - 1)
  })
  return score
}

function rangesOf(places: readonly number[]): [number, number][] {
  const ranges: [number, number][] = []
  for (const place of places) {
    const last = ranges.at(-1)
    if (last && last[1] === place) last[1] = place + 1
    else ranges.push([place, place + 1])
  }
  return ranges
}
