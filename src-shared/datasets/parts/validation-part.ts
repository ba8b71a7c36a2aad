// Validation examples of a dataset that has no part of its own for them: held out from the end of its training examples.
import { z } from 'zod'
import type { Problem } from '../../problem'

/** The setting. None when left out: figures published for all training examples stay comparable. */
export function validationCountSetting(most: number) {
  return z.number().int().min(0).max(most).default(0).meta({
    title: 'Validation examples',
    description: 'The last so many of the training examples are not trained on: settings, and the best checkpoint, are chosen by them. With 0 the test examples serve for that, and their figures are no longer those of unseen data.',
  })
}

/** How many examples are left to train on, and how many validate. At least one stays to train on; `validationProblems` tells where that was not asked for. */
export function heldOutCounts(trainCount: number, validationCount: number): { readonly trainCount: number; readonly validationCount: number } {
  const held = Math.min(validationCount, trainCount - 1)
  return { trainCount: trainCount - held, validationCount: held }
}

/** @param path of the setting. */
export function validationProblems(trainCount: number, validationCount: number, path: string): readonly Problem[] {
  if (validationCount < trainCount) return []
  const fewer = Math.floor(trainCount / 10)
  return [
    {
      code: 'validation-leaves-nothing',
      severity: 'error',
      place: { path },
      title: 'Validation examples leave nothing to train on',
      expected: `fewer than the ${trainCount} training examples`,
      got: String(validationCount),
      fix: `hold out fewer, ${fewer} for instance`,
      fixes: [{ label: `Hold out ${fewer}`, edits: [{ kind: 'set-value', path, value: fewer }] }],
    },
  ]
}
