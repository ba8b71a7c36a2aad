// Where files of a run lie in its folder, by their step.

function stepName(step: number): string {
  return `step-${String(step).padStart(9, '0')}`
}

/** A fork finds there the checkpoint it starts from. */
export function checkpointFile(step: number): string {
  return `checkpoints/${stepName(step)}.safetensors`
}

/** Of all pictures of one step. */
export function snapshotFolder(step: number): string {
  return `snapshots/${stepName(step)}`
}
