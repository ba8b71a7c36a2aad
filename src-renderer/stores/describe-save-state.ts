// The words beside the document's name: what would be lost, and what would not.

export interface SaveState {
  readonly saving: boolean
  readonly dirty: boolean
  /** Milliseconds since 1970; null where the document is in no library yet. */
  readonly savedAt: number | null
  readonly now: number
  /** True where not even the draft could be kept. */
  readonly draftFailed: boolean
}

export function describeSaveState({ saving, dirty, savedAt, now, draftFailed }: SaveState): string {
  if (saving) return 'Saving'
  if (dirty && draftFailed) return 'Unsaved changes, and no draft could be kept'
  if (dirty) return 'Unsaved changes'
  return savedAt === null ? 'Not saved yet' : `Saved ${timeAgo(now - savedAt)}`
}

function timeAgo(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000))
  if (seconds < 5) return 'just now'
  if (seconds < 60) return `${seconds} s ago`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ago`
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return `${hours} h ago`
  const days = Math.floor(hours / 24)
  return days === 1 ? 'yesterday' : `${days} days ago`
}
