// The datasets a person imported, as the studio lists them.
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { StoredDataset } from '@shared/datasets/own/stored-dataset'
import type { StudioErrorDetail } from '@shared/studio-error'
import { toDetail } from '../client/describe-error'
import { studio } from '../client/studio-client'

export const useOwnDataStore = defineStore('own-data', () => {
  const list = shallowRef<readonly StoredDataset[]>([])
  const problem = shallowRef<StudioErrorDetail | null>(null)
  const loaded = ref(false)

  async function refresh(): Promise<void> {
    try {
      list.value = await studio.ownData.list()
      problem.value = null
    } catch (error) {
      problem.value = toDetail(error)
    }
    loaded.value = true
  }

  return { list, problem, loaded, refresh }
})
