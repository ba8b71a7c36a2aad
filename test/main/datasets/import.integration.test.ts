// Own data: every kind of file becomes a stored dataset that loads with the values, classes and split it should have; what is at
// fault is left out or refused by name, and nothing is left behind.
import fc from 'fast-check'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import sharp from 'sharp'
import { afterAll, describe, expect, test } from 'vitest'
import { chooseStored, ownData } from '@shared/datasets/own/own-data'
import type { StoredDataset } from '@shared/datasets/own/stored-dataset'
import { loadDataset } from '../../../src-main/datasets/load-dataset'
import { openStoredLibrary } from '../../../src-main/datasets/stored/stored-library'
import { temporaryFolder } from '../../support/temporary-folder'
import { idx, importAll, npy, picture, problemOf, scan, spoolOf, zip, type Files } from './import-fixtures'

const folder = await temporaryFolder()
afterAll(() => folder[Symbol.asyncDispose]())
const at = (name: string): string => join(folder.path, name)
let count = 0
const spool = (files: Files) => spoolOf(at(`import-${(count += 1)}`), files)
const load = (root: string, dataset: StoredDataset, parameters: Record<string, unknown> = {}) => {
  const choice = chooseStored(dataset.facts)
  return loadDataset({ id: choice.id, parameters: { ...choice.parameters, ...parameters } }, { mnist: '/nowhere', stored: root })
}

describe('images', () => {
  test('of folders become classes, those of train and test folders become parts, and the same files are stored once', async () => {
    const files: Record<string, Buffer> = {}
    for (const part of ['train', 'test']) for (const [label, level] of [['cats', 40], ['dogs', 200]] as const) for (let index = 0; index < 3; index += 1) files[`pets/${part}/${label}/${index}.png`] = await picture(8, 8, level + index, { channels: 1 })
    const place = await spool({ ...files, 'pets/.DS_Store': 'x', 'pets/readme.txt': 'hello' })
    const report = await scan(place)
    expect(report).toMatchObject({ kind: 'images', count: 12, folders: { train: 6, validation: 0, test: 6 }, images: { grey: 12, width: [8, 8], commonest: { width: 8, height: 8, count: 12 } } })
    expect(report.classes).toEqual([{ name: 'cats', count: 6 }, { name: 'dogs', count: 6 }])
    expect(report.skipped.map(({ reason, examples }) => [reason, examples[0]])).toEqual([['is no data but what the system keeps beside it', 'pets/.DS_Store'], ['is of another kind than most files', 'pets/readme.txt']])
    expect(report.suggested).toMatchObject({ name: 'pets', images: { width: 8, height: 8, colour: 'grey' } })
    const { dataset, known } = await importAll(place)
    expect(known).toBe(false)
    expect(dataset.facts).toMatchObject({ shape: [8, 8, 1], storage: 'uint8', classes: ['cats', 'dogs'], count: 12, folders: { train: 6, validation: 0, test: 6 } })
    const { train, test: tests, description } = await load(place.root, dataset)
    expect(description).toMatchObject({ trainCount: 6, testCount: 6, shape: [8, 8, 1], classes: ['cats', 'dogs'] })
    for (const split of [train, tests]) for (let row = 0; row < 6; row += 1) expect(split.examples[row * 64 + 5] ?? 0).toSatisfy((level: number) => (split.labels?.[row] === 0 ? level >= 40 && level < 43 : level >= 200 && level < 203))
    // In any order of sending.
    const again = await importAll({ ...(await spoolOf(at('again'), Object.fromEntries(Object.entries(files).reverse()))), root: place.root })
    expect(again.known).toBe(true)
    expect(again.dataset.facts.id).toBe(dataset.facts.id)
    expect(await readdir(place.root)).toEqual([dataset.facts.id])
  })

  test('of different sizes, with alpha, 16 bits, colour and a turn come out as asked', async () => {
    const deep = await sharp(Buffer.alloc(2 * 12 * 6 * 3, 0x80), { raw: { width: 12, height: 6, channels: 3, premultiplied: false } }).toColourspace('rgb16').png({ compressionLevel: 1 }).toBuffer()
    const clear = await sharp({ create: { width: 4, height: 4, channels: 4, background: { r: 255, g: 0, b: 0, alpha: 0 } } }).png().toBuffer()
    const turned = await sharp(await picture(10, 4, 90)).withMetadata({ orientation: 6 }).jpeg({ quality: 100 }).toBuffer()
    const place = await spool({ 'deep.png': deep, 'clear.png': clear, 'turned.jpg': turned })
    const report = await scan(place)
    expect(report.images).toMatchObject({ count: 3, width: [4, 12], height: [4, 10], transparent: 1 })
    const { dataset } = await importAll(place, (settings) => ({ ...settings, images: { width: 4, height: 5, fit: 'contain', colour: 'colour', ground: 'white', patches: null } }))
    expect(dataset.facts).toMatchObject({ shape: [5, 4, 3], count: 3, classes: null, folders: null })
    const { train, test: tests } = await load(place.root, dataset, { testShare: 0.3 })
    expect([train.count, tests.count]).toEqual([2, 1])
    const all = [...train.examples, ...tests.examples]
    // The clear image is white all over; nothing of its hidden red is left.
    const images = [0, 1, 2].map((row) => all.slice(row * 60, row * 60 + 60))
    expect(images.some((image) => image.every((level) => level === 255))).toBe(true)
  })

  test('alone become patches, in order from the upper left', async () => {
    const pixels = Buffer.from(Array.from({ length: 36 }, (_, index) => index * 7))
    const single = await sharp(pixels, { raw: { width: 6, height: 6, channels: 1 } }).toColourspace('b-w').png().toBuffer()
    const place = await spool({ 'photo.png': single })
    expect((await scan(place)).suggested.images?.patches).not.toBeNull()
    const { dataset } = await importAll(place, (settings) => ({ ...settings, images: { width: 2, height: 2, fit: 'cover', colour: 'grey', ground: 'black', patches: { stride: 2 } } }))
    expect(dataset.facts).toMatchObject({ count: 9, shape: [2, 2, 1] })
    expect([...(await readFile(join(place.root, dataset.facts.id, 'examples.bin')))].slice(0, 8)).toEqual([0, 7, 42, 49, 14, 21, 56, 63])
  })

  test('that would give more patches than can be kept are refused before one is cut; smaller than one patch, they are left out', async () => {
    const settings = (side: number) => ({ width: side, height: side, fit: 'cover', colour: 'grey', ground: 'black', patches: { stride: 1 } }) as const
    const place = await spool({ 'large.png': await picture(2300, 2300, 9, { channels: 1 }) })
    expect(await problemOf(place, (suggested) => ({ ...suggested, images: settings(16) }))).toMatchObject({ code: 'import-too-large', expected: 'at most 5,000,000', got: '5,221,225' })
    const small = await importAll(await spool({ 'small.png': await picture(3, 3, 9), 'large.png': await picture(5, 4, 9) }), (suggested) => ({ ...suggested, images: settings(4) }))
    expect(small.dataset).toMatchObject({ facts: { count: 2 }, skipped: [{ reason: 'is smaller than one patch', examples: ['small.png'] }] })
  })

  test('that do not decode are left out and named; none at all, and one alone, are refused in words', async () => {
    const whole = await picture(6, 6, 10)
    const place = await spool({ 'a.png': whole, 'b.png': await picture(6, 6, 11), 'cut.png': whole.subarray(0, whole.length - 30), 'no.png': 'not a picture', 'drawing.png': '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>' })
    const { dataset } = await importAll(place)
    expect(dataset.facts.count).toBe(2)
    expect(dataset.skipped.flatMap(({ examples }) => examples).sort()).toEqual(['cut.png', 'drawing.png', 'no.png'])
    expect(await problemOf(await spool({ 'no.png': 'nothing' }))).toMatchObject({ code: 'import-no-image' })
    expect(await problemOf(await spool({ 'one.png': whole }), (settings) => ({ ...settings, images: { width: 6, height: 6, fit: 'cover', colour: 'grey', ground: 'black', patches: null } }))).toMatchObject({ code: 'import-too-few', got: '1' })
    expect(await problemOf(await spool({}))).toMatchObject({ code: 'import-nothing' })
    expect(await problemOf(await spool({ 'a.exe': 'MZ' }))).toMatchObject({ code: 'import-nothing-known', got: 'a.exe' })
  })
})

describe('archives', () => {
  test('are opened where they lie; hostile names, links, nested archives and bombs are left out or refused', async () => {
    const image = await picture(4, 4, 1)
    const place = await spool({ 'set.zip': zip([{ name: 'x/a/1.png', content: image }, { name: 'x/b/2.png', content: await picture(4, 4, 2) }, { name: 'x/link.png', content: Buffer.from('/etc/passwd'), attributes: 0o120777 << 16 }, { name: 'x/inner.zip', content: zip([]) }, { name: 'x/bomb.png', content: Buffer.alloc(20 * 1024 * 1024) }]) })
    const { dataset } = await importAll(place)
    expect(dataset.facts).toMatchObject({ count: 2, classes: ['a', 'b'] })
    expect(dataset.skipped.map(({ reason }) => reason).sort()).toEqual(['is a link, not a file', 'is an archive inside an archive', 'unpacks to far more than real data would'])
    for (const name of ['../../etc/evil.png', '/etc/evil.png', 'C:/evil.png', 'a\\..\\b.png']) expect((await problemOf(await spool({ 'evil.zip': zip([{ name, content: image }]) }))).code, name).toBe('import-archive-damaged')
    expect((await problemOf(await spool({ 'no.zip': 'PK nothing' }))).code).toBe('import-archive-damaged')
    // A header that lies about its size is found out while it is read, and the file left out.
    const liar = await spool({ 'lies.zip': zip([{ name: '1.png', content: image }, { name: '2.png', content: await picture(4, 4, 9) }, { name: '3.png', content: image, claimedSize: 10 }]) })
    expect((await importAll(liar)).dataset.skipped.flatMap(({ examples }) => examples)).toEqual(['3.png'])
  })
})

describe('arrays', () => {
  test('of IDX, gzipped too, pair examples with labels by their names', async () => {
    const images = (count: number, shift: number) => idx([count, 2, 3], Array.from({ length: count * 6 }, (_, index) => (index + shift) % 256))
    const place = await spool({ 'train-images-idx3-ubyte.gz': gzipSync(images(4, 0)), 'train-labels-idx1-ubyte.gz': gzipSync(idx([4], [1, 0, 1, 7])), 't10k-images-idx3-ubyte': images(2, 100), 't10k-labels-idx1-ubyte': idx([2], [7, 0]) })
    const report = await scan(place)
    expect(report).toMatchObject({ kind: 'idx', count: 6, shape: [2, 3, 1], folders: { train: 4, validation: 0, test: 2 } })
    const { dataset } = await importAll(place)
    const { train, test: tests } = await load(place.root, dataset)
    expect(dataset.facts.classes).toEqual(['0', '1', '7'])
    expect([...(train.labels ?? [])]).toEqual([1, 0, 1, 2])
    expect([...tests.examples]).toEqual(Array.from({ length: 12 }, (_, index) => 100 + index))
  })

  test('of NPY keep floats, take channels first to last, and turn pairs into points', async () => {
    const floats = Buffer.from(Float32Array.from({ length: 2 * 3 * 4 * 5 }, (_, index) => index / 200).buffer)
    const place = await spool({ 'x.npy': npy('<f4', [2, 3, 4, 5], floats) })
    const { dataset } = await importAll(place)
    expect(dataset.facts).toMatchObject({ shape: [4, 5, 3], storage: 'float32', range: [0, 1], kind: 'image' })
    const stored = await readFile(join(place.root, dataset.facts.id, 'examples.bin'))
    const values = new Float32Array(stored.buffer, stored.byteOffset, 3)
    expect([...values]).toEqual([0, Math.fround(20 / 200), Math.fround(40 / 200)])
    const points = await importAll(await spool({ 'p.npy': npy('<f8', [3, 2], Buffer.from(Float64Array.from([0, 1, 2, 3, 4, 5]).buffer)) }))
    expect(points.dataset.facts).toMatchObject({ kind: 'points', shape: [2], count: 3 })
    // Of bytes too, and where one part is bytes and the other floats.
    const corners = await spool({ 'p.npy': npy('|u1', [3, 2], Buffer.from([0, 1, 2, 3, 4, 255])) })
    const { dataset: bytes } = await importAll(corners)
    expect(bytes.facts).toMatchObject({ kind: 'points', storage: 'float32', range: null })
    expect([...new Float32Array(new Uint8Array(await readFile(join(corners.root, bytes.facts.id, 'examples.bin'))).buffer)]).toEqual([0, 1, 2, 3, 4, 255])
    const mixed = await importAll(await spool({ 'train.npy': npy('|u1', [2, 3], Buffer.from([0, 1, 2, 3, 4, 5])), 'test.npy': npy('<f4', [1, 3], Buffer.from(Float32Array.of(6, 7, 8).buffer)) }))
    expect(mixed.dataset.facts).toMatchObject({ storage: 'float32', range: [0, 8], folders: { train: 2, test: 1 } })
  })

  test('at fault are refused by name', async () => {
    const codes = async (files: Files) => (await problemOf(await spool(files))).code
    expect(await codes({ 'a.npy': 'hello' })).toBe('import-array-not-npy')
    expect(await codes({ 'a.npy': npy('<f4', [1000, 1000], Buffer.alloc(8)) })).toBe('import-array-truncated')
    expect(await codes({ 'a.npy': npy('<f4', [2, 2], Buffer.alloc(16), true) })).toBe('import-array-order')
    expect(await codes({ 'a.npy': npy('|O', [2], Buffer.alloc(16)) })).toBe('import-array-header')
    expect(await codes({ 'a.npy': npy('<c8', [2, 1], Buffer.alloc(16)) })).toBe('import-array-type')
    expect(await codes({ 'a.npy': npy('<f4', [2, 3], Buffer.from(Float32Array.of(1, 2, 3, NaN, 5, 6).buffer)) })).toBe('import-array-not-finite')
    expect(await codes({ 'a.npy': npy('<f4', [3, 2], Buffer.from(Float32Array.of(1, 2, 3, Infinity, 5, 6).buffer)) })).toBe('import-array-not-finite')
    expect(await codes({ 'a-idx3-ubyte': idx([3, 2, 2], [1, 2]) })).toBe('import-array-truncated')
    expect(await codes({ 'a-images-idx3-ubyte': idx([2, 1, 1], [1, 2]), 'a-labels-idx1-ubyte': idx([3], [1, 2, 3]) })).toBe('import-labels-mismatch')
    expect(await codes({ 'a.npy': npy('|u1', [2, 3], Buffer.alloc(6)), 'b.npy': npy('|u1', [2, 3], Buffer.alloc(6)) })).toBe('import-arrays-ambiguous')
    expect(await codes({ 'bomb.npy.gz': gzipSync(Buffer.alloc(1024)).subarray(0, 20) })).toBe('import-array-packed')
  })
})

describe('tables', () => {
  const iris = 'sepal,petal,width,species\n5.1,1.4,0.2,setosa\n7.0,4.7,1.4,versicolor\n6.3,6.0,2.5,virginica\n5.0,1.5,0.2,setosa\n'

  test('find their header and class, and standardise their columns', async () => {
    const place = await spool({ 'iris.csv': iris })
    const report = await scan(place)
    expect(report).toMatchObject({ kind: 'csv', count: 4, table: { rows: 4 }, suggested: { name: 'iris', table: { label: 'species', scale: 'standardise' } } })
    expect(report.classes).toEqual([{ name: 'setosa', count: 2 }, { name: 'versicolor', count: 1 }, { name: 'virginica', count: 1 }])
    const { dataset } = await importAll(place)
    expect(dataset.facts).toMatchObject({ shape: [1, 3, 1], storage: 'float32', count: 4, classes: ['setosa', 'versicolor', 'virginica'] })
    const stored = await readFile(join(place.root, dataset.facts.id, 'examples.bin'))
    const values = new Float32Array(stored.buffer, stored.byteOffset, 12)
    for (let column = 0; column < 3; column += 1) {
      const own = [0, 1, 2, 3].map((row) => values[row * 3 + column] ?? 0)
      expect(own.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 5)
      expect(own.reduce((sum, value) => sum + value * value, 0) / 4).toBeCloseTo(1, 5)
    }
  })

  test('with holes or words among numbers are refused with line and column, or lose those rows where asked', async () => {
    const holes = await spool({ 'holes.csv': 'a,b,c\n1,2,3\n4,NaN,6\n7,8,9\n1,,2\n' })
    expect(await problemOf(holes)).toMatchObject({ code: 'import-table-cell', message: expect.stringContaining('line 3, column b') as string, got: 'NaN' })
    const { dataset } = await importAll(holes, (settings) => ({ ...settings, table: { label: null, shape: null, scale: 'none', missing: 'skip' } }))
    expect(dataset.facts.count).toBe(2)
    expect(dataset.skipped).toEqual([{ reason: 'is a row that lacks a value', count: 2, examples: ['line 3 of holes.csv', 'line 5 of holes.csv'] }])
    expect(await problemOf(await spool({ 'ragged.csv': 'a,b\n1,2\n3\n' }))).toMatchObject({ code: 'import-table-damaged' })
    expect(await problemOf(await spool({ 'empty.csv': '' }))).toMatchObject({ code: 'import-table-empty' })
    expect(await problemOf(await spool({ 'bytes.csv': Buffer.from([1, 0, 2, 0]) }))).toMatchObject({ code: 'import-table-not-text' })
    expect(await problemOf(await spool({ 't.csv': 'a,b\n1,2\n3,4\n' }), (settings) => ({ ...settings, table: { label: 'nope', shape: null, scale: 'none', missing: 'refuse' } }))).toMatchObject({ code: 'import-column-missing', got: 'nope' })
    expect(await problemOf(await spool({ 't.csv': 'a,b,c\n1,2,3\n3,4,5\n' }), (settings) => ({ ...settings, table: { label: null, shape: [2, 2, 1], scale: 'none', missing: 'refuse' } }))).toMatchObject({ code: 'import-shape-mismatch' })
  })
})

describe('stored data', () => {
  test('that is missing or was changed is refused before anything trains on it; deleting and renaming keep the rest', async () => {
    const place = await spool({ 'p.csv': 'x,y\n1,2\n3,4\n5,6\n7,8\n' })
    const { dataset } = await importAll(place)
    const examples = join(place.root, dataset.facts.id, 'examples.bin')
    const seeds = await Promise.all([1, 1, 2].map(async (splitSeed) => [...(await load(place.root, dataset, { splitSeed, testShare: 0.5 })).test.examples].join()))
    expect(seeds[0]).toBe(seeds[1])
    expect(seeds[0]).not.toBe(seeds[2])
    const library = openStoredLibrary(place.root, () => {})
    expect((await library.rename(dataset.facts.id, 'Points of mine')).name).toBe('Points of mine')
    expect((await library.list()).map(({ name }) => name)).toEqual(['Points of mine'])
    await load(place.root, dataset)
    await writeFile(examples, 'short')
    await expect(load(place.root, dataset)).rejects.toMatchObject({ detail: { code: 'stored-dataset-damaged' } })
    // What an earlier deletion left half done is not in the way.
    await mkdir(join(place.root, `.importing-deleted-${dataset.facts.id}`, 'half'), { recursive: true })
    await library.delete(dataset.facts.id)
    await expect(library.delete(dataset.facts.id)).rejects.toMatchObject({ detail: { code: 'stored-dataset-missing' } })
    await expect(load(place.root, dataset)).rejects.toMatchObject({ detail: { code: 'stored-dataset-missing' } })
    expect(await readdir(place.root)).toEqual([])
    await expect(loadDataset({ id: ownData.id, parameters: {} }, { mnist: '', stored: place.root })).rejects.toMatchObject({ detail: { code: 'own-data-not-chosen' } })
  })

  test('any damage to files is refused or left out in words, never a crash, and nothing is left behind', async () => {
    const seeds: Files[] = [
      { 'a.png': await picture(6, 5, 30), 'b.png': await picture(6, 5, 31) },
      { 'x.npy': npy('<f4', [3, 4], Buffer.from(Float32Array.from({ length: 12 }, (_, index) => index).buffer)) },
      { 'x-idx3-ubyte': idx([3, 2, 2], Array.from({ length: 12 }, (_, index) => index)) },
      { 't.csv': 'a,b,label\n1,2,x\n3,4,y\n5,6,x\n' },
      { 'z.zip': zip([{ name: 'a.png', content: await picture(3, 3, 1) }, { name: 'b.png', content: await picture(3, 3, 2) }]) },
    ]
    await fc.assert(
      fc.asyncProperty(fc.nat(seeds.length - 1), fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(255)), { minLength: 1, maxLength: 6 }), fc.option(fc.double({ min: 0, max: 1, noNaN: true })), async (which, flips, cut) => {
        const files = Object.fromEntries(
          Object.entries(seeds[which] ?? {}).map(([name, content]) => {
            const bytes = Buffer.from(content as Uint8Array)
            for (const [place, value] of flips) bytes[Math.floor(place * (bytes.length - 1))] = value
            return [name, cut === null ? bytes : bytes.subarray(0, Math.floor(cut * bytes.length))]
          }),
        )
        const place = await spool(files)
        const result = await importAll(place).then(
          ({ dataset }) => dataset.facts.count,
          (error: unknown) => (error instanceof Error ? error.message : ''),
        )
        if (typeof result === 'number') expect(result).toBeGreaterThanOrEqual(2)
        else expect(JSON.parse(result)).toMatchObject({ kind: 'failed', problem: { code: expect.stringMatching(/^import-/) as string } })
        const left = await readdir(place.root)
        expect(left.filter((name) => name.startsWith('.'))).toEqual([])
      }),
      { numRuns: 60 },
    )
  }, 120_000)
})
