// The draft that survives a reload or a crash: the document on the canvas and where it came from, kept in the page's
// own storage on every change. It is a safety net beside the library, which alone is called "saved".
import { z } from 'zod'
import { experimentSchema, type Experiment } from '@shared/experiment/experiment'
import { forkSourceSchema, type ForkSource } from './fork-source'

const KEY = 'latent-studio.draft'
/** An unreadable draft is set aside here, never thrown away. */
const SET_ASIDE_KEY = 'latent-studio.draft.unreadable'

const draftSchema = z.object({
  experiment: experimentSchema,
  libraryId: z.string().nullable(),
  templateId: z.string().nullable(),
  savedAt: z.number().nullable(),
  dirty: z.boolean(),
  forkOf: forkSourceSchema.nullable().default(null),
  /** Text in fields that is no value yet, by the setting's place. */
  unfinished: z.record(z.string(), z.object({ text: z.string(), title: z.string(), expected: z.string() })),
})

export interface Draft {
  readonly experiment: Experiment
  readonly libraryId: string | null
  readonly templateId: string | null
  readonly savedAt: number | null
  readonly dirty: boolean
  readonly forkOf: ForkSource | null
  readonly unfinished: Readonly<Record<string, { readonly text: string; readonly title: string; readonly expected: string }>>
}

/** What a page keeps between loads; absent in tests and where the browser forbids it. */
function storage(): Storage | undefined {
  try {
    return globalThis.localStorage
  } catch {
    return undefined
  }
}

/** The kept draft, or undefined where there is none or it cannot be read (then it is set aside). */
export function readDraft(): Draft | undefined {
  const text = storage()?.getItem(KEY)
  if (!text) return undefined
  try {
    return draftSchema.parse(JSON.parse(text))
  } catch {
    storage()?.setItem(SET_ASIDE_KEY, text)
    storage()?.removeItem(KEY)
    return undefined
  }
}

/** False where the draft could not be kept; the caller tells the person. */
export function writeDraft(draft: Draft): boolean {
  try {
    storage()?.setItem(KEY, JSON.stringify(draft))
    return true
  } catch {
    return false
  }
}
