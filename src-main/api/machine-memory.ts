// How much memory there is: the machine's, as far as this process may use it, and a graphics card's.
import { execFile } from 'node:child_process'
import { totalmem } from 'node:os'
import { availableMemory, constrainedMemory } from 'node:process'
import type { MachineMemory } from '@shared/cost/memory-problems'
import type { EngineInfo } from '@shared/run/run-events'

const CARD_TIMEOUT_MS = 5000

/** A container's bound counts where there is one. Costs microseconds. */
export function hostMemory(): { readonly total: number; readonly free: number } {
  const bound = constrainedMemory()
  const total = bound > 0 ? Math.min(totalmem(), bound) : totalmem()
  return { total, free: Math.min(total, availableMemory()) }
}

/** The card that trains, as its driver's own tool tells; null where the engine uses none, or nobody can say. Never rejects. */
export function cardMemory(engine: EngineInfo | null): Promise<NonNullable<MachineMemory['card']> | null> {
  if (engine?.accelerator !== 'gpu') return Promise.resolve(null)
  return new Promise((resolve) => {
    execFile('nvidia-smi', ['--query-gpu=name,memory.total', '--format=csv,noheader,nounits'], { timeout: CARD_TIMEOUT_MS, windowsHide: true }, (error, output) => {
      const [name, mebibytes] = (output.split('\n')[0] ?? '').split(',').map((part) => part.trim())
      const total = Number(mebibytes) * 1024 * 1024
      resolve(error === null && name !== undefined && Number.isFinite(total) && total > 0 ? { name, total } : null)
    })
  })
}
