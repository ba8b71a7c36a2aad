// Which cards the open run has, on whatever page they stand.
import { computed, type Component, type ComputedRef } from 'vue'
import ActivationsCard from './latent/activations-card.vue'
import CodeUseCard from './latent/code-use-card.vue'
import ManifoldCard from './latent/manifold-card.vue'
import FieldCard from './pictures/field-card.vue'
import ActivityCard from './stages/activity-card.vue'
import { useStageActivities } from './stages/use-stage-activities'
import { useOpenRun } from './use-open-run'

export interface RunCards {
  /** A recipe without an encoder has no reconstructions and no codes of examples. */
  readonly encodes: ComputedRef<boolean>
  /** What tells most of this run's code besides where examples lie; null where it has none. */
  readonly plane: ComputedRef<Component | null>
  /** The card is as high as wide: it shows a plane. */
  readonly flat: ComputedRef<boolean>
}

export function useRunCards(): RunCards {
  const { view, definitions } = useOpenRun()
  const hasActivities = useStageActivities()
  const encodes = computed(() => definitions.value?.recipe?.encode !== undefined)
  const hasField = computed(() => (view.value?.snapshots.field.length ?? 0) > 0)
  const hasManifold = computed(() => (view.value?.snapshots.manifold.length ?? 0) > 0)
  const plane = computed(() => {
    if (hasField.value) return FieldCard
    if (definitions.value?.recipe?.id === 'sparse-autoencoder') return ActivationsCard
    if (hasManifold.value) return ManifoldCard
    if (hasActivities.value) return ActivityCard
    return encodes.value ? CodeUseCard : null
  })
  return { encodes, plane, flat: computed(() => hasManifold.value || hasField.value) }
}
