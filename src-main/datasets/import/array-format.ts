// NPY and IDX: files that are arrays already, the count of examples first. Labels come in a file of their own.
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { ImportReport, ImportSettings } from '@shared/contract/own-data'
import { MOST_CLASSES } from '@shared/datasets/own/stored-dataset'
import { StudioError } from '@shared/studio-error'
import { sizeOf } from '@shared/tensors/shape'
import { drawImageSheet } from '../image-sheet'
import { pairArrays, type ArrayPair } from './array-labels'
import { messageOf, readEntry, type Entry } from './entries'
import type { Example, ImportFormat, ImportTools, Outline } from './import-format'
import { MOST_ARRAY_BYTES } from './limits'
import { arrayFault, type NumberArray } from './number-array'
import { parseIdx } from './parse-idx'
import { parseNpy } from './parse-npy'
import { countParts, sortClasses } from './place-of'
import { usualRowShape } from './row-shape'

const unpack = promisify(gunzip)
const SHOWN = 40
const SHEET_COLUMNS = 10
/** Larger examples would make a sheet nobody can look at. */
const MOST_SHOWN_SIDE = 128

function arrayFormat(kind: 'idx' | 'npy', name: RegExp, parse: (name: string, bytes: Buffer) => NumberArray): ImportFormat {
  async function load(entries: readonly Entry[], tools: ImportTools): Promise<ArrayPair<NumberArray>[]> {
    const files = []
    for (const [index, entry] of entries.entries()) {
      tools.progress('Reading arrays', index, entries.length)
      files.push({ entry, contents: parse(entry.name, await unpacked(entry)) })
    }
    return pairArrays(files, (array) => array.shape)
  }
  return {
    kind,
    takes: (entry) => name.test(entry.name),
    async scan(entries, tools) {
      const pairs = await load(entries, tools)
      const classes = classesOf(pairs)
      const { outline, channelsFirst } = outlineOf(pairs, undefined, classes)
      return {
        count: pairs.reduce((sum, pair) => sum + (pair.examples.contents.shape[0] ?? 0), 0),
        shape: [...outline.shape],
        classes: classes?.map((label, index) => ({ name: label, count: countOf(pairs, classes, index) })) ?? null,
        folders: countParts(pairs.map(({ part, examples }) => ({ part, count: examples.contents.shape[0] ?? 0 }))),
        sheet: await firstExamples(pairs, outline, channelsFirst),
        suggested: { name: stem(pairs[0]?.examples.entry.name ?? kind), table: { label: null, shape: null, scale: 'none', missing: 'refuse' } },
      }
    },
    async examples(entries, settings, tools) {
      const pairs = await load(entries, tools)
      const classes = classesOf(pairs)
      const { outline, channelsFirst } = outlineOf(pairs, settings, classes)
      const total = pairs.reduce((sum, pair) => sum + (pair.examples.contents.shape[0] ?? 0), 0)
      async function* read(): AsyncGenerator<Example> {
        let done = 0
        for (const pair of pairs) {
          const { shape, values } = pair.examples.contents
          const size = sizeOf(shape.slice(1))
          for (let row = 0; row < (shape[0] ?? 0); row += 1) {
            if (done % 1000 === 0) tools.progress('Writing examples', done, total)
            done += 1
            const own = stored(values.subarray(row * size, (row + 1) * size), outline)
            const label = pair.labels === null || classes === null ? null : classes.indexOf(String(pair.labels.contents.values[row]))
            yield { values: channelsFirst ? channelsLast(own, outline.shape) : own, label, part: pair.part }
          }
        }
      }
      return { outline, made: channelsFirst ? ['Channels moved from first to last'] : [], read }
    },
  }
}

export const npyFormat = arrayFormat('npy', /\.npy(\.gz)?$/i, parseNpy)
export const idxFormat = arrayFormat('idx', /(-idx\d-u?byte|\.idx(\d-ubyte)?|-ubyte)(\.gz)?$|\.idx\d?(\.gz)?$/i, parseIdx)

async function unpacked(entry: Entry): Promise<Buffer> {
  const bytes = await readEntry(entry, MOST_ARRAY_BYTES)
  if (!/\.gz$/i.test(entry.name) && !(bytes[0] === 0x1f && bytes[1] === 0x8b)) return bytes
  try {
    return await unpack(bytes, { maxOutputLength: MOST_ARRAY_BYTES })
  } catch (error) {
    throw arrayFault('packed', entry.name, 'does not unpack', `a gzip file of at most ${MOST_ARRAY_BYTES / 1024 ** 3} GiB unpacked`, messageOf(error), 'Copy it again from where it came')
  }
}

function outlineOf(pairs: readonly ArrayPair<NumberArray>[], settings: ImportSettings | undefined, classes: string[] | null): { readonly outline: Outline; readonly channelsFirst: boolean } {
  const [first, ...others] = pairs
  if (first === undefined) throw new Error('No arrays')
  const { shape: whole } = first.examples.contents
  const own = whole.slice(1)
  for (const other of others) {
    const found = other.examples.contents.shape.slice(1)
    if (found.join() !== own.join()) throw arrayFault('mismatch', other.examples.entry.name, 'holds examples of another shape', `[${own.join(', ')}]`, `[${found.join(', ')}]`, 'Import it alone')
  }
  if (own.length > 3) throw arrayFault('rank', first.examples.entry.name, 'has too many dimensions', 'the count, then up to three: height, width, channels', `[${whole.join(', ')}]`, 'Reshape it before saving')
  const bytes = pairs.every((pair) => pair.examples.contents.values instanceof Uint8Array)
  const wanted = own.length <= 1 ? (settings?.table?.shape ?? null) : null
  const values = sizeOf(own)
  if (wanted !== null && sizeOf(wanted) !== values) throw new StudioError({ code: 'import-shape-mismatch', message: `A row cannot take the shape ${wanted.join(' × ')}`, path: 'table.shape', expected: `${values.toLocaleString('en-US')} values`, got: `${sizeOf(wanted).toLocaleString('en-US')}`, fix: 'Choose extents whose product is the number of values' })
  const channelsFirst = own.length === 3 && [1, 3].includes(own[0] ?? 0) && ![1, 3].includes(own[2] ?? 0)
  const shape = channelsFirst ? [own[1] ?? 1, own[2] ?? 1, own[0] ?? 1] : own.length === 3 ? own : own.length === 2 ? [...own, 1] : (wanted ?? usualRowShape(values))
  const isPoints = shape.length === 1
  const storage = bytes && !isPoints ? 'uint8' : 'float32'
  const range = storage === 'uint8' ? ([0, 1] as const) : rangeOf(pairs)
  return { channelsFirst, outline: { kind: isPoints ? 'points' : 'image', shape: [...shape], storage, range: isPoints ? null : [...range], classes } }
}

/** Points are kept as floats, and so is everything where one file of several holds floats. */
function stored(values: Uint8Array | Float32Array, { storage }: Outline): Uint8Array | Float32Array {
  return storage === 'float32' && values instanceof Uint8Array ? Float32Array.from(values) : values
}

/** [0, 1] where all values lie there. @throws StudioError naming the first value that is no number. */
function rangeOf(pairs: readonly ArrayPair<NumberArray>[]): [number, number] {
  let least = Infinity
  let most = -Infinity
  for (const { examples } of pairs) {
    const { shape, values } = examples.contents
    for (let index = 0; index < values.length; index += 1) {
      const value = values[index] ?? Number.NaN
      if (!Number.isFinite(value)) {
        const row = Math.floor(index / sizeOf(shape.slice(1)))
        throw arrayFault('not-finite', examples.entry.name, `holds a value that is no number, in example ${row.toLocaleString('en-US')}`, 'finite numbers', String(value), 'Mend or leave out that example before saving')
      }
      if (value < least) least = value
      if (value > most) most = value
    }
  }
  return least >= 0 && most <= 1 ? [0, 1] : [least, most > least ? most : least + 1]
}

function classesOf(pairs: readonly ArrayPair<NumberArray>[]): string[] | null {
  if (pairs.every((pair) => pair.labels === null)) return null
  const names = new Set<string>()
  for (const { labels } of pairs) {
    for (const value of labels?.contents.values ?? []) {
      if (!Number.isInteger(value)) throw arrayFault('labels', labels?.entry.name ?? '', 'holds a label that is no whole number', 'whole numbers', String(value), 'Save labels as whole numbers')
      names.add(String(value))
      if (names.size > MOST_CLASSES) throw arrayFault('labels', labels?.entry.name ?? '', 'holds too many classes', `at most ${MOST_CLASSES}`, 'more', 'Leave the labels out, or join classes')
    }
  }
  return sortClasses(names)
}

function countOf(pairs: readonly ArrayPair<NumberArray>[], classes: readonly string[], index: number): number {
  const wanted = Number(classes[index])
  let count = 0
  for (const { labels } of pairs) for (const value of labels?.contents.values ?? []) if (value === wanted) count += 1
  return count
}

function channelsLast(values: Uint8Array | Float32Array, [height = 1, width = 1, channels = 1]: readonly number[]): Uint8Array | Float32Array {
  const moved = values.slice()
  for (let channel = 0; channel < channels; channel += 1) {
    for (let pixel = 0; pixel < height * width; pixel += 1) moved[pixel * channels + channel] = values[channel * height * width + pixel] ?? 0
  }
  return moved
}

async function firstExamples(pairs: readonly ArrayPair<NumberArray>[], outline: Outline, channelsFirst: boolean): Promise<ImportReport['sheet']> {
  const [height = 1, width = 1] = outline.shape
  const first = pairs[0]
  if (first === undefined || outline.kind !== 'image' || height > MOST_SHOWN_SIDE || width > MOST_SHOWN_SIDE) return null
  const { shape, values } = first.examples.contents
  const count = Math.min(SHOWN, shape[0] ?? 0)
  const size = sizeOf(shape.slice(1))
  const shown = new Float32Array(count * size)
  for (let row = 0; row < count; row += 1) {
    const own = values.subarray(row * size, (row + 1) * size)
    shown.set(channelsFirst ? channelsLast(own, outline.shape) : own, row * size)
  }
  const { png, sheet } = await drawImageSheet({ shape: outline.shape, values: shown, range: outline.storage === 'uint8' ? [0, 255] : (outline.range ?? [0, 1]), columns: Math.min(count, SHEET_COLUMNS) })
  return { png: png.toString('base64'), ...sheet }
}

function stem(name: string): string {
  return (name.split('/').at(-1) ?? name).replace(/(\.(npy|idx|gz)|-ubyte)+$/i, '').slice(0, 80) || name
}
