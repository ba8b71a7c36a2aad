// The keys of a row of tabs, as the pattern for tabs has it: arrows go round, Home and End go to the ends, and the focus follows.
import { nextTick, type Ref } from 'vue'

/** @param list The row itself. @param ids Of its tabs, in their order. */
export function useTabKeys<Id>(list: Readonly<Ref<HTMLElement | null>>, ids: () => readonly Id[], chosen: () => Id, choose: (id: Id) => void): { key: (event: KeyboardEvent) => void; follow: () => void } {
  function follow(): void {
    void nextTick(() => list.value?.querySelector<HTMLElement>('[aria-selected="true"]')?.focus())
  }
  function key(event: KeyboardEvent): void {
    const all = ids()
    const at = all.indexOf(chosen())
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key]
    const next = to === undefined ? undefined : all[(to + all.length) % all.length]
    if (next === undefined) return
    event.preventDefault()
    choose(next)
    follow()
  }
  return { key, follow }
}
