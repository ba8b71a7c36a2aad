// Snapshot files by opaque id, fetched once, decoded once, kept for scrubbing. A blob never changes, so nothing expires.
import type { NamedArrays } from '@shared/tensors/named-arrays'
import { decodeSafetensors } from '@shared/tensors/safetensors'
import { LruCache } from './lru-cache'

/** Decoded bytes kept; a sheet of 64 digits takes 0.2 MB, ten thousand codes under 1 MB. */
const LIMIT = 192 * 1024 * 1024

const pictures = new LruCache<ImageBitmap>(LIMIT)
const arrays = new LruCache<NamedArrays>(LIMIT / 2)
const underWay = new Map<string, Promise<unknown>>()

export function cachedPicture(blob: string): ImageBitmap | undefined {
  return pictures.get(blob)
}

export function cachedArrays(blob: string): NamedArrays | undefined {
  return arrays.get(blob)
}

/** @throws Error in words when the file cannot be had or is no picture. */
export async function loadPicture(blob: string): Promise<ImageBitmap> {
  const cached = pictures.get(blob)
  if (cached) return cached
  return once(`picture/${blob}`, async () => {
    const response = await fetchBlob(blob)
    const picture = await createImageBitmap(await response.blob(), { premultiplyAlpha: 'none', colorSpaceConversion: 'none' })
    pictures.set(blob, picture, picture.width * picture.height * 4)
    return picture
  })
}

/** @throws Error in words when the file cannot be had or is no array file. */
export async function loadArrays(blob: string): Promise<NamedArrays> {
  const cached = arrays.get(blob)
  if (cached) return cached
  return once(`arrays/${blob}`, async () => {
    const response = await fetchBlob(blob)
    const bytes = new Uint8Array(await response.arrayBuffer())
    const decoded = decodeSafetensors(bytes).arrays
    arrays.set(blob, decoded, bytes.byteLength)
    return decoded
  })
}

async function fetchBlob(blob: string): Promise<Response> {
  const response = await fetch(`/blob/${encodeURIComponent(blob)}`)
  if (!response.ok) throw new Error(response.status === 404 ? 'The file of this snapshot is gone' : `The file of this snapshot cannot be read (${response.status})`)
  return response
}

function once<Value>(key: string, load: () => Promise<Value>): Promise<Value> {
  const running = underWay.get(key)
  if (running) return running as Promise<Value>
  const started = load().finally(() => underWay.delete(key))
  underWay.set(key, started)
  return started
}
