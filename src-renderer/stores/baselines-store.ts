// Comparisons with baselines that are being made: what was asked for, what is still trained, and the way to it once all of it is there.
import { computed, shallowRef, watch } from 'vue'
import { defineStore } from 'pinia'
import type { BaselineState } from '@shared/contract/baselines'
import { isEnded } from '@shared/run/reduce-run'
import type { RunId } from '@shared/run/run-events'
import type { RunSummary } from '@shared/run/run-record'
import { studio } from '../client/studio-client'
import { useClockStore } from './clock-store'
import { useRunsStore } from './runs-store'
import { useUiStore } from './ui-store'

interface Awaited {
  /** The run that is compared. */
  readonly of: RunId
  readonly baselines: readonly { readonly kind: BaselineState['kind']; readonly id: RunId }[]
}

export const useBaselinesStore = defineStore('baselines', () => {
  const runs = useRunsStore()
  const ui = useUiStore()
  const clock = useClockStore()
  const awaited = shallowRef<Awaited | null>(null)

  const standing = computed(() => {
    const now = awaited.value
    if (now === null) return null
    const summaries = now.baselines.map(({ kind, id }) => ({ kind, run: runs.list.find((run) => run.id === id) ?? null }))
    return { of: now.of, baselines: summaries, over: runs.loaded && summaries.every(({ run }) => run === null || isEnded(run.status)) }
  })

  /** Puts the run and its baselines on show, reconstructions side by side at their ends. */
  function compare(ids: readonly RunId[]): void {
    runs.showOnly(ids)
    ui.comparedPictures = 'reconstructions'
    ui.show('compare')
    clock.goLive()
  }

  /** What has to be trained is put in the queue; the comparison opens when all of it has ended. @throws the studio's error. */
  async function begin(of: RunId, kinds: readonly BaselineState['kind'][]): Promise<void> {
    const baselines: { kind: BaselineState['kind']; id: RunId }[] = []
    for (const kind of kinds) {
      const { run } = await studio.baselines.start({ id: of, kind })
      const { experiment: _experiment, ...summary } = run
      runs.take(summary)
      baselines.push({ kind, id: run.id })
    }
    awaited.value = { of, baselines }
  }

  function forget(): void {
    awaited.value = null
  }

  /** Whoever waits for it in the sheet is taken there; whoever went on with other work is told, and not torn away from it. */
  function finish(of: RunId, ended: readonly RunSummary[]): void {
    const failed = ended.filter(({ status }) => status !== 'finished')
    const name = runs.list.find(({ id }) => id === of)?.name ?? 'the run'
    const ids = [of, ...ended.filter(({ status }) => status === 'finished').map(({ id }) => id)]
    // A failure is told where it happened; the sheet stays.
    if (failed.length > 0 && ui.sheet === 'baseline' && ui.baselineRun === of) return
    forget()
    if (failed.length > 0) ui.note(`${failed.map((run) => `${run.name} ${run.status === 'failed' ? 'failed' : `was ${run.status}`}`).join(', ')}: there is no such baseline beside ${name}.`)
    if (ids.length < 2) return
    if (ui.sheet === 'baseline' && ui.baselineRun === of) {
      ui.sheet = null
      compare(ids)
    } else ui.note(`Baselines of ${name} are ready.`, 'done', { label: 'Compare', run: () => compare(ids) })
  }

  watch(
    () => standing.value?.over === true,
    (over) => {
      const now = standing.value
      if (over && now !== null) finish(now.of, now.baselines.flatMap(({ run }) => run ?? []))
    },
  )

  return { standing, begin, compare, forget }
})
