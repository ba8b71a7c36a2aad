// Cleans a whole page by a model of patches: every patch is encoded and decoded, patches overlap by half, and where they do each
// counts the more the further a pixel lies from its border, so that no seam shows.
import sharp from 'sharp'
import type { PageFigures } from '@shared/run/run-events'
import type { DatasetPage } from '../../datasets/loaded-dataset'
import type { TrainingSession } from '../training-session'

/** Windows of the median filter that the model is held against; the best of them counts. */
const MEDIAN_WINDOWS = [3, 5, 7] as const

export interface CleanedPage {
  /** Bytes of the page's size each, in the order they are shown. */
  readonly original: Uint8Array
  readonly damaged: Uint8Array
  readonly restored: Uint8Array
  readonly median: Uint8Array
  readonly figures: PageFigures
}

/** Null where the recipe damages nothing. */
export async function cleanPage(session: TrainingSession, page: DatasetPage): Promise<CleanedPage | null> {
  const shown = session.damagePage(page)
  if (shown === null) return null
  // As a scanner would give it; the model and the filter start from the same bytes.
  const damaged = toBytes(shown)
  const restored = await restore(session, page, damaged)
  if (restored === null) return null
  const filtered = await Promise.all(MEDIAN_WINDOWS.map(async (window) => ({ window, pixels: await medianFilter(page, damaged, window) })))
  const measured = filtered.map((each) => ({ ...each, ...qualityOf(session, page, each.pixels) })).sort((a, b) => (b.psnr ?? 0) - (a.psnr ?? 0))
  const [median] = measured
  if (median === undefined) return null
  const figures: PageFigures = {
    name: page.name,
    damaged: qualityOf(session, page, damaged),
    restored: qualityOf(session, page, restored),
    median: { psnr: median.psnr, ssim: median.ssim, window: median.window },
  }
  return { original: page.pixels, damaged, restored, median: median.pixels, figures }
}

function qualityOf(session: TrainingSession, page: DatasetPage, pixels: Uint8Array): { readonly psnr: number | null; readonly ssim: number | null } {
  const { psnr = Number.NaN, ssim = Number.NaN } = session.comparePage(page, pixels)
  return { psnr: Number.isFinite(psnr) ? psnr : null, ssim: Number.isFinite(ssim) ? ssim : null }
}

async function restore(session: TrainingSession, { height, width }: DatasetPage, damaged: Uint8Array): Promise<Uint8Array | null> {
  const [tall = 1, wide = 1] = session.dataset.description.shape
  const places = starts(height, tall).flatMap((top) => starts(width, wide).map((left) => ({ top, left })))
  const patches = new Uint8Array(places.length * tall * wide)
  places.forEach(({ top, left }, index) => {
    for (let row = 0; row < tall; row += 1) {
      const from = (top + row) * width + left
      patches.set(damaged.subarray(from, from + wide), (index * tall + row) * wide)
    }
  })
  const codes = await session.encode({ count: places.length, examples: patches, labels: null })
  if (codes === null) return null
  const decoded = await session.decode(codes.values, codes.width)
  const sums = new Float64Array(height * width)
  const weights = new Float64Array(height * width)
  places.forEach(({ top, left }, index) => {
    for (let row = 0; row < tall; row += 1) {
      for (let column = 0; column < wide; column += 1) {
        const weight = Math.min(row + 1, tall - row) * Math.min(column + 1, wide - column)
        const at = (top + row) * width + left + column
        sums[at] = (sums[at] ?? 0) + weight * (decoded[(index * tall + row) * wide + column] ?? 0)
        weights[at] = (weights[at] ?? 0) + weight
      }
    }
  })
  return toBytes(sums.map((sum, at) => sum / (weights[at] ?? 1)))
}

/** Where patches of an extent begin: half a patch from one to the next, the last one ending with the page. */
function starts(whole: number, extent: number): readonly number[] {
  const stride = Math.max(1, Math.floor(extent / 2))
  const regular = Array.from({ length: Math.ceil((whole - extent) / stride) }, (_, index) => index * stride)
  return [...regular, whole - extent]
}

async function medianFilter({ height, width }: DatasetPage, pixels: Uint8Array, window: number): Promise<Uint8Array> {
  return sharp(pixels, { raw: { width, height, channels: 1 } }).median(window).extractChannel(0).raw().toBuffer()
}

/** Values in [0, 1] as bytes; what is not a number becomes black. */
function toBytes(values: ArrayLike<number>): Uint8Array {
  return Uint8Array.from(values, (value) => Math.max(0, Math.min(255, Math.round(value * 255))) || 0)
}
