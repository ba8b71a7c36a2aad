// The version history of the open experiment: what is kept, and what can be done with it.
import { defineStore } from 'pinia'
import { ref, shallowRef, watch } from 'vue'
import type { Occasion, Version, VersionList } from '@shared/contract/versions'
import type { Experiment } from '@shared/experiment/experiment'
import type { StudioErrorDetail } from '@shared/studio-error'
import { toDetail } from '../client/describe-error'
import { studio } from '../client/studio-client'
import { useExperimentStore } from './experiment-store'

export const useVersionsStore = defineStore('versions', () => {
  const document = useExperimentStore()
  /** Newest first. */
  const list = shallowRef<readonly Version[]>([])
  const damaged = shallowRef<VersionList['damaged']>([])
  /** Why they could not be had. */
  const problem = shallowRef<StudioErrorDetail | null>(null)
  const loaded = ref(false)

  async function refresh(): Promise<void> {
    const history = document.historyId
    try {
      const found = await studio.versions.list({ history })
      if (history !== document.historyId) return
      list.value = found.versions
      damaged.value = found.damaged
      problem.value = null
      loaded.value = true
    } catch (error) {
      problem.value = toDetail(error)
    }
  }

  /** Keeps this content as a version; a name given names it. */
  async function keep(experiment: Experiment, what: Occasion, name?: string): Promise<Version> {
    const kept = await studio.versions.keep({ history: document.historyId, experiment, what, ...(name === undefined ? {} : { name }) })
    await refresh()
    return kept
  }

  async function rename(id: string, name: string | null): Promise<void> {
    await studio.versions.rename({ history: document.historyId, id, name })
    await refresh()
  }

  async function remove(id: string): Promise<void> {
    await studio.versions.delete({ history: document.historyId, id })
    await refresh()
  }

  const open = (id: string): Promise<Experiment> => studio.versions.open({ history: document.historyId, id }).then(({ experiment }) => experiment)

  /** That version in the present one's place, as one step that undo takes back. */
  async function restore(version: Version): Promise<void> {
    const experiment = await open(version.id)
    document.replaceWith(experiment, `Go back to ${version.name === null ? 'an earlier version' : `“${version.name}”`}`)
  }

  watch(
    () => document.historyId,
    () => {
      list.value = []
      damaged.value = []
      loaded.value = false
    },
  )

  return { list, damaged, problem, loaded, refresh, keep, rename, remove, open, restore }
})
