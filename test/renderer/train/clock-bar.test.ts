// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import ClockBar from '../../../src-renderer/panels/train/clock/clock-bar.vue'
import { useClockStore } from '../../../src-renderer/stores/clock-store'
import { useRunsStore } from '../../../src-renderer/stores/runs-store'
import { FakeStudio, at } from '../runs-store/fake-studio'

const held = vi.hoisted((): { studio: object } => ({ studio: {} }))
vi.mock('../../../src-renderer/client/studio-client', () => ({
  studio: new Proxy({}, { get: (_, name) => Reflect.get(held.studio, name) }),
}))

let runs: ReturnType<typeof useRunsStore>

beforeEach(async () => {
  localStorage.clear()
  const studio = new FakeStudio()
  held.studio = studio
  const id = studio.add({ status: 'running', step: 30 })
  for (const step of [0, 10, 20, 30]) studio.tell(id, { kind: 'snapshot', ...at(step), artefacts: [{ kind: 'samples', file: 'f', mediaType: 'image/png', bytes: 1 }] })
  setActivePinia(createPinia())
  runs = useRunsStore()
  runs.connect()
  await expect.poll(() => useClockStore().stops).toEqual([0, 1, 2, 3])
})
afterEach(() => {
  runs.disconnect()
  for (const feed of runs.feeds.values()) feed.close()
})

describe('the clock bar', () => {
  test('is a slider that says where it stands, moves snapshot by snapshot with the arrow keys, and offers the way back to live', async () => {
    const bar = mount(ClockBar)
    const slider = bar.get('[role="slider"]')
    expect(slider.attributes('aria-valuetext')).toBe('Epoch 3 of 10, live')
    expect(bar.text()).not.toContain('Go live')
    const said = []
    for (const key of ['ArrowLeft', 'Home', 'ArrowLeft', 'ArrowRight', 'PageUp']) {
      await slider.trigger('keydown', { key })
      said.push(slider.attributes('aria-valuetext'))
    }
    expect(said).toEqual(['Epoch 2 of 10', 'Epoch 0 of 10', 'Epoch 0 of 10', 'Epoch 1 of 10', 'Epoch 2 of 10'])
    const back = bar.findAll('button').find((button) => button.text().startsWith('Go live'))
    await back?.trigger('click')
    expect(slider.attributes('aria-valuetext')).toBe('Epoch 3 of 10, live')
  })

  test('every button without words has a name', () => {
    const bar = mount(ClockBar)
    for (const button of bar.findAll('button')) expect(button.attributes('aria-label') ?? button.text()).toMatch(/\w{3}/)
  })

  test('plays from the first snapshot to the newest and then stands live', async () => {
    vi.useFakeTimers()
    try {
      const clock = useClockStore()
      clock.play()
      expect(clock.position).toBe(0)
      await vi.advanceTimersByTimeAsync(3 * 320)
      expect(clock.position).toBe(3)
      await vi.advanceTimersByTimeAsync(320)
      expect({ playing: clock.playing, live: clock.isLive }).toEqual({ playing: false, live: true })
    } finally {
      vi.useRealTimers()
    }
  })
})
