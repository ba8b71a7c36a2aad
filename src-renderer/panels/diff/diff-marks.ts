// How each kind of difference looks and is called: a colour, a glyph and a word, so that none is told by colour alone.
import type { DifferenceKind } from '@shared/diff/list-differences'

export interface DiffMark {
  readonly word: string
  readonly glyph: string
}

export const diffMarks: Readonly<Record<DifferenceKind, DiffMark>> = {
  added: { word: 'added', glyph: '+' },
  removed: { word: 'removed', glyph: '−' },
  changed: { word: 'changed', glyph: '≠' },
  rewired: { word: 'rewired', glyph: '⤳' },
  setting: { word: 'setting', glyph: '≠' },
}
