// An element's content size in CSS pixels, kept up to date.
import { onBeforeUnmount, reactive, watch } from 'vue'
import type { Ref } from 'vue'

export function useSize(element: Readonly<Ref<HTMLElement | null>>): { width: number; height: number } {
  const size = reactive({ width: 0, height: 0 })
  const observer = new ResizeObserver((entries) => {
    const box = entries.at(-1)?.contentRect
    if (!box) return
    size.width = Math.round(box.width)
    size.height = Math.round(box.height)
  })
  watch(
    element,
    (now, before) => {
      if (before) observer.unobserve(before)
      if (now) observer.observe(now)
    },
    { immediate: true },
  )
  onBeforeUnmount(() => observer.disconnect())
  return size
}
