// The kinds of work a training step is made of. Each has a speed of its own on a machine, which calibration measures.

export const workKinds = ['steps', 'operations', 'denseProducts', 'convolutionProducts', 'values', 'normalisedValues', 'drawnValues', 'updatedValues'] as const
/**
 *   steps                one: calling the graph, gathering the batch's first byte
 *   operations           operations of the graph, each with a price of its own however little it computes
 *   denseProducts        multiply-adds of matrix products
 *   convolutionProducts  multiply-adds of convolutions
 *   values               values read or written by operations that compute little for each: activations, sums, copies
 *   normalisedValues     values that go through a normalisation, moments and all
 *   drawnValues          random numbers
 *   updatedValues        values of weights, gradients and optimizer slots that an update reads or writes
 */
export type WorkKind = (typeof workKinds)[number]

/** How much of each kind. */
export type Work = Readonly<Record<WorkKind, number>>

export const NO_WORK: Work = { steps: 0, operations: 0, denseProducts: 0, convolutionProducts: 0, values: 0, normalisedValues: 0, drawnValues: 0, updatedValues: 0 }

export function addWork(a: Work, b: Work, times = 1): Work {
  const sum: Record<WorkKind, number> = { ...a }
  for (const kind of workKinds) sum[kind] += times * b[kind]
  return sum
}
