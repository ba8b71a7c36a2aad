// One line of a menu. `run` carries it out; a disabled line says why where there is room.
import type { IconName } from './icons'

export type MenuEntry =
  | {
      readonly kind: 'item'
      readonly id: string
      readonly title: string
      readonly icon?: IconName
      /** `Ctrl+S`; shown, not bound. */
      readonly keys?: string
      /** Why it cannot be done now; null or absent when it can. */
      readonly disabled?: string | null
      readonly checked?: boolean
      readonly danger?: boolean
      run(): void
    }
  | { readonly kind: 'line'; readonly id: string }
  | { readonly kind: 'label'; readonly id: string; readonly title: string }
