// What a checkpoint answers to a question that keeps changing: the newest wins, and what is on show stays until the next is there.
import { onBeforeUnmount, shallowRef, toValue, watch } from 'vue'
import type { MaybeRefOrGetter, ShallowRef } from 'vue'
import type { RunId } from '@shared/run/run-events'
import type { StudioErrorDetail } from '@shared/studio-error'
import { toDetail } from '../../../client/describe-error'
import { newCaller } from './ask-checkpoint'
import { createNewestAsker } from './newest-asker'

/** The checkpoint that is asked. */
export interface CheckpointPlace {
  readonly run: RunId
  readonly step: number
}

/** Null where a newer question of the same caller came first. */
export type AskCheckpoint<Question, Answer> = (place: CheckpointPlace, question: Question, caller: string) => Promise<Answer | null>

export interface Asked<Answer> {
  readonly answer: ShallowRef<Answer | null>
  readonly problem: ShallowRef<StudioErrorDetail | null>
}

/** Asks whenever the question, or the checkpoint, changes; without either there is no answer. */
export function useAsked<Question, Answer>(place: MaybeRefOrGetter<CheckpointPlace | null>, question: MaybeRefOrGetter<Question | null>, ask: AskCheckpoint<Question, Answer>): Asked<Answer> {
  const answer: ShallowRef<Answer | null> = shallowRef(null)
  const problem: ShallowRef<StudioErrorDetail | null> = shallowRef(null)
  const caller = newCaller()
  const asker = createNewestAsker<{ readonly at: CheckpointPlace; readonly asked: Question }, Answer>({
    ask: ({ at, asked }) => ask(at, asked, caller),
    show(_question, given) {
      answer.value = given
      problem.value = null
    },
    fail(_question, error) {
      answer.value = null
      problem.value = toDetail(error)
    },
  })
  watch(
    [() => toValue(place)?.run, () => toValue(place)?.step, () => toValue(question)],
    ([run], before) => {
      const [at, asked] = [toValue(place), toValue(question)]
      if (at === null || asked === null || run !== before[0]) {
        asker.forget()
        answer.value = null
        problem.value = null
      }
      if (at !== null && asked !== null) asker.ask({ at, asked })
    },
    { immediate: true },
  )
  onBeforeUnmount(() => asker.forget())
  return { answer, problem }
}
