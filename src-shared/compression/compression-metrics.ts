// What is measured of whole pictures that a model compresses: how like the original they are, with codes as they are and rounded.
import type { ImagePart } from '../datasets/dataset-definition'
import type { MetricDefinition } from '../recipes/recipe-definition'

const titles: Readonly<Record<ImagePart, string>> = { training: 'training image', new: 'new image' }
const suffixes: Readonly<Record<ImagePart, string>> = { training: 'TrainingImage', new: 'NewImage' }
const measures = [
  { measure: 'psnr', title: 'PSNR', unit: 'dB' },
  { measure: 'ssim', title: 'SSIM', unit: 'of 1' },
] as const
/** Lines of one pane: as they are, then depth by depth. */
const colours = ['real', 'encoder', 'generator'] as const

export type CompressionMeasure = (typeof measures)[number]['measure']

/** `psnrNewImage`, `psnrNewImage6Bits`. @param bits null for codes as they are. */
export function compressionMetricName(measure: CompressionMeasure, part: ImagePart, bits: number | null): string {
  return `${measure}${suffixes[part]}${bits === null ? '' : `${bits}Bits`}`
}

/** @param depths bit depths, as the recipe's settings have them; one that comes twice is measured once. */
export function compressionMetrics(parts: readonly ImagePart[], depths: readonly number[]): readonly MetricDefinition[] {
  return measures.flatMap(({ measure, title, unit }) =>
    parts.flatMap((part) =>
      [null, ...new Set(depths)].map((bits, index): MetricDefinition => {
        const colour = colours[index]
        return {
          name: compressionMetricName(measure, part, bits),
          title: [title, part, ...(bits === null ? [] : [bits === 1 ? '1 bit' : `${bits} bits`])].join(', '),
          short: bits === null ? 'not rounded' : bits === 1 ? '1 bit' : `${bits} bits`,
          unit,
          better: 'higher',
          splits: ['test'],
          group: `${title}, ${titles[part]}`,
          ...(colour === undefined ? {} : { colour }),
        }
      }),
    ),
  )
}
