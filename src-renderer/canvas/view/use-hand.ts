// Space held down: the canvas is taken hold of wherever the pointer is, over layers, wires and words too.
import { onBeforeUnmount, onMounted, ref, type Ref } from 'vue'
import { isTyping } from '../../shell/keys'

export function useHand(): Readonly<Ref<boolean>> {
  const held = ref(false)

  function onDown(event: KeyboardEvent): void {
    if (event.code === 'Space' && !isTyping(event.target)) held.value = true
  }
  function onUp(event: KeyboardEvent): void {
    if (event.code === 'Space') letGo()
  }
  /** A window that lost the keyboard is not told of the key's end. */
  function letGo(): void {
    held.value = false
  }

  onMounted(() => {
    window.addEventListener('keydown', onDown, true)
    window.addEventListener('keyup', onUp, true)
    window.addEventListener('blur', letGo)
  })
  onBeforeUnmount(() => {
    window.removeEventListener('keydown', onDown, true)
    window.removeEventListener('keyup', onUp, true)
    window.removeEventListener('blur', letGo)
  })
  return held
}
