// Keeps the window's draft in the data folder as well, where it outlives page, browser and host. The window holds it while
// it is open, so that no two windows write one draft.
import { ref } from 'vue'
import type { Draft } from '@shared/contract/drafts'
import { studio } from '../client/studio-client'

/** After the last change; each write waits for the disk. */
const DELAY_MS = 1000
/** The page that was there before a reload may hold the draft for a moment yet. */
const HOLD_TRIES = 20
const HOLD_AGAIN_MS = 250

export function createDraftKeeper(snapshot: () => Draft | null) {
  /** True while the data folder refuses the draft, or cannot be reached. */
  const failed = ref(false)
  let connected = false
  let timer: ReturnType<typeof setTimeout> | undefined
  let writing: Promise<void> = Promise.resolve()
  let holding: { readonly id: string; readonly leave: AbortController } | null = null

  async function write(): Promise<void> {
    const draft = snapshot()
    if (!connected || draft === null) return
    try {
      if (holding?.id !== draft.id) await hold(draft.id)
      await studio.drafts.write(draft)
      failed.value = false
    } catch {
      // The page's own copy stands in; the next change, or the next connection, tries again.
      failed.value = true
    }
  }

  /** One write at a time, each with what is there when its turn comes. */
  function writeNow(): Promise<void> {
    clearTimeout(timer)
    writing = writing.then(write)
    return writing
  }

  function keep(): void {
    clearTimeout(timer)
    if (connected) timer = setTimeout(() => void writeNow(), DELAY_MS)
  }

  /** True where the draft is this window's from now on, until it leaves or takes another. */
  async function hold(id: string): Promise<boolean> {
    if (holding?.id === id) return true
    holding?.leave.abort()
    holding = null
    const leave = new AbortController()
    const stream = await studio.drafts.hold({ id }, { signal: leave.signal })
    const first = await stream.next()
    if (first.done === true || !first.value.held) {
      leave.abort()
      return false
    }
    const mine = { id, leave }
    holding = mine
    // Runs until the window leaves, or the connection does.
    void (async () => {
      try {
        for await (const _ of stream);
      } catch {
        // Lost with its connection; the next one holds it again.
      } finally {
        if (holding === mine) holding = null
      }
    })()
    return true
  }

  async function holdPatiently(id: string): Promise<boolean> {
    for (let tries = 0; tries < HOLD_TRIES; tries += 1) {
      if (await hold(id)) return true
      await new Promise((resolve) => setTimeout(resolve, HOLD_AGAIN_MS))
    }
    return false
  }

  async function forget(id: string): Promise<void> {
    if (!connected) return
    // Only then: a write that is under way would bring it back.
    await writing
    await studio.drafts.delete({ id }).catch(() => {})
  }

  return {
    failed,
    keep,
    writeNow,
    hold: holdPatiently,
    forget,
    /** From now on changes are written. */
    connect: () => (connected = true),
    read: (id: string) => studio.drafts.read({ id }),
  }
}
