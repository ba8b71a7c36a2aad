// Files and folders dropped anywhere on the window are handed over, but where something under the pointer takes them itself.
import { onBeforeUnmount, onMounted, ref, type Ref } from 'vue'

/** True while a file is held over the window. What was dropped can be read only while `open` is called. */
export function useFileDrop(open: (dropped: DataTransfer) => void): Ref<boolean> {
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
    if (event.dataTransfer === null || !holdsFile(event) || event.defaultPrevented) return
    event.preventDefault()
    open(event.dataTransfer)
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
