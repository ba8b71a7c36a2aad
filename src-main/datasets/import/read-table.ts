// A CSV file as a table: names of its columns, and of each cell a number, a word, or nothing.
import { parse } from 'csv-parse'
import { StudioError } from '@shared/studio-error'
import { messageOf, type Entry } from './entries'
import { MOST_ARRAY_BYTES } from './limits'

export const MOST_COLUMNS = 100_000

export interface TableRow {
  /** Line of the file the row begins on, from 1. */
  readonly line: number
  readonly cells: readonly string[]
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
const NOTHING = /^(|na|n\/a|nan|null|none|\?|-)$/i

export function readNumber(cell: string): number | null {
  return NUMBER.test(cell) ? Number(cell) : null
}

export function isMissing(cell: string): boolean {
  return NOTHING.test(cell)
}

/** The delimiter that splits the first line into most parts. */
function delimiterOf(head: string): string {
  const line = head.split(/\r?\n/, 1)[0] ?? ''
  return [',', ';', '\t'].toSorted((a, b) => line.split(b).length - line.split(a).length)[0] ?? ','
}

/**
 * Rows as they come, each of as many cells as the first.
 * @throws StudioError `import-table-*` naming the line.
 */
export async function* tableRows(entry: Entry): AsyncGenerator<TableRow> {
  if (entry.size > MOST_ARRAY_BYTES) throw tableFault('too-large', entry, 'is too large', `at most ${MOST_ARRAY_BYTES / 1024 ** 3} GiB`, `${(entry.size / 1024 ** 3).toFixed(1)} GiB`, 'Split it')
  const source = await entry.stream()
  const parts = source[Symbol.asyncIterator]() as AsyncIterator<Buffer>
  const first = await parts.next()
  if (first.done === true) throw tableFault('empty', entry, 'is empty', 'rows of numbers', 'nothing', 'Choose another file')
  if (first.value.includes(0)) throw tableFault('not-text', entry, 'is no text', 'numbers with commas between them', 'bytes that no text holds', 'Choose a CSV file')
  const parser = parse({ delimiter: delimiterOf(first.value.toString('utf8')), bom: true, trim: true, skip_empty_lines: true, relax_quotes: false, info: true, max_record_size: 16 * 1024 * 1024 })
  void feed(parser, first.value, parts)
  let width = 0
  try {
    for await (const item of parser) {
      const { record, info } = item as { record: string[]; info: { lines: number } }
      if (width === 0) {
        width = record.length
        if (width > MOST_COLUMNS) throw tableFault('too-wide', entry, 'has too many columns', `at most ${MOST_COLUMNS.toLocaleString('en-US')}`, width.toLocaleString('en-US'), 'Leave columns out')
      }
      yield { line: info.lines, cells: record }
    }
  } catch (error) {
    if (error instanceof StudioError) throw error
    throw tableFault('damaged', entry, 'does not read as a table', 'as many cells in every row as in the first', messageOf(error), 'Look at that line in a text editor')
  }
}

async function feed(parser: ReturnType<typeof parse>, first: Buffer, rest: AsyncIterator<Buffer>): Promise<void> {
  try {
    for (let piece: IteratorResult<Buffer> = { done: false, value: first }; piece.done !== true; piece = await rest.next()) {
      if (!parser.write(piece.value)) await new Promise<void>((resolve) => void parser.once('drain', resolve).once('close', resolve))
      if (parser.destroyed) return
    }
    parser.end()
  } catch (error) {
    parser.destroy(error instanceof Error ? error : new Error(String(error)))
  }
}

export function tableFault(code: string, { name }: Pick<Entry, 'name'>, what: string, expected: string, got: string, fix: string): StudioError {
  return new StudioError({ code: `import-table-${code}`, message: `${name} ${what}`, path: name, expected, got, fix })
}
