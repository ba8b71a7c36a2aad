// Folders of images: one file an example, or squares cut from each; folders give classes and parts.
import { createHash } from 'node:crypto'
import { availableParallelism } from 'node:os'
import type { ImportReport, ImportSettings } from '@shared/contract/own-data'
import { MOST_CLASSES } from '@shared/datasets/own/stored-dataset'
import { StudioError } from '@shared/studio-error'
import { drawImageSheet } from '../image-sheet'
import { channelsOf, decodeImage, decodePatches, IMAGE_NAME, patchCount, readImageHeader, whyUndecoded, type ImageHeader, type ImageSettings } from './decode-image'
import { readEntry, type Entry } from './entries'
import type { Example, ImportFormat, ImportTools } from './import-format'
import { MOST_IMAGE_BYTES } from './limits'
import { mapInOrder } from './map-in-order'
import { commonDepth, countParts, placeOf, sortClasses, type Place } from './place-of'

const SHOWN = 40
const SHEET_COLUMNS = 10
const SHEET_SIDE = 48
/** Files in flight. */
const AHEAD = Math.max(4, 2 * availableParallelism())
const USUAL_SIDE = 64
const PATCH_SIDE = 16

export const imagesFormat: ImportFormat = {
  kind: 'images',
  takes: (entry) => IMAGE_NAME.test(entry.name),
  scan,
  examples,
}

interface Looked {
  readonly entry: Entry
  readonly header: ImageHeader
}

async function scan(entries: readonly Entry[], tools: ImportTools): Promise<Omit<ImportReport, 'kind' | 'files' | 'bytes' | 'skipped'>> {
  const depth = commonDepth(entries.map((entry) => entry.name))
  const looked: Looked[] = []
  let done = 0
  for await (const { item, result } of mapInOrder(entries, AHEAD, (entry) => attempt(async () => readImageHeader(await readEntry(entry, MOST_IMAGE_BYTES))))) {
    tools.progress('Looking at images', (done += 1), entries.length)
    if (result.ok) looked.push({ entry: item, header: result.value })
    else tools.skips.add(result.reason, item.name)
  }
  if (looked.length === 0) throw noImage(entries.length)
  const facts = describe(looked.map(({ header }) => header))
  const places = looked.map(({ entry }) => placeOf(entry.name, depth))
  const suggested = suggest(looked.length, facts)
  const labelled = classNames(places)
  const count = suggested.patches === null ? looked.length : looked.reduce((sum, { header }) => sum + patchCount(header.width, header.height, suggested, suggested.patches?.stride ?? 1), 0)
  return {
    count,
    images: facts,
    classes: labelled === null ? null : labelled.map((name) => ({ name, count: places.filter((place) => place.label === name).length })),
    folders: countParts(places.map(({ part }) => ({ part, count: 1 }))),
    sheet: await firstImages(shuffled(looked.map(({ entry }) => entry)).slice(0, SHOWN), suggested),
    suggested: { name: nameOf(entries, depth), images: suggested },
  }
}

function describe(headers: readonly ImageHeader[]): NonNullable<ImportReport['images']> {
  const sizes = new Map<string, { width: number; height: number; count: number }>()
  const width: [number, number] = [Infinity, 0]
  const height: [number, number] = [Infinity, 0]
  for (const header of headers) {
    const key = `${header.width}x${header.height}`
    const known = sizes.get(key) ?? { width: header.width, height: header.height, count: 0 }
    known.count += 1
    sizes.set(key, known)
    width[0] = Math.min(width[0], header.width)
    width[1] = Math.max(width[1], header.width)
    height[0] = Math.min(height[0], header.height)
    height[1] = Math.max(height[1], header.height)
  }
  const commonest = [...sizes.values()].sort((a, b) => b.count - a.count)[0] ?? { width: 1, height: 1, count: 0 }
  const share = (test: (header: ImageHeader) => boolean): number => headers.filter(test).length
  return { count: headers.length, width, height, commonest, grey: share((header) => header.grey), transparent: share((header) => header.transparent), sixteenBit: share((header) => header.sixteenBit) }
}

/** One image alone is cut up; many take their commonest size, made small enough to train on. */
function suggest(count: number, facts: NonNullable<ImportReport['images']>): ImageSettings {
  const colour = facts.grey === facts.count ? ('grey' as const) : ('colour' as const)
  if (count === 1) {
    const side = Math.min(PATCH_SIDE, facts.commonest.width, facts.commonest.height)
    return { width: side, height: side, fit: 'cover', colour, ground: 'black', patches: { stride: Math.max(1, Math.floor(side / 2)) } }
  }
  const { width, height } = facts.commonest
  const scale = Math.min(1, USUAL_SIDE / Math.max(width, height))
  const side = (extent: number): number => Math.max(1, Math.round(extent * scale))
  return { width: side(width), height: side(height), fit: 'cover', colour, ground: 'black', patches: null }
}

async function firstImages(entries: readonly Entry[], settings: ImageSettings): Promise<ImportReport['sheet']> {
  const tile = { ...settings, width: SHEET_SIDE, height: SHEET_SIDE, fit: 'contain' as const, patches: null }
  const size = SHEET_SIDE * SHEET_SIDE * channelsOf(tile.colour)
  const tiles: Uint8Array[] = []
  for await (const { result } of mapInOrder(entries, AHEAD, (entry) => attempt(async () => decodeImage(await readEntry(entry, MOST_IMAGE_BYTES), tile)))) if (result.ok) tiles.push(result.value)
  const first = tiles[0]
  if (first === undefined) return null
  const values = new Float32Array(tiles.length * size)
  tiles.forEach((pixels, index) => values.set(pixels, index * size))
  const { png, sheet } = await drawImageSheet({ shape: [SHEET_SIDE, SHEET_SIDE, channelsOf(tile.colour)], values, range: [0, 255], columns: SHEET_COLUMNS })
  return { png: png.toString('base64'), ...sheet }
}

async function examples(entries: readonly Entry[], { images: settings }: ImportSettings, tools: ImportTools): ReturnType<ImportFormat['examples']> {
  if (settings === undefined) throw new StudioError({ code: 'import-settings-missing', message: 'What becomes of the images is not set', path: 'images', expected: 'a size, a fit and grey or colour', got: 'nothing', fix: 'Set them' })
  const depth = commonDepth(entries.map((entry) => entry.name))
  const classes = classNames(entries.map((entry) => placeOf(entry.name, depth)))
  const shape = [settings.height, settings.width, channelsOf(settings.colour)]
  const bytes = shape.reduce((product, extent) => product * extent, 1)
  async function* read(): AsyncGenerator<Example> {
    let done = 0
    const decode = async (entry: Entry): Promise<Iterable<Uint8Array>> => {
      const file = await readEntry(entry, MOST_IMAGE_BYTES)
      return settings?.patches == null ? [await decodeImage(file, settings as ImageSettings)] : decodePatches(file, settings)
    }
    for await (const { item, result } of mapInOrder(shuffled(entries), AHEAD, (entry) => attempt(() => decode(entry)))) {
      tools.progress('Decoding images', (done += 1), entries.length)
      if (!result.ok) {
        tools.skips.add(result.reason, item.name)
        continue
      }
      const place = placeOf(item.name, depth)
      const label = classes === null ? null : classes.indexOf(place.label ?? '')
      let given = 0
      for (const values of result.value) {
        given += 1
        if (values.length !== bytes) throw new Error(`${item.name} decoded to ${values.length} bytes, not ${bytes}`)
        yield { values, label, part: place.part }
      }
      if (given === 0) tools.skips.add('is smaller than one patch', item.name)
    }
  }
  const fits = { cover: 'filled and cut', contain: 'fitted whole', fill: 'stretched' } as const
  return {
    outline: { kind: 'image', shape, storage: 'uint8', range: [0, 1], classes },
    made: [
      settings.patches === null ? `Every image ${fits[settings.fit]} to ${settings.width} × ${settings.height} pixels` : `Squares of ${settings.width} × ${settings.height} pixels, ${settings.patches.stride} apart`,
      settings.colour === 'grey' ? 'Grey, 8 bits' : 'Red, green and blue, 8 bits each',
      `Transparent parts over ${settings.ground}; turned as the file asks; deeper files brought to 8 bits`,
    ],
    read,
  }
}

/** Null where no folder names a class, or some images lie in none. @throws StudioError where there are more than can be kept. */
function classNames(places: readonly Place[]): string[] | null {
  if (places.some((place) => place.label === null)) return null
  const names = sortClasses(places.map((place) => place.label ?? ''))
  if (names.length > MOST_CLASSES) {
    throw new StudioError({ code: 'import-too-many-classes', message: 'There are too many classes', expected: `at most ${MOST_CLASSES} folders`, got: names.length.toLocaleString('en-US'), fix: 'Import the images from one folder, without classes, or fewer folders at a time' })
  }
  return names
}

/** The same order whatever the files are sent in, with classes mixed: what is shown of a part is its beginning. */
function shuffled(entries: readonly Entry[]): Entry[] {
  const keyed = entries.map((entry) => ({ entry, key: createHash('sha256').update(entry.name).digest('hex') }))
  return keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ entry }) => entry)
}

function nameOf(entries: readonly Entry[], depth: number): string {
  const parts = entries[0]?.name.split('/') ?? []
  const folder = depth > 0 ? parts[depth - 1] : entries.length === 1 ? parts.at(-1)?.replace(/\.[^.]+$/, '') : undefined
  return folder?.slice(0, 80) ?? 'Images'
}

function noImage(files: number): StudioError {
  return new StudioError({ code: 'import-no-image', message: files === 1 ? 'The file is no image this studio opens' : `None of the ${files.toLocaleString('en-US')} files is an image this studio opens`, expected: 'PNG, JPEG, WebP, GIF or TIFF', got: 'files that do not decode', fix: 'Open one of them in an image viewer to see whether it is whole' })
}

type Attempt<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly reason: string }

/** A file at fault is left out, not the import. */
async function attempt<Value>(work: () => Promise<Value>): Promise<Attempt<Value>> {
  try {
    return { ok: true, value: await work() }
  } catch (error) {
    // Not the file is at fault, but what is asked of it.
    if (error instanceof StudioError && error.detail.code === 'import-too-large') throw error
    if (error instanceof StudioError) return { ok: false, reason: error.detail.code === 'import-file-too-large' ? `is larger than ${MOST_IMAGE_BYTES / 1024 ** 2} MiB` : 'cannot be read' }
    return { ok: false, reason: whyUndecoded(error) }
  }
}
