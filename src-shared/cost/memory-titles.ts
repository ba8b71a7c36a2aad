// What people read for each part of a run's memory.
import type { MemoryEstimate } from './memory'

export type MemoryPart = 'engine' | 'program' | 'dataset' | 'state' | 'gradients' | 'activations' | 'tests'

const memoryTitles: Readonly<Record<MemoryPart, string>> = {
  engine: 'Engine and trainer',
  program: 'Recorded step',
  dataset: 'Dataset',
  state: 'Weights, averages and optimizer slots, and their copies for a checkpoint',
  gradients: 'Gradients',
  activations: 'Activations, kept for the way back',
  tests: 'Activations of a test',
}

/** Largest first. */
export function memoryParts(memory: MemoryEstimate): readonly { readonly part: MemoryPart; readonly title: string; readonly bytes: number }[] {
  return (Object.keys(memoryTitles) as MemoryPart[]).map((part) => ({ part, title: memoryTitles[part], bytes: memory[part] })).sort((a, b) => b.bytes - a.bytes)
}
