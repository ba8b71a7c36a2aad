// The window's own copy of its draft, in the page's storage: at hand at once when the page loads again, and there while the
// studio cannot be reached. The data folder's copy (draft-keeper.ts) is the one that outlives the browser.
import { draftSchema, type Draft } from '@shared/contract/drafts'

/** Of the browser: the draft written last; of the window: its own. */
const KEY = 'latent-studio.draft'
/** An unreadable draft is set aside here, never thrown away. */
const SET_ASIDE_KEY = 'latent-studio.draft.unreadable'
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789'

export interface FoundDraft {
  readonly draft: Draft
  /** False where the draft was the last of another window, which may still be open. */
  readonly own: boolean
}

/** What a page keeps between loads; absent in tests and where the browser forbids it. */
function storage(kind: 'localStorage' | 'sessionStorage'): Storage | undefined {
  try {
    return globalThis[kind]
  } catch {
    return undefined
  }
}

export function newDraftId(): string {
  return `_${[...crypto.getRandomValues(new Uint8Array(12))].map((byte) => ALPHABET[byte % ALPHABET.length] ?? 'a').join('')}`
}

/** The id of this window's draft, where it had one before it was loaded. */
export function ownDraftId(): string | null {
  return storage('sessionStorage')?.getItem(KEY) ?? null
}

/** This window's draft, else the browser's last one; undefined where there is none or it cannot be read (then it is set aside). */
export function readDraft(): FoundDraft | undefined {
  const own = storage('sessionStorage')?.getItem(KEY) ?? null
  const id = own ?? storage('localStorage')?.getItem(KEY) ?? null
  if (id === null) return undefined
  // The one key of before held the draft itself.
  const place = id.startsWith('_') ? `${KEY}.${id}` : KEY
  const text = storage('localStorage')?.getItem(place)
  if (!text) return undefined
  try {
    const value: unknown = JSON.parse(text)
    const draft = draftSchema.parse(typeof value === 'object' && value !== null && !('id' in value) ? { ...value, id: newDraftId(), at: Date.now() } : value)
    return { draft, own: own !== null }
  } catch {
    storage('localStorage')?.setItem(SET_ASIDE_KEY, text)
    storage('localStorage')?.removeItem(place)
    return undefined
  }
}

/** False where the draft could not be kept. One too large to keep whole is kept without its undo steps. */
export function writeDraft(draft: Draft): boolean {
  const write = (content: Draft): boolean => {
    try {
      storage('localStorage')?.setItem(`${KEY}.${content.id}`, JSON.stringify(content))
      storage('localStorage')?.setItem(KEY, content.id)
      storage('sessionStorage')?.setItem(KEY, content.id)
      return true
    } catch {
      return false
    }
  }
  return write(draft) || (draft.history !== null && write({ ...draft, history: null }))
}

export function forgetDraft(id: string): void {
  try {
    storage('localStorage')?.removeItem(`${KEY}.${id}`)
    if (storage('localStorage')?.getItem(KEY) === id) storage('localStorage')?.removeItem(KEY)
    if (storage('sessionStorage')?.getItem(KEY) === id) storage('sessionStorage')?.removeItem(KEY)
  } catch {
    // Storage that is denied holds nothing to forget.
  }
}
