// Which tab of the inspector shows a problem that hangs from no node.
import type { Problem } from '@shared/problem'

export type InspectorTab = 'layer' | 'recipe' | 'data' | 'optimizer' | 'training'

export function tabOfProblem({ place: { node, path = '' } }: Problem): InspectorTab {
  if (node !== undefined) return 'layer'
  if (path.startsWith('recipe')) return 'recipe'
  if (path.startsWith('dataset')) return 'data'
  if (path.startsWith('training.optimizers')) return 'optimizer'
  if (path.startsWith('training') || path.startsWith('recording')) return 'training'
  return 'layer'
}
