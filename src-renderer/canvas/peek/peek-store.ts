// Peek: what a few test examples look like at every node of the canvas, untrained or with a run's weights. After an edit, what lies
// downstream of it is stale until it comes back; the rest stays.
import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import { peekSignatures } from '@shared/peek/peek-signatures'
import { unpackFigures, type PeekFigures } from '@shared/peek/peek-figures'
import type { RunId } from '@shared/run/run-events'
import type { StudioErrorDetail } from '@shared/studio-error'
import { decodeSafetensors } from '@shared/tensors/safetensors'
import { toDetail } from '../../client/describe-error'
import { studio } from '../../client/studio-client'
import { createNewestAsker } from '../../panels/train/probes/newest-asker'
import { newCaller } from '../../panels/train/probes/ask-checkpoint'
import { useExperimentStore } from '../../stores/experiment-store'
import { useRunsStore } from '../../stores/runs-store'
import { flowId, type FlowId } from '../flow-id'

/** `untrained`, or the id of a run whose newest checkpoint is taken. */
export type PeekWeights = 'untrained' | RunId

/** What a node shows, and whether it is of the document as it is. */
export interface NodePeek {
  readonly figures: PeekFigures
  readonly stale: boolean
}

/** Figures of signatures nobody shows any more are dropped past so many. */
const MOST_KEPT = 4000

export const usePeekStore = defineStore('peek', () => {
  const document = useExperimentStore()
  const runs = useRunsStore()
  const on = ref(false)
  const weights = ref<PeekWeights>('untrained')
  const index = ref(0)
  const problem = shallowRef<StudioErrorDetail | null>(null)
  const known = shallowRef<ReadonlyMap<string, PeekFigures>>(new Map())
  /** What each node showed last. */
  const shown = shallowRef<ReadonlyMap<FlowId, PeekFigures>>(new Map())

  /** Runs with a checkpoint whose networks have the names of these, newest first: of others no weight would fit. */
  const choices = computed(() => runs.list.filter((run) => run.checkpointStep !== null && run.recipe === document.experiment?.recipe.id))
  const checkpoint = computed(() => {
    const run = weights.value === 'untrained' ? undefined : choices.value.find(({ id }) => id === weights.value)
    return run === undefined || run.checkpointStep === null ? null : { run: run.id, step: run.checkpointStep }
  })

  /** Signature of each node that can be run. */
  const signatures = computed<ReadonlyMap<FlowId, string>>(() => {
    const { experiment, analysis } = document
    if (!on.value || !experiment || !analysis) return new Map()
    const source = { weights: checkpoint.value === null ? 'seed' : `${checkpoint.value.run} ${checkpoint.value.step}`, index: index.value }
    const found = new Map<FlowId, string>()
    for (const { analysis: network, signatures: nodes } of peekSignatures(experiment, analysis, source)) for (const [node, signature] of nodes) found.set(flowId(network.network.id, node), signature)
    return found
  })

  const peeks = computed<ReadonlyMap<FlowId, NodePeek>>(() => {
    const found = new Map<FlowId, NodePeek>()
    for (const [id, signature] of signatures.value) {
      const current = known.value.get(signature)
      const figures = current ?? shown.value.get(id)
      if (figures !== undefined) found.set(id, { figures, stale: current === undefined })
    }
    return found
  })

  const caller = newCaller()
  const asker = createNewestAsker<null, ReadonlyMap<string, PeekFigures>>({
    async ask() {
      const experiment = document.experiment
      if (experiment === null) return null
      const wanted = [...new Set(signatures.value.values())].filter((signature) => known.value.has(signature))
      const answer = await studio.inference.peek({ experiment, checkpoint: checkpoint.value, index: index.value, known: wanted, caller })
      return answer.kind === 'superseded' ? null : unpackFigures(decodeSafetensors(new Uint8Array(await answer.arrays.arrayBuffer())).arrays)
    },
    show(_question, figures) {
      problem.value = null
      known.value = new Map([...(known.value.size > MOST_KEPT ? [] : known.value), ...figures])
      const next = new Map(shown.value)
      for (const [id, signature] of signatures.value) {
        const current = known.value.get(signature)
        if (current !== undefined) next.set(id, current)
      }
      shown.value = next
    },
    fail(_question, error) {
      problem.value = toDetail(error)
    },
  })

  watch(signatures, (now) => {
    if (!on.value || [...now.values()].every((signature) => known.value.has(signature))) problem.value = null
    else asker.ask(null)
  })
  watch(
    () => document.openings,
    () => {
      shown.value = new Map()
      weights.value = 'untrained'
      asker.forget()
    },
  )

  return { on, weights, index, problem, choices, peeks }
})
