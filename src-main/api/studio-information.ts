// What the studio says of itself: version, folder, disk, and the engine, which is probed once in the background.
import { statfs } from 'node:fs/promises'
import type { StudioInfo } from '@shared/contract/contract'
import type { MachineMemory } from '@shared/cost/memory-problems'
import type { Locations } from '../locations'
import type { ReadableDatabase } from '../store/database'
import { sumRunBytes } from '../store/queries/read-runs'
import { cardMemory, hostMemory } from './machine-memory'
import { probeEngine, type EngineFinding } from './engine-probe'

export interface StudioInformationParts {
  readonly host: StudioInfo['host']
  readonly version: string
  readonly dataDirectory: string
  readonly database: ReadableDatabase
  readonly locations: Locations
}

export class StudioInformation {
  readonly #parts: StudioInformationParts
  #probe: Promise<EngineFinding> | null = null
  #finding: EngineFinding | null = null
  #card: NonNullable<MachineMemory['card']> | null = null

  constructor(parts: StudioInformationParts) {
    this.#parts = parts
  }

  /** Starts the probe, or joins the one under way. */
  engine(): Promise<EngineFinding> {
    this.#probe ??= probeEngine(this.#parts.locations).then(async (finding) => {
      this.#card = await cardMemory(finding.engine)
      this.#finding = finding
      return finding
    })
    return this.#probe
  }

  /** As it is now; the card is known once the engine was probed. */
  memory(): MachineMemory & { readonly card: NonNullable<MachineMemory['card']> | null } {
    return { ...hostMemory(), card: this.#card }
  }

  async read(): Promise<StudioInfo> {
    const { host, version, dataDirectory, database } = this.#parts
    void this.engine()
    let free = 0
    try {
      const disk = await statfs(dataDirectory)
      free = disk.bavail * disk.bsize
    } catch {
      // A file system that does not tell.
    }
    return {
      version,
      host,
      dataDirectory,
      engine: this.#finding?.engine ?? null,
      engineProblem: this.#finding?.problem ?? null,
      disk: { used: sumRunBytes(database), free },
      memory: this.memory(),
    }
  }
}
