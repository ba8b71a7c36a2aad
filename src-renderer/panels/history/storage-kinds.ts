// What a run's folder holds, by kind, as parts of the whole; kinds that take no room are left out.
import type { RunStorage } from '@shared/run/run-record'

export interface StorageKind {
  readonly title: string
  readonly bytes: number
  /** Of the whole folder, 0 to 1. */
  readonly share: number
}

const titles: Readonly<Record<keyof RunStorage, string>> = { checkpoints: 'Checkpoints', snapshots: 'Samples and codes', log: 'Log', other: 'Other' }

export function storageKinds(storage: RunStorage): readonly StorageKind[] {
  const parts = [
    { title: titles.checkpoints, bytes: storage.checkpoints },
    { title: titles.snapshots, bytes: storage.snapshots },
    { title: titles.log, bytes: storage.log },
    { title: titles.other, bytes: storage.other },
  ]
  const whole = parts.reduce((sum, part) => sum + part.bytes, 0)
  return parts.filter((part) => part.bytes > 0).map((part) => ({ ...part, share: part.bytes / whole }))
}
