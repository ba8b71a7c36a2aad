// Refuses feeds that differ from what a program declared: its shapes are static, and a native graph would fail in words nobody knows.
import { StudioError } from '@shared/studio-error'
import type { NamedArrays } from '@shared/tensors/named-arrays'
import { formatShape, sameShape, sizeOf } from '@shared/tensors/shape'
import type { FeedSpec } from './engine'

/** @throws StudioError `engine-feed-mismatch` naming the program and the feed. */
export function checkFeeds(program: string, specs: Readonly<Record<string, FeedSpec>>, feeds: NamedArrays): void {
  for (const [name, spec] of Object.entries(specs)) {
    const array = feeds[name]
    if (array === undefined) throw mismatch(program, name, describeSpec(spec), 'nothing')
    if (array.dtype !== spec.dtype || !sameShape(array.shape, spec.shape)) throw mismatch(program, name, describeSpec(spec), describeSpec(array))
    if (array.data.length !== sizeOf(spec.shape)) throw mismatch(program, name, `${sizeOf(spec.shape)} values`, `${array.data.length} values`)
  }
  for (const name of Object.keys(feeds)) if (specs[name] === undefined) throw mismatch(program, name, 'no such feed', 'a feed')
}

function describeSpec({ dtype, shape }: FeedSpec): string {
  return `${dtype} ${formatShape(shape)}`
}

function mismatch(program: string, feed: string, expected: string, got: string): StudioError {
  return new StudioError({ code: 'engine-feed-mismatch', message: `Program ${program} was given a wrong ${feed}`, path: feed, expected, got })
}
