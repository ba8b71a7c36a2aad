// The model that was read and not yet added: what the import sheet shows.
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { ModelAnswer } from '@shared/contract/models'

export interface ReadModel {
  readonly fileName: string
  readonly answer: ModelAnswer
}

export const useModelImportStore = defineStore('model-import', () => {
  const model = shallowRef<ReadModel | null>(null)
  /** The file on its way up or being read; null while none is. */
  const reading = ref<string | null>(null)
  /** Role of the recipe for each network of the model, `none` for none. */
  const roles = ref<string[]>([])
  return { model, reading, roles }
})
