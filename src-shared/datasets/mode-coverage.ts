// How well samples serve data made of normal clouds: how many clouds they reach, and how many samples lie in one.
// As counted since Srivastava et al. 2017 (VEEGAN, arXiv:1705.07761): a sample is of high quality within three standard deviations of
// its nearest centre; a mode is covered when a sample of high quality is nearest to it.
import type { DatasetDescription } from './dataset-definition'

export interface ModeCoverage {
  readonly modesCovered: number
  /** Share of the samples, 0 to 1. */
  readonly highQuality: number
}

/** @param points `[samples, 2]`, row by row */
export function modeCoverage({ centres, standardDeviation }: NonNullable<DatasetDescription['modes']>, points: Float32Array): ModeCoverage {
  const covered = new Set<number>()
  const samples = points.length / 2
  let good = 0
  for (let sample = 0; sample < samples; sample += 1) {
    let nearest = -1
    let least = Number.POSITIVE_INFINITY
    centres.forEach(([x, y], mode) => {
      const distance = Math.hypot((points[2 * sample] ?? Number.NaN) - x, (points[2 * sample + 1] ?? Number.NaN) - y)
      if (distance < least) [least, nearest] = [distance, mode]
    })
    if (least > 3 * standardDeviation) continue
    good += 1
    covered.add(nearest)
  }
  return { modesCovered: covered.size, highQuality: samples === 0 ? 0 : good / samples }
}
