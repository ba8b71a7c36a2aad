// Tables of numbers: a row an example, maybe with a column that names its class.
import type { ImportReport, ImportSettings } from '@shared/contract/own-data'
import { MOST_CLASSES } from '@shared/datasets/own/stored-dataset'
import { StudioError } from '@shared/studio-error'
import { sizeOf } from '@shared/tensors/shape'
import type { Entry } from './entries'
import type { Example, ImportFormat, ImportTools, Outline } from './import-format'
import { countParts, partInFileName, sortClasses, type Part } from './place-of'
import { isMissing, readNumber, tableFault, tableRows } from './read-table'
import { usualRowShape } from './row-shape'

const LABEL = /^(label|labels|class|target|species|category|y)$/i
const MOST_DISTINCT = 1000
const SHOWN_COLUMNS = 4096

type TableSettings = NonNullable<ImportSettings['table']>

export const csvFormat: ImportFormat = { kind: 'csv', takes: (entry) => /\.(csv|tsv)$/i.test(entry.name), scan, examples }

interface Column {
  readonly name: string
  numbers: number
  missing: number
  words: number
  /** How often each cell stands in it; not all of them where there are more than `MOST_DISTINCT`. */
  readonly values: Map<string, number>
  least: number
  most: number
}

interface Survey {
  readonly columns: readonly Column[]
  readonly rows: number
  readonly header: boolean
}

/** A first row of words above numbers is a header. */
function isHeader(first: readonly string[], second: readonly string[] | undefined): boolean {
  if (first.some((cell) => readNumber(cell) !== null)) return false
  return second === undefined || second.some((cell) => readNumber(cell) !== null)
}

async function survey(entry: Entry, tools: ImportTools): Promise<Survey> {
  let columns: Column[] = []
  let rows = 0
  let header = false
  let first: readonly string[] | undefined
  const count = (cells: readonly string[]): void => {
    rows += 1
    cells.forEach((cell, index) => {
      const column = columns[index]
      if (column === undefined) return
      const value = readNumber(cell)
      if (value !== null) {
        column.numbers += 1
        column.least = Math.min(column.least, value)
        column.most = Math.max(column.most, value)
      } else if (isMissing(cell)) column.missing += 1
      else column.words += 1
      if (column.values.size <= MOST_DISTINCT || column.values.has(cell)) column.values.set(cell, (column.values.get(cell) ?? 0) + 1)
    })
    if (rows % 2000 === 0) tools.progress('Reading rows', rows, 0)
  }
  const begin = (head: readonly string[], second: readonly string[] | undefined): void => {
    header = isHeader(head, second)
    columns = head.map((cell, index) => ({ name: header && cell !== '' ? cell.slice(0, 200) : `column ${index + 1}`, numbers: 0, missing: 0, words: 0, values: new Map(), least: Infinity, most: -Infinity }))
    if (!header) count(head)
  }
  for await (const { cells } of tableRows(entry)) {
    if (first === undefined) first = cells
    else {
      if (columns.length === 0) begin(first, cells)
      count(cells)
    }
  }
  if (first !== undefined && columns.length === 0) begin(first, undefined)
  if (rows === 0) throw tableFault('empty', entry, 'holds no rows', 'rows of numbers', 'a header alone', 'Choose another file')
  return { columns, rows, header }
}

async function surveys(entries: readonly Entry[], tools: ImportTools): Promise<{ readonly entry: Entry; readonly part: Part | null; readonly table: Survey }[]> {
  const all = []
  for (const entry of entries) all.push({ entry, part: entries.length === 1 ? null : partInFileName(entry.name), table: await survey(entry, tools) })
  const [first, ...others] = all
  for (const other of others) {
    if (other.part === null || all.some((each) => each !== other && each.part === other.part)) throw tableFault('ambiguous', other.entry, 'is one table of several, and its name does not say which', 'one table, or one each with train, validation and test in its name', other.entry.name, 'Rename it, or import it alone')
    const names = other.table.columns.map((column) => column.name).join(', ')
    const expected = first?.table.columns.map((column) => column.name).join(', ') ?? ''
    if (names !== expected) throw tableFault('mismatch', other.entry, 'has other columns', expected.slice(0, 300), names.slice(0, 300), 'Import it alone')
  }
  return all
}

function labelOf(columns: readonly Column[]): string | null {
  const named = columns.find((column) => LABEL.test(column.name) && column.values.size <= MOST_CLASSES)
  if (named !== undefined) return named.name
  const last = columns.at(-1)
  return last !== undefined && last.words > 0 && last.numbers === 0 && last.values.size <= MOST_CLASSES ? last.name : null
}

async function scan(entries: readonly Entry[], tools: ImportTools): Promise<Omit<ImportReport, 'kind' | 'files' | 'bytes' | 'skipped'>> {
  const tables = await surveys(entries, tools)
  const columns = tables[0]?.table.columns ?? []
  const label = labelOf(columns)
  const values = columns.filter((column) => column.name !== label && column.words === 0)
  const least = Math.min(...values.map((column) => column.least))
  const most = Math.max(...values.map((column) => column.most))
  const shape = usualRowShape(Math.max(1, values.length))
  const scale: TableSettings['scale'] = least >= 0 && most <= 1 ? 'none' : shape.length === 1 ? 'none' : (shape[0] ?? 1) > 1 ? 'unit' : 'standardise'
  const rows = tables.reduce((sum, { table }) => sum + table.rows, 0)
  const classes = label === null ? null : countClasses(tables.map(({ table }) => table.columns.find((column) => column.name === label)))
  return {
    count: rows,
    table: { rows, columns: columns.slice(0, SHOWN_COLUMNS).map(({ name, numbers, missing, words, values: distinct }) => ({ name, numbers, missing, words, distinct: distinct.size })) },
    shape: [...shape],
    classes,
    folders: countParts(tables.map(({ part, table }) => ({ part, count: table.rows }))),
    sheet: null,
    suggested: { name: (entries[0]?.name.split('/').at(-1) ?? 'Table').replace(/\.(csv|tsv)$/i, '').slice(0, 80) || 'Table', table: { label, shape: null, scale, missing: 'refuse' } },
  }
}

/** Of the column of classes in every table: short enough that all its cells are counted. */
function countClasses(columns: readonly (Column | undefined)[]): { name: string; count: number }[] {
  const names = sortClasses(columns.flatMap((column) => [...(column?.values.keys() ?? [])]))
  return names.map((name) => ({ name, count: columns.reduce((sum, column) => sum + (column?.values.get(name) ?? 0), 0) }))
}

interface Row {
  readonly values: Float32Array
  readonly label: string | null
  readonly part: Part | null
}

async function examples(entries: readonly Entry[], { table: settings }: ImportSettings, tools: ImportTools): ReturnType<ImportFormat['examples']> {
  if (settings === undefined) throw new StudioError({ code: 'import-settings-missing', message: 'What becomes of the table is not set', path: 'table', expected: 'a column of classes or none, a shape and a scale', got: 'nothing', fix: 'Set them' })
  const tables = await surveys(entries, tools)
  const columns = tables[0]?.table.columns ?? []
  if (settings.label !== null && !columns.some((column) => column.name === settings.label)) {
    throw new StudioError({ code: 'import-column-missing', message: `There is no column ${settings.label}`, path: 'table.label', expected: columns.map((column) => column.name).slice(0, 20).join(', '), got: settings.label, fix: 'Choose one of the columns, or none' })
  }
  const used = columns.flatMap((column, index) => (column.name === settings.label || column.numbers === 0 ? [] : [index]))
  for (const column of columns) if (column.name !== settings.label && column.numbers === 0) tools.skips.add('is a column without numbers', column.name)
  if (used.length === 0) throw new StudioError({ code: 'import-no-numbers', message: 'The table has no column of numbers', path: entries[0]?.name, expected: 'at least one', got: columns.map((column) => column.name).slice(0, 20).join(', '), fix: 'Choose another table' })
  const shape = settings.shape ?? usualRowShape(used.length)
  if (sizeOf(shape) !== used.length) throw new StudioError({ code: 'import-shape-mismatch', message: `A row cannot take the shape ${shape.join(' × ')}`, path: 'table.shape', expected: `${used.length.toLocaleString('en-US')} values`, got: sizeOf(shape).toLocaleString('en-US'), fix: 'Choose extents whose product is the number of columns used' })
  const rows: Row[] = []
  const labelIndex = columns.findIndex((column) => column.name === settings.label)
  for (const { entry, part, table } of tables) {
    let header = table.header
    for await (const { cells, line } of tableRows(entry)) {
      if (!header) {
        const values = readRow(entry, cells, line, columns, used, labelIndex, settings, tools)
        if (values !== null) rows.push({ values, label: labelIndex === -1 ? null : (cells[labelIndex] ?? ''), part })
      }
      header = false
      if (rows.length % 2000 === 0) tools.progress('Reading rows', rows.length, tables.reduce((sum, each) => sum + each.table.rows, 0))
    }
  }
  const classes = labelIndex === -1 ? null : sortClasses(rows.map((row) => row.label ?? ''))
  if (classes !== null && classes.length > MOST_CLASSES) throw new StudioError({ code: 'import-too-many-classes', message: `${settings.label ?? ''} names too many classes`, path: 'table.label', expected: `at most ${MOST_CLASSES}`, got: classes.length.toLocaleString('en-US'), fix: 'Choose another column, or none' })
  const range = scaleRows(rows, used.length, settings.scale)
  const isPoints = shape.length === 1
  const outline: Outline = { kind: isPoints ? 'points' : 'image', shape: [...shape], storage: 'float32', range: isPoints ? null : range, classes }
  const positions = new Map(classes?.map((name, index) => [name, index]))
  async function* read(): AsyncGenerator<Example> {
    for (const row of rows) yield { values: row.values, label: row.label === null ? null : (positions.get(row.label) ?? 0), part: row.part }
  }
  const scales = { none: 'Values as they are', unit: 'Values brought to 0 to 1 by the least and greatest of the whole table', standardise: 'Every column brought to mean 0 and variance 1' } as const
  return { outline, made: [scales[settings.scale], `A row of ${used.length.toLocaleString('en-US')} values taken as ${shape.join(' × ')}`], read }
}

/** Null where the row is left out. @throws StudioError naming line and column of a cell at fault. */
function readRow(entry: Entry, cells: readonly string[], line: number, columns: readonly Column[], used: readonly number[], labelIndex: number, { missing }: TableSettings, tools: ImportTools): Float32Array | null {
  const values = new Float32Array(used.length)
  for (const [at, index] of used.entries()) {
    const cell = cells[index] ?? ''
    const value = Math.fround(readNumber(cell) ?? Number.NaN)
    if (!Number.isFinite(value)) {
      const reason = isMissing(cell) ? 'lacks a value' : 'holds something that is no number'
      if (missing === 'skip') {
        tools.skips.add(`is a row that ${reason}`, `line ${line} of ${entry.name}`)
        return null
      }
      throw tableFault('cell', entry, `${reason} in line ${line}, column ${columns[index]?.name ?? index + 1}`, 'a finite number', cell === '' ? 'nothing' : cell.slice(0, 60), 'Mend the cell, or leave such rows out')
    }
    values[at] = value
  }
  if (labelIndex !== -1 && isMissing(cells[labelIndex] ?? '')) {
    if (missing === 'skip') {
      tools.skips.add('is a row without a class', `line ${line} of ${entry.name}`)
      return null
    }
    throw tableFault('label', entry, `has no class in line ${line}`, 'a class', 'nothing', 'Mend the cell, or leave such rows out')
  }
  return values
}

/** In place. @returns the range afterwards, [0, 1] where all lies within. */
function scaleRows(rows: readonly Row[], width: number, scale: TableSettings['scale']): [number, number] {
  if (scale === 'standardise') {
    for (let column = 0; column < width; column += 1) {
      const mean = rows.reduce((sum, row) => sum + (row.values[column] ?? 0), 0) / Math.max(1, rows.length)
      const variance = rows.reduce((sum, row) => sum + ((row.values[column] ?? 0) - mean) ** 2, 0) / Math.max(1, rows.length)
      // A column of one value carries nothing: it becomes 0.
      const factor = variance > 0 ? 1 / Math.sqrt(variance) : 0
      for (const row of rows) row.values[column] = ((row.values[column] ?? 0) - mean) * factor
    }
  }
  let least = Infinity
  let most = -Infinity
  for (const row of rows) {
    for (const value of row.values) {
      if (value < least) least = value
      if (value > most) most = value
    }
  }
  if (scale === 'unit') {
    const factor = most > least ? 1 / (most - least) : 0
    for (const row of rows) for (let column = 0; column < width; column += 1) row.values[column] = ((row.values[column] ?? 0) - least) * factor
    return [0, 1]
  }
  return least >= 0 && most <= 1 ? [0, 1] : [least, most > least ? most : least + 1]
}
