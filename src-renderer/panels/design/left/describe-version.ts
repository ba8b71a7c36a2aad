// What made a version and when, in a line: `saved 5 min ago`, `trained as calm-fjord-12 yesterday`.
import type { Occasion, Version } from '@shared/contract/versions'
import { formatAgo } from '../../../charts/format-value'

function describeOccasion(what: Occasion): string {
  switch (what.kind) {
    case 'saved':
      return 'saved'
    case 'trained':
      return `trained as ${what.runName}`
    case 'named':
      return 'named'
    case 'kept':
      return 'kept before it was replaced'
  }
}

/** The newest occasion, and how many there were before it. */
export function describeVersion({ occasions }: Version, now: number): string {
  const newest = occasions.at(-1)
  if (newest === undefined) return ''
  const earlier = occasions.length - 1
  return `${describeOccasion(newest.what)} ${formatAgo(newest.at, now)}${earlier === 0 ? '' : `, and ${earlier === 1 ? 'once' : `${earlier} times`} before`}`
}
