// The two axes along which codes were laid out, as a snapshot keeps them: what goes on from it agrees with them in their signs.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { NamedArray } from '@shared/tensors/named-arrays'
import { decodeSafetensors } from '@shared/tensors/safetensors'
import type { Projection } from './project-codes'

/** `[2, values in a code]`. */
export function packAxes(axes: Projection['axes']): NamedArray {
  return { dtype: 'float32', shape: [axes.length, axes[0]?.length ?? 0], data: Float32Array.from(axes.flat()) }
}

export function unpackAxes({ shape, data }: NamedArray): Projection['axes'] {
  const [count = 0, width = 0] = shape
  return Array.from({ length: count }, (_, axis) => Array.from(data.subarray(axis * width, (axis + 1) * width)))
}

/** Of the last snapshot at or before a step that has some; empty where none has. @param directory the run's folder. */
export async function readAxes(directory: string, step: number): Promise<Projection['axes']> {
  const folder = join(directory, 'snapshots')
  const names = await readdir(folder).catch(() => [])
  const steps = names.flatMap((name) => (/^step-\d+$/.test(name) ? [{ name, step: Number(name.slice(5)) }] : []))
  for (const { name } of steps.filter((each) => each.step <= step).sort((a, b) => b.step - a.step)) {
    try {
      const axes = decodeSafetensors(await readFile(join(folder, name, 'latents.safetensors'))).arrays['axes']
      if (axes !== undefined) return unpackAxes(axes)
    } catch {
      // Without codes, or damaged: a picture, not worth a run.
    }
  }
  return []
}
