// Files dropped anywhere on the window are handed over: an experiment is opened, a model imported.
import { onBeforeUnmount, onMounted, ref, type Ref } from 'vue'

/** True while a file is held over the window. */
export function useFileDrop(open: (files: readonly File[]) => void): Ref<boolean> {
  const over = ref(false)
  const holdsFile = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true

  function onOver(event: DragEvent): void {
    if (!holdsFile(event)) return
    // Where something under the pointer takes files itself, the window does not.
    if (event.defaultPrevented) {
      over.value = false
      return
    }
    event.preventDefault()
    if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy'
    over.value = true
  }
  function onLeave(event: DragEvent): void {
    if (event.relatedTarget === null) over.value = false
  }
  function onDrop(event: DragEvent): void {
    over.value = false
    if (!holdsFile(event) || event.defaultPrevented) return
    event.preventDefault()
    const files = [...(event.dataTransfer?.files ?? [])]
    if (files.length > 0) open(files)
  }

  onMounted(() => {
    window.addEventListener('dragover', onOver)
    window.addEventListener('dragleave', onLeave)
    window.addEventListener('drop', onDrop)
  })
  onBeforeUnmount(() => {
    window.removeEventListener('dragover', onOver)
    window.removeEventListener('dragleave', onLeave)
    window.removeEventListener('drop', onDrop)
  })
  return over
}
