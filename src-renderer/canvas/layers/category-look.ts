// How a layer category looks everywhere: its colour token, its glyph and its word. Colour never stands alone.
import type { LayerCategory } from '@shared/layers/layer-definition'
import type { IconName } from '../../design-system/icons'

export interface CategoryLook {
  readonly title: string
  readonly colour: string
  readonly icon: IconName
}

export const categoryLooks: Readonly<Record<LayerCategory, CategoryLook>> = {
  data: { title: 'Data', colour: 'var(--cat-data)', icon: 'c-data' },
  convolution: { title: 'Convolution', colour: 'var(--cat-conv)', icon: 'c-conv' },
  resample: { title: 'Pool and resize', colour: 'var(--cat-pool)', icon: 'c-pool' },
  dense: { title: 'Dense', colour: 'var(--cat-dense)', icon: 'c-dense' },
  sequence: { title: 'Sequence', colour: 'var(--cat-sequence)', icon: 'c-rec' },
  shape: { title: 'Shape', colour: 'var(--cat-shape)', icon: 'c-shape' },
  normalise: { title: 'Normalise', colour: 'var(--cat-norm)', icon: 'c-norm' },
  activation: { title: 'Activation', colour: 'var(--cat-act)', icon: 'c-act' },
  random: { title: 'Random', colour: 'var(--cat-random)', icon: 'c-random' },
  merge: { title: 'Merge', colour: 'var(--cat-merge)', icon: 'c-merge' },
  block: { title: 'Blocks', colour: 'var(--cat-block)', icon: 'c-block' },
}
