// What every procedural set of points in the plane has in common: its settings and what comes out.
import { z } from 'zod'
import type { Problem } from '../../problem'
import type { DatasetDescription } from '../dataset-definition'
import { seedSetting } from './seed-setting'
import { heldOutCounts, validationCountSetting, validationProblems } from './validation-part'

const count = (title: string, most: number, usual: number) => z.number().int().min(1).max(most).default(usual).meta({ title })

/** Settings with the given usual noise; a set adds its own with `extend`. */
export function pointSetParameters(noise: number) {
  return z.object({
    trainCount: count('Training examples', 1_000_000, 4096),
    validationCount: validationCountSetting(999_999),
    testCount: count('Test examples', 100_000, 1024),
    noise: z.number().min(0).max(10).default(noise).meta({ title: 'Noise', description: 'Standard deviation of the normal noise added to every point.' }),
    seed: seedSetting('The same seed draws the same points.'),
  })
}

export type PointSetParameters = z.output<ReturnType<typeof pointSetParameters>>

/** A set made of normal clouds alone says where they are, so that samples can be held against them. */
export function describeClouds(parameters: PointSetParameters, clouds: readonly { readonly name: string; readonly centre: readonly [number, number] }[]): DatasetDescription {
  const description = describePoints(
    parameters,
    clouds.map(({ name }) => name),
  )
  return parameters.noise === 0 ? description : { ...description, modes: { centres: clouds.map(({ centre }) => centre), standardDeviation: parameters.noise } }
}

export function describePoints({ trainCount, validationCount, testCount }: PointSetParameters, classes: readonly string[]): DatasetDescription {
  return { shape: [2], kind: 'points', ...heldOutCounts(trainCount, validationCount), testCount, classes, storage: 'float32', range: null }
}

export function pointSetProblems({ trainCount, validationCount }: PointSetParameters): readonly Problem[] {
  return validationProblems(trainCount, validationCount, 'dataset.parameters.validationCount')
}
