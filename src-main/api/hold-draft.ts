// A window holds its draft as long as it listens: the stream ends with the page, whichever way the page goes.
import type { DraftFolder } from '../store/draft-folder'

export async function* holdDraft(drafts: DraftFolder, id: string, signal: AbortSignal | undefined): AsyncGenerator<{ held: boolean }> {
  if (!drafts.hold(id)) {
    yield { held: false }
    return
  }
  try {
    yield { held: true }
    await new Promise<void>((resolve) => {
      if (signal === undefined || signal.aborted) resolve()
      else signal.addEventListener('abort', () => resolve(), { once: true })
    })
  } finally {
    drafts.release(id)
  }
}
