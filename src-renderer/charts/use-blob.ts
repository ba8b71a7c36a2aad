// A snapshot's file as a component sees it: what is shown stays until the next one is decoded, so a scrub swaps in place.
import { shallowRef, toValue, watch } from 'vue'
import type { MaybeRefOrGetter, ShallowRef } from 'vue'
import type { NamedArrays } from '@shared/tensors/named-arrays'
import { cachedArrays, cachedPicture, loadArrays, loadPicture } from './blob-cache'

export interface Loaded<Value> {
  /** What is on show; of an earlier id while the next is on its way. */
  readonly value: ShallowRef<Value | null>
  /** Why there is nothing, in words. */
  readonly problem: ShallowRef<string | null>
}

export function useBlobPicture(blob: MaybeRefOrGetter<string | null>): Loaded<ImageBitmap> {
  return useLoaded(blob, cachedPicture, loadPicture)
}

export function useBlobArrays(blob: MaybeRefOrGetter<string | null>): Loaded<NamedArrays> {
  return useLoaded(blob, cachedArrays, loadArrays)
}

/** Several at once, by blob: those that are decoded. What fails is left out; whoever shows one alone says why. */
export function useBlobPictures(blobs: MaybeRefOrGetter<readonly string[]>): ShallowRef<ReadonlyMap<string, ImageBitmap>> {
  return useEach(blobs, loadPicture)
}

export function useBlobArraysOf(blobs: MaybeRefOrGetter<readonly string[]>): ShallowRef<ReadonlyMap<string, NamedArrays>> {
  return useEach(blobs, loadArrays)
}

function useEach<Value>(blobs: MaybeRefOrGetter<readonly string[]>, load: (blob: string) => Promise<Value>): ShallowRef<ReadonlyMap<string, Value>> {
  const values = shallowRef<ReadonlyMap<string, Value>>(new Map())
  watch(
    () => toValue(blobs).join(' '),
    async (wanted) => {
      const loaded = await Promise.allSettled(toValue(blobs).map(async (blob) => [blob, await load(blob)] as const))
      if (toValue(blobs).join(' ') === wanted) values.value = new Map(loaded.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])))
    },
    { immediate: true },
  )
  return values
}

/** Decodes what the clock is about to reach. A failure shows when it gets there, not before. */
export function prefetchBlobs(blobs: readonly { readonly blob: string; readonly picture: boolean }[]): void {
  for (const { blob, picture } of blobs) void (picture ? loadPicture(blob) : loadArrays(blob)).catch(() => {})
}

function useLoaded<Value>(
  blob: MaybeRefOrGetter<string | null>,
  cached: (blob: string) => Value | undefined,
  load: (blob: string) => Promise<Value>,
): Loaded<Value> {
  const value = shallowRef<Value | null>(null)
  const problem = shallowRef<string | null>(null)
  watch(
    () => toValue(blob),
    async (id) => {
      problem.value = null
      if (id === null) {
        value.value = null
        return
      }
      const ready = cached(id)
      if (ready !== undefined) {
        value.value = ready
        return
      }
      try {
        const loaded = await load(id)
        if (toValue(blob) === id) value.value = loaded
      } catch (error) {
        if (toValue(blob) !== id) return
        value.value = null
        problem.value = error instanceof Error ? error.message : String(error)
      }
    },
    { immediate: true },
  )
  return { value, problem }
}
