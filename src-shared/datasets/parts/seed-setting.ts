// The seed of what a dataset draws. Apart from the run's own, so that runs of several seeds train on the same examples.
import { z } from 'zod'

/** @param of what it draws, as the sentence's beginning: `Of the places of frames.` */
export function seedSetting(of: string, title = 'Seed') {
  return z
    .number()
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .default(1)
    .meta({ title, description: `${of} Apart from the run’s own seed.` })
}
