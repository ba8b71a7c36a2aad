// A real look at the chosen dataset: first test examples and class counts, fetched once for every setting of it.
import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import type { DatasetPreview } from '@shared/contract/contract'
import type { StudioErrorDetail } from '@shared/studio-error'
import { toDetail } from '../../client/describe-error'
import { studio } from '../../client/studio-client'
import { useExperimentStore } from '../../stores/experiment-store'

const TYPING_PAUSE_MS = 350

export const useDatasetPreviewStore = defineStore('dataset-preview', () => {
  const document = useExperimentStore()
  const preview = shallowRef<DatasetPreview | null>(null)
  const problem = shallowRef<StudioErrorDetail | null>(null)
  const loading = ref(false)
  const shownFor = ref('')
  /** PNG of the first test examples as an address for pictures; empty where there is none. */
  const sheetAddress = computed(() => (preview.value?.sheet ? `data:image/png;base64,${preview.value.sheet.png}` : ''))

  const wanted = computed(() => {
    const choice = document.experiment?.dataset
    // Settings that do not fit their schema have no data to show; the problem itself is told elsewhere.
    return choice && document.analysis?.dataset ? JSON.stringify(choice) : ''
  })

  let timer: ReturnType<typeof setTimeout> | undefined
  let latest = 0

  async function fetchPreview(key: string): Promise<void> {
    const choice = document.experiment?.dataset
    if (!choice) return
    const turn = ++latest
    loading.value = true
    try {
      const found = await studio.datasets.preview({ id: choice.id, parameters: choice.parameters })
      if (turn !== latest) return
      preview.value = found
      problem.value = null
    } catch (error) {
      if (turn !== latest) return
      preview.value = null
      problem.value = toDetail(error)
    } finally {
      if (turn === latest) loading.value = false
    }
    shownFor.value = key
  }

  watch(
    wanted,
    (key, before) => {
      clearTimeout(timer)
      if (key === '') {
        latest++
        preview.value = null
        loading.value = false
        return
      }
      if (key === shownFor.value && preview.value) return
      timer = setTimeout(() => void fetchPreview(key), before ? TYPING_PAUSE_MS : 0)
    },
    { immediate: true },
  )

  return { preview, problem, loading, sheetAddress, retry: () => void fetchPreview(wanted.value) }
})
