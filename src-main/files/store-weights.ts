// Numbers that networks begin with, kept in a folder under the hash of what they are: stored once, however many name them.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { NamedArrays } from '@shared/tensors/named-arrays'
import { encodeSafetensors } from '@shared/tensors/safetensors'
import { writeAtomically } from './write-atomically'

/** Where weights of that hash lie. */
export function startingWeightsFile(folder: string, sha256: string): string {
  return join(folder, `${sha256}.safetensors`)
}

/** @param folder null where nothing is to be kept. @param weights by `<node>/<weight>`. @returns the SHA-256 of the file. @throws as `writeAtomically`. */
export function storeWeights(folder: string | null, weights: NamedArrays): string {
  const bytes = encodeSafetensors(weights)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  if (folder === null) return sha256
  const file = startingWeightsFile(folder, sha256)
  mkdirSync(folder, { recursive: true })
  if (!existsSync(file)) writeAtomically(file, bytes)
  return sha256
}
