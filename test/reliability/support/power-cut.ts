// What a power cut may leave of a sequence of file operations: the model that file systems promise and no more.
// Bytes not synced may be there, torn anywhere, zeroes or not at all; a rename not yet synced in its folder may have happened or not.
import { dirname } from 'node:path'
import type { Operation } from './file-faults'

/** Content of the target after the cut; null where it is not there. */
export type Aftermath = Uint8Array | null

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts))
}

/** Everything a file may hold that was written in these pieces. @param synced how many of them are surely there. */
function contentsOf(pieces: readonly Uint8Array[], synced: boolean): Aftermath[] {
  const whole = joined(pieces)
  if (synced) return [whole]
  const torn: Uint8Array[] = [new Uint8Array(), new Uint8Array(whole.length)]
  for (let count = 1; count <= pieces.length; count += 1) {
    const begun = joined(pieces.slice(0, count))
    torn.push(begun, begun.subarray(0, begun.length - 1))
    // The length reached the disk, the last piece did not.
    const hollow = new Uint8Array(begun)
    hollow.fill(0, begun.length - (pieces[count - 1]?.length ?? 0))
    torn.push(hollow)
  }
  return torn
}

/** Every state the target may be in when the power goes after these operations. */
export function afterPowerCut(operations: readonly Operation[], target: string, before: Aftermath): Aftermath[] {
  const pieces = new Map<string, Uint8Array[]>([[target, before === null ? [] : [before]]])
  const synced = new Set<string>([target])
  let possible: Aftermath[] = [before]
  for (const { kind, path, bytes, target: renamed } of operations) {
    if (kind === 'open') {
      pieces.set(path, [])
      synced.delete(path)
      // Opened in its place for writing: what was there is gone.
      if (path === target) possible = [...possible, ...contentsOf([], false)]
    }
    if (kind === 'write') {
      const written = [...(pieces.get(path) ?? []), bytes ?? new Uint8Array()]
      pieces.set(path, written)
      synced.delete(path)
      if (path === target) possible = [before, ...contentsOf(written, false)]
    }
    if (kind === 'sync') {
      synced.add(path)
      if (path === target) possible = contentsOf(pieces.get(path) ?? [], true)
      if (path === dirname(target) && possible.length > 1) possible = possible.slice(1)
    }
    // Old first: syncing the folder takes that away.
    if (kind === 'rename' && renamed === target) possible = [before, ...contentsOf(pieces.get(path) ?? [], synced.has(path))]
  }
  return possible
}
