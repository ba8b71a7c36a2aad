// How the codes of a snapshot were laid out in the plane, in words for a card's title.
import type { Artefact } from '@shared/run/run-events'

/** `, z1 and z2`, `, PCA 41 %`. @param width values in a code. */
export function latentWords(projection: Artefact['projection'], width: number | null): string {
  if (!projection) return ''
  if (width === 1) return ', z1; height parts the classes'
  if (projection.method === 'identity') return ', z1 and z2'
  return projection.explained === undefined ? ', PCA' : `, PCA ${Math.round(projection.explained * 100)} %`
}
