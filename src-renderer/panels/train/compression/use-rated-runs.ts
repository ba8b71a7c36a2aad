// What runs on show make of the same picture: of a dataset's from their own snapshots at the clock, of a person's by
// asking their checkpoints one after the other.
import { computed, onBeforeUnmount, shallowRef, watch } from 'vue'
import type { ComputedRef } from 'vue'
import { findRecipe } from '@shared/recipes/catalogue'
import type { RunId } from '@shared/run/run-events'
import type { RunSummary } from '@shared/run/run-record'
import { atOrBefore } from '../../../stores/clock-position'
import { useClockStore } from '../../../stores/clock-store'
import { useRunsStore } from '../../../stores/runs-store'
import { newCaller } from '../probes/ask-checkpoint'
import { checkpointFor } from '../clock/checkpoint-for'
import { keepLooks } from '../../run/run-look'
import type { RunLook } from '../../run/run-look'
import { compressionFigures } from './ask-compression'
import type { OwnPicture } from './own-picture-store'
import type { RatedRun } from './rate-distortion'

/** A picture of datasets, by its name; or a person's. */
export type RatedPicture = { readonly name: string } | { readonly own: OwnPicture }

interface Asked {
  readonly id: RunId
  readonly step: number
  readonly own: OwnPicture
  readonly figures: RatedRun['figures'] | null
}

/** @param among the runs, whatever their recipe. */
export function useRatedRuns(picture: () => RatedPicture | null, among: () => readonly RunSummary[]): ComputedRef<readonly RatedRun[]> {
  const runs = useRunsStore()
  const clock = useClockStore()
  const caller = newCaller()
  const looks = computed<readonly RunLook[]>((before) => keepLooks(before, among().filter(({ recipe }) => findRecipe(recipe)?.codeBits !== undefined)))
  const answers = shallowRef<readonly Asked[]>([])
  let stopped = false
  let asking = false

  const own = computed(() => {
    const wanted = picture()
    return wanted !== null && 'own' in wanted ? wanted.own : null
  })
  /** Which checkpoint of each run stands for the clock. */
  const places = computed(() =>
    own.value === null
      ? []
      : looks.value.flatMap(({ id }) => {
          const view = runs.feeds.get(id)?.view.value
          const step = Math.round(Math.min(clock.position, view?.epoch ?? 0) * (view?.stepsPerEpoch ?? 1))
          const found = checkpointFor(view?.checkpoints ?? [], step)
          return found === null ? [] : [{ id, step: found.step }]
        }),
  )
  const known = (id: RunId, step: number): Asked | undefined => answers.value.find((answer) => answer.id === id && answer.step === step && answer.own === own.value)

  async function askAll(): Promise<void> {
    if (asking) return
    asking = true
    for (let next = missing(); next !== undefined && !stopped; next = missing()) {
      const { id, step, picture: asked } = next
      // A run whose checkpoint is gone has no line.
      const answer = await compressionFigures({ run: id, step }, { image: asked, depths: [] }, `${caller}-${id}`).catch(() => null)
      answers.value = [...answers.value.filter((each) => each.id !== id), { id, step, own: asked, figures: answer === null ? null : { codeSize: answer.codeSize, image: answer.image } }]
    }
    asking = false
  }

  function missing(): { readonly id: RunId; readonly step: number; readonly picture: OwnPicture } | undefined {
    const asked = own.value
    const place = asked === null ? undefined : places.value.find(({ id, step }) => known(id, step) === undefined)
    return asked === null || place === undefined ? undefined : { ...place, picture: asked }
  }

  watch([places, own], () => void askAll(), { immediate: true })
  onBeforeUnmount(() => {
    stopped = true
  })

  return computed(() => {
    const wanted = picture()
    if (wanted === null) return []
    return looks.value.flatMap((look): RatedRun[] => {
      if ('own' in wanted) {
        const figures = answers.value.find(({ id, own: of }) => id === look.id && of === wanted.own)?.figures
        return figures ? [{ look, figures }] : []
      }
      const figures = atOrBefore(runs.feeds.get(look.id)?.view.value.snapshots.compression ?? [], clock.position)?.artefact.compression
      const image = figures?.images.find(({ name }) => name === wanted.name)
      return figures && image ? [{ look, figures: { codeSize: figures.codeSize, image } }] : []
    })
  })
}
