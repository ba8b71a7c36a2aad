// Which checkpoint answers for what a snapshot shows: the newest up to its step, or where there is none yet the first after it.

export function checkpointFor<Checkpoint extends { readonly step: number }>(checkpoints: readonly Checkpoint[], step: number): Checkpoint | null {
  const ascending = [...checkpoints].sort((a, b) => a.step - b.step)
  return ascending.findLast((checkpoint) => checkpoint.step <= step) ?? ascending[0] ?? null
}
