// @vitest-environment happy-dom
import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import EditableName from '../../../src-renderer/panels/history/editable-name.vue'
import RunNotes from '../../../src-renderer/panels/run/run-notes.vue'
import RunTags from '../../../src-renderer/panels/run/run-tags.vue'
import { runIdSchema } from '../../../src-shared/run/run-events'

describe('renaming in place', () => {
  const renamed = async (typed: string, key: string) => {
    const wrapper = mount(EditableName, { props: { name: 'calm-fjord-12' } })
    await wrapper.find('.name-open').trigger('dblclick')
    await wrapper.find('input').setValue(typed)
    await wrapper.find('input').trigger('keydown', { key })
    return wrapper.emitted('rename')
  }

  test('Enter keeps the new name without its outer spaces; Escape, nothing and the same name change nothing', async () => {
    expect(await renamed('  baseline ', 'Enter')).toEqual([['baseline']])
    expect(await renamed('baseline', 'Escape')).toBeUndefined()
    expect(await renamed('   ', 'Enter')).toBeUndefined()
    expect(await renamed('calm-fjord-12', 'Enter')).toBeUndefined()
  })
})

describe('tags', () => {
  test('Enter or a comma adds each tag once; Backspace in the empty field takes the last off', async () => {
    const wrapper = mount(RunTags, { props: { tags: ['mnist'] } })
    const field = wrapper.find('input')
    await field.setValue('beta, mnist, beta, warm up')
    await field.trigger('keydown', { key: 'Enter' })
    expect(wrapper.emitted('change')).toEqual([[['mnist', 'beta', 'warm up']]])
    await field.trigger('keydown', { key: 'Backspace' })
    expect(wrapper.emitted('change')?.at(-1)).toEqual([[]])
  })
})

describe('notes', () => {
  beforeEach(() => vi.useFakeTimers())
  afterEach(() => vi.useRealTimers())

  const run = runIdSchema.parse('abcdef0123456789')
  const other = runIdSchema.parse('9876543210fedcba')

  const kept: unknown[] = []
  let works = true
  const keep = (...change: unknown[]): Promise<boolean> => {
    kept.push(change)
    return Promise.resolve(works)
  }
  beforeEach(() => {
    kept.length = 0
    works = true
  })

  test('are handed over a moment after typing stops, once', async () => {
    const wrapper = mount(RunNotes, { props: { run, notes: '', keep } })
    await wrapper.find('textarea').setValue('warm')
    vi.advanceTimersByTime(500)
    await wrapper.find('textarea').setValue('warm-up')
    vi.advanceTimersByTime(500)
    expect(kept).toEqual([])
    vi.advanceTimersByTime(400)
    await wrapper.find('textarea').trigger('blur')
    expect(kept).toEqual([[run, 'warm-up']])
    await flushPromises()
    expect(wrapper.find('[role=status]').text()).toBe('saved')
  })

  test('what is typed while the studio answers is not overwritten, and is saved for its own run when another is shown', async () => {
    const wrapper = mount(RunNotes, { props: { run, notes: '', keep } })
    await wrapper.find('textarea').setValue('one')
    vi.advanceTimersByTime(900)
    await wrapper.find('textarea').setValue('one two')
    await wrapper.setProps({ notes: 'one' })
    expect((wrapper.find('textarea').element as HTMLTextAreaElement).value).toBe('one two')
    await wrapper.setProps({ run: other })
    wrapper.unmount()
    expect(kept).toEqual([[run, 'one'], [run, 'one two']])
  })

  test('what could not be kept is said, stays, and is handed over again when the field is left', async () => {
    works = false
    const wrapper = mount(RunNotes, { props: { run, notes: '', keep } })
    await wrapper.find('textarea').setValue('one')
    await wrapper.find('textarea').trigger('blur')
    await flushPromises()
    expect(wrapper.find('[role=status]').text()).toBe('not saved')
    expect((wrapper.find('textarea').element as HTMLTextAreaElement).value).toBe('one')
    works = true
    await wrapper.find('textarea').trigger('blur')
    await flushPromises()
    expect(kept).toEqual([[run, 'one'], [run, 'one']])
    expect(wrapper.find('[role=status]').text()).toBe('saved')
  })
})
