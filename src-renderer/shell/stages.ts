// The stages of the rail, in order.
import type { IconName } from '../design-system/icons'
import type { Stage } from '../stores/ui-store'

export interface StageEntry {
  readonly id: Stage
  readonly title: string
  readonly icon: IconName
  readonly keys: string
}

export const stageEntries: readonly StageEntry[] = [
  { id: 'home', title: 'Home', icon: 'home', keys: 'Ctrl+1' },
  { id: 'design', title: 'Design', icon: 'design', keys: 'Ctrl+2' },
  { id: 'train', title: 'Train', icon: 'train', keys: 'Ctrl+3' },
  { id: 'compare', title: 'Compare', icon: 'compare', keys: 'Ctrl+4' },
  { id: 'data', title: 'Data', icon: 'data', keys: 'Ctrl+5' },
  { id: 'history', title: 'History', icon: 'history', keys: 'Ctrl+6' },
]
