// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { defineComponent, h, KeepAlive, nextTick, ref } from 'vue'
import { afterEach, expect, test, vi } from 'vitest'
import { useNow, useStageKeys } from '../../../src-renderer/shell/use-while-shown'
import { useUiStore } from '../../../src-renderer/stores/ui-store'

afterEach(() => vi.useRealTimers())

/** A stage that is kept alive while another is shown. */
function stage(setup: () => void) {
  const Stage = defineComponent({ setup: () => (setup(), () => h('input')) })
  const Other = defineComponent({ setup: () => () => h('p') })
  const shown = ref(true)
  const host = mount(defineComponent({ setup: () => () => h(KeepAlive, () => h(shown.value ? Stage : Other)) }), { global: { plugins: [createPinia()] }, attachTo: document.body })
  return { host, async show(value: boolean) { shown.value = value; await nextTick() } }
}
const press = (init: KeyboardEventInit, target: EventTarget = document.body): boolean => target.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, ...init }))

test('a stage hears its keys once, while it is seen, while nothing is typed and no sheet is open', async () => {
  const heard: string[] = []
  const { host, show } = stage(() => useStageKeys((event) => heard.push(event.key)))
  press({ key: 'a' })
  press({ key: 'b', ctrlKey: true })
  press({ key: 'c' }, host.find('input').element)
  await show(false)
  press({ key: 'd' })
  await show(true)
  press({ key: 'e' })
  useUiStore().sheet = 'about'
  press({ key: 'f' })
  useUiStore().sheet = null
  host.unmount()
  press({ key: 'g' })
  expect(heard).toEqual(['a', 'e'])
})

test('the time is looked at when a stage comes into sight and then now and again, not behind its back', async () => {
  vi.useFakeTimers({ now: 1000 })
  const looks: number[] = []
  const { host, show } = stage(() => {
    const now = useNow(30_000, () => looks.push(now.value))
  })
  await show(false)
  vi.advanceTimersByTime(300_000)
  await show(true)
  vi.advanceTimersByTime(30_000)
  host.unmount()
  vi.advanceTimersByTime(300_000)
  expect([...new Set(looks)]).toEqual([1000, 301_000, 331_000])
})
