// How good a picture is for how many bits a pixel: a line a run over its bit depths, and one of JPEG.
import type { CompressedImage, CompressionFigures } from '@shared/run/run-events'
import { linearTicks } from '../../../charts/axis-ticks'
import { formatTick } from '../../../charts/format-value'
import type { ChartLine, ChartPane, HorizontalAxis } from '../../../charts/line-chart-model'
import { runStyle } from '../../../charts/run-style'
import type { RunLook } from '../../run/run-look'

export type Distortion = 'psnr' | 'ssim'

/** A run with what it makes of a picture. */
export interface RatedRun {
  readonly look: RunLook
  readonly figures: Pick<CompressionFigures, 'codeSize'> & { readonly image: Pick<CompressedImage, 'rounded'> }
}

const titles: Readonly<Record<Distortion, string>> = { psnr: 'PSNR, dB', ssim: 'SSIM' }

export const rateAxis: HorizontalAxis = { unit: 'bits a pixel', ticks: linearTicks, tick: formatTick, heading: (x) => `${x.toFixed(2)} bits a pixel` }

export function rateDistortionPane(runs: readonly RatedRun[], jpeg: CompressedImage['jpeg'], measure: Distortion): ChartPane {
  const lines = runs.map(({ look, figures }): ChartLine => {
    const { variable, dash } = runStyle(look.number)
    return {
      id: look.id,
      name: `${look.name}, ${figures.codeSize} values`,
      label: String(look.number),
      variable,
      dash,
      width: 1.8,
      xs: figures.image.rounded.map(({ bitsPerPixel }) => bitsPerPixel),
      values: figures.image.rounded.map((point) => point[measure]),
      raw: null,
      live: look.live,
      dots: true,
    }
  })
  const points = jpeg.toSorted((a, b) => a.bitsPerPixel - b.bitsPerPixel)
  if (points.length > 0) {
    const xs = points.map(({ bitsPerPixel }) => bitsPerPixel)
    lines.push({ id: 'jpeg', name: 'JPEG, whole files', label: 'JPEG', variable: '--fg-2', dash: [2, 3], width: 1.4, xs, values: points.map((point) => point[measure]), raw: null, live: false, dots: true })
  }
  return { id: measure, title: titles[measure], lines, weight: 1 }
}

/** As far as the runs go; JPEG is drawn within. */
export function rateExtent(runs: readonly RatedRun[]): readonly [number, number] {
  return [0, Math.max(0.1, ...runs.flatMap(({ figures }) => figures.image.rounded.map(({ bitsPerPixel }) => bitsPerPixel)))]
}

/** The depth whose rate lies nearest. */
export function nearestDepth(image: Pick<CompressedImage, 'rounded'>, bitsPerPixel: number): number | null {
  return nearestRate(image.rounded, bitsPerPixel)?.bits ?? null
}

/** The point whose rate lies nearest; null where there is none. */
export function nearestRate<Point extends { readonly bitsPerPixel: number }>(points: readonly Point[], bitsPerPixel: number): Point | null {
  const away = (point: Point): number => Math.abs(point.bitsPerPixel - bitsPerPixel)
  return points.reduce<Point | null>((best, point) => (best === null || away(point) < away(best) ? point : best), null)
}
