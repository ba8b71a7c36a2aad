// The two experiments laid side by side, and the difference in focus.
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { analyseExperiment } from '@shared/experiment/analyse-experiment'
import { diffExperiments } from '@shared/diff/diff-experiments'
import { listDifferences } from '@shared/diff/list-differences'
import type { Experiment } from '@shared/experiment/experiment'
import { useUiStore } from './ui-store'

export interface DiffSide {
  /** `VAE on MNIST, as it is on the canvas`. */
  readonly title: string
  readonly experiment: Experiment
}

export type SideName = 'a' | 'b'

export const useDiffStore = defineStore('diff', () => {
  const ui = useUiStore()
  const a = shallowRef<DiffSide | null>(null)
  const b = shallowRef<DiffSide | null>(null)
  const focused = ref(0)

  const analysisA = computed(() => a.value && analyseExperiment(a.value.experiment))
  const analysisB = computed(() => b.value && analyseExperiment(b.value.experiment))
  const diff = computed(() => (a.value && b.value ? diffExperiments(a.value.experiment, b.value.experiment) : null))
  const differences = computed(() => (diff.value ? listDifferences(diff.value) : []))
  const current = computed(() => differences.value[focused.value] ?? null)

  function put(side: SideName, chosen: DiffSide): void {
    ;(side === 'a' ? a : b).value = chosen
    focused.value = 0
  }

  /** The older one left, the newer one right. */
  function open(before: DiffSide, after: DiffSide): void {
    put('a', before)
    put('b', after)
    ui.show('diff')
  }

  function swap(): void {
    const left = a.value
    a.value = b.value
    b.value = left
    focused.value = 0
  }

  function step(by: number): void {
    const count = differences.value.length
    if (count > 0) focused.value = (focused.value + by + count) % count
  }

  return { a, b, focused, analysisA, analysisB, diff, differences, current, put, open, swap, step }
})
