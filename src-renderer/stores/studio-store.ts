// What the studio says of itself: version, engine, folders; its templates and its library of saved experiments.
import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import type { LibraryBlock } from '@shared/contract/blocks'
import type { SavedExperiment, StudioInfo, Template } from '@shared/contract/contract'
import type { DraftSummary } from '@shared/contract/drafts'
import type { StudioErrorDetail } from '@shared/studio-error'
import { toDetail } from '../client/describe-error'
import { connectionState, studio } from '../client/studio-client'

/** While the engine is still being probed, it is asked for again after this long. */
const PROBE_AGAIN_MS = 1000

export const useStudioStore = defineStore('studio', () => {
  const info = shallowRef<StudioInfo | null>(null)
  const templates = shallowRef<readonly Template[]>([])
  const library = shallowRef<readonly SavedExperiment[]>([])
  /** The studio's own and the personal library's. */
  const blocks = shallowRef<readonly LibraryBlock[]>([])
  /** Unsaved work of windows that are gone, newest first; unreadable ones too. */
  const leftDrafts = shallowRef<readonly DraftSummary[]>([])
  /** False until templates and library were first received. */
  const loaded = ref(false)
  /** Why they could not be had; they are asked for again on every new connection. */
  const problem = shallowRef<StudioErrorDetail | null>(null)
  let probing: ReturnType<typeof setTimeout> | undefined

  const engine = computed(() => info.value?.engine ?? null)

  async function refreshInfo(): Promise<void> {
    clearTimeout(probing)
    info.value = await studio.studio.info()
    if (info.value.engine === null && info.value.engineProblem === null) probing = setTimeout(() => void refreshInfo().catch(() => {}), PROBE_AGAIN_MS)
  }

  /** Newest first. */
  async function refreshLibrary(): Promise<void> {
    library.value = [...(await studio.experiments.list())].sort((a, b) => b.savedAt - a.savedAt)
  }

  async function refreshBlocks(): Promise<void> {
    blocks.value = await studio.blocks.list()
  }

  async function refresh(): Promise<void> {
    try {
      const [, listed] = await Promise.all([refreshInfo(), studio.templates.list(), refreshLibrary(), refreshBlocks()])
      templates.value = listed
      loaded.value = true
      problem.value = null
    } catch (error) {
      problem.value = toDetail(error)
    }
  }

  async function refreshDrafts(): Promise<void> {
    leftDrafts.value = (await studio.drafts.list()).filter((draft) => draft.dirty && !draft.held)
  }

  async function removeDraft(id: string): Promise<void> {
    await studio.drafts.delete({ id })
    await refreshDrafts()
  }

  async function refreshTemplates(): Promise<void> {
    templates.value = await studio.templates.list()
  }

  async function removeSaved(id: string): Promise<void> {
    await studio.experiments.delete({ id })
    await refreshLibrary()
  }

  /** Asks now, and again after every reconnection: the host may be another one than before. */
  function connect(): void {
    void refresh()
    watch(connectionState, (now, before) => {
      if (now === 'open' && before === 'lost') void refresh()
    })
  }

  return { info, engine, templates, library, blocks, leftDrafts, loaded, problem, refreshDrafts, removeDraft, refreshTemplates, connect, refresh, refreshInfo, refreshLibrary, refreshBlocks, removeSaved }
})
