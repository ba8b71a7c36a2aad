// Asks the studio to run exported code in Python, one check at a time; leaving the code ends the Python that runs.
import { onScopeDispose, shallowRef } from 'vue'
import type { CheckedFramework, ExportCheckAnswer, ExportSource } from '@shared/contract/exports'
import type { StudioErrorDetail } from '@shared/studio-error'
import { toDetail } from '../../client/describe-error'
import { studio } from '../../client/studio-client'

export type ExportCheckState =
  | { readonly kind: 'none' }
  | { readonly kind: 'running' }
  | { readonly kind: 'done'; readonly answer: ExportCheckAnswer }
  | { readonly kind: 'fault'; readonly detail: StudioErrorDetail }

export function useExportCheck() {
  const state = shallowRef<ExportCheckState>({ kind: 'none' })
  let running: AbortController | null = null

  function clear(): void {
    running?.abort()
    running = null
    state.value = { kind: 'none' }
  }

  async function check(source: ExportSource, framework: CheckedFramework): Promise<void> {
    clear()
    const own = new AbortController()
    running = own
    state.value = { kind: 'running' }
    try {
      const answer = await studio.exports.check({ source, frameworks: [framework] }, { signal: own.signal })
      if (!own.signal.aborted) state.value = { kind: 'done', answer }
    } catch (error) {
      if (!own.signal.aborted) state.value = { kind: 'fault', detail: toDetail(error) }
    }
  }

  onScopeDispose(clear)
  return { state, check, clear }
}
