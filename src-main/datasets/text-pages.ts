// Patches of the pages of text in resources/text-pages, and the pages that are cleaned whole.
import { access, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { StudioError } from '@shared/studio-error'
import { CounterRandom } from '@shared/tensors/counter-random'
import type { DatasetPage, DatasetSplit } from './loaded-dataset'

const textTrainPages = ['liberation-serif', 'liberation-sans', 'liberation-mono', 'libertine', 'libertine-italic', 'computer-modern', 'dejavu-sans', 'dejavu-serif-bold', 'text'] as const
/** Cleaned whole at every snapshot; they and their patches are for testing alone. */
const textTestPages = ['page', 'test-didot'] as const

const FIX = 'Put the studio’s folder resources/text-pages back as it came, or run scripts/render-text-pages.mjs'
/** A patch must span this many grey levels, or it is blank paper; of those only one in a few is taken. */
const INK = 40
/** How often a place is looked for; then blank paper is taken as it is. */
const TRIES = 8

function fileOf(folder: string, name: string): string {
  return join(folder, `${name}.png`)
}

/** @returns the folder. @throws StudioError `dataset-file-missing` naming the first page that is absent. */
export async function checkTextPages(folder: string | undefined): Promise<string> {
  if (folder === undefined) throw new StudioError({ code: 'dataset-file-missing', message: 'The folder of the pages of text is not known', expected: 'the folder text-pages', got: 'none', fix: FIX })
  for (const name of [...textTrainPages, ...textTestPages]) {
    const path = fileOf(folder, name)
    await access(path).catch((cause: unknown) => {
      throw new StudioError({ code: 'dataset-file-missing', message: `The page ${name}.png is missing`, path, expected: 'a PNG picture', got: 'no such file', fix: FIX }, { cause })
    })
  }
  return folder
}

/** What people are told a test page is. */
const titles: Readonly<Record<string, string>> = { page: 'scanned page', 'test-didot': 'new typeface' }

async function readPage(folder: string, name: string): Promise<DatasetPage> {
  const path = fileOf(folder, name)
  try {
    const { data, info } = await sharp(await readFile(path)).toColourspace('b-w').extractChannel(0).raw().toBuffer({ resolveWithObject: true })
    return { name: titles[name] ?? name, height: info.height, width: info.width, pixels: new Uint8Array(data) }
  } catch (cause) {
    const got = cause instanceof Error ? cause.message : String(cause)
    throw new StudioError({ code: 'dataset-file-unreadable', message: `The page ${name}.png cannot be read`, path, expected: 'a PNG picture', got, fix: FIX }, { cause })
  }
}

/** @throws StudioError naming a page that is absent or damaged. */
export async function loadTextPages(folder: string | undefined, split: 'train' | 'test', count: number, side: number, seed: number): Promise<{ readonly split: DatasetSplit; readonly pages: readonly DatasetPage[] }> {
  const whole = await checkTextPages(folder)
  const pages = await Promise.all((split === 'train' ? textTrainPages : textTestPages).map((name) => readPage(whole, name)))
  return { split: { count, examples: cutPatches(pages, count, side, new CounterRandom(seed, `text-pages/${split}`)), labels: null }, pages }
}

/** `count` patches of `side` by `side`, pages in turn. */
export function cutPatches(pages: readonly DatasetPage[], count: number, side: number, random: CounterRandom): Uint8Array {
  const patches = new Uint8Array(count * side * side)
  for (let index = 0; index < count; index += 1) {
    const page = pages[index % pages.length]
    if (page === undefined) throw new Error('There are no pages')
    const patch = patches.subarray(index * side * side, (index + 1) * side * side)
    for (let tried = 0; tried < TRIES; tried += 1) {
      copyPatch(page, Math.floor(random.uniform() * (page.height - side + 1)), Math.floor(random.uniform() * (page.width - side + 1)), side, patch)
      if (spanOf(patch) >= INK) break
    }
  }
  return patches
}

function copyPatch({ pixels, width }: DatasetPage, top: number, left: number, side: number, patch: Uint8Array): void {
  for (let row = 0; row < side; row += 1) {
    const from = (top + row) * width + left
    patch.set(pixels.subarray(from, from + side), row * side)
  }
}

function spanOf(patch: Uint8Array): number {
  let [low, high] = [255, 0]
  for (const value of patch) {
    if (value < low) low = value
    if (value > high) high = value
  }
  return high - low
}
