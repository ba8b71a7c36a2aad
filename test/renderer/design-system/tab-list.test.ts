// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { nextTick } from 'vue'
import { expect, test } from 'vitest'
import TabList from '../../../src-renderer/design-system/tab-list.vue'

test('arrows go round the tabs, Home and End to their ends; the focus follows and only the chosen tab is a stop', async () => {
  const tabs = ['layers', 'outline', 'versions'].map((id) => ({ id, title: id }))
  const list = mount(TabList, { props: { tabs, label: 'Left panel', panelId: 'left-body', modelValue: 'layers', 'onUpdate:modelValue': (id: string) => list.setProps({ modelValue: id }) }, attachTo: document.body })
  const visited: (string | undefined)[] = []
  for (const key of ['ArrowLeft', 'ArrowRight', 'End', 'Home', 'ArrowDown']) {
    await list.find('[aria-selected="true"]').trigger('keydown', { key })
    await nextTick()
    visited.push(list.props('modelValue'))
    if (key !== 'ArrowDown') expect(document.activeElement?.id).toBe(`left-body-tab-${String(list.props('modelValue'))}`)
  }
  expect(visited).toEqual(['versions', 'layers', 'versions', 'layers', 'layers'])
  expect(list.findAll('[role="tab"]').map((tab) => tab.attributes('tabindex'))).toEqual(['0', '-1', '-1'])
  list.unmount()
})
