// Cuts patches from the photographs of faces: turned, enlarged, cropped, perhaps mirrored, and brought to mean 0 and variance 1 by the training patches' own.
import { access, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { FACE_LIMIT, FACE_SIDE, facePhotographs } from '@shared/datasets/parts/face-photographs'
import { StudioError } from '@shared/studio-error'
import { CounterRandom } from '@shared/tensors/counter-random'
import { parseNpy } from './import/parse-npy'
import type { DatasetSplit, LoadedDataset } from './loaded-dataset'

const FILE = 'faces.npy'
const PIXELS = FACE_SIDE * FACE_SIDE
type Split = keyof typeof facePhotographs

export interface FacePatchSettings {
  readonly trainCount: number
  readonly validationCount: number
  readonly testCount: number
  readonly heldOut: 'validation' | 'test'
  readonly placing: 'centre' | 'anywhere'
  readonly mirrored: boolean
  readonly smallestScale: number
  readonly largestScale: number
  readonly seed: number
}

/** How a patch is cut from its photograph. */
type Cutting = Omit<FacePatchSettings, 'trainCount' | 'validationCount' | 'testCount' | 'heldOut'>

function missing(path: string, expected: string, got: string, cause?: unknown): StudioError {
  return new StudioError({ code: 'dataset-file-missing', message: 'The photographs of the face patches are not as they should be.', path, expected, got, fix: 'Install the studio again: the file comes with it' }, { cause })
}

function fileIn(folder: string | undefined): string {
  if (folder === undefined) throw missing(FILE, 'a folder of faces', 'none')
  return join(folder, FILE)
}

/** @throws StudioError `dataset-file-missing` naming the file. */
export async function checkFaces(folder: string | undefined): Promise<void> {
  const path = fileIn(folder)
  await access(path).catch((cause: unknown) => {
    throw missing(path, 'a file that can be read', 'none', cause)
  })
}

/** Photographs one after the other, in [0, 1]. @throws StudioError `dataset-file-missing`. */
async function readPhotographs(folder: string | undefined): Promise<Float32Array> {
  const path = fileIn(folder)
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw missing(path, 'a file that can be read', cause instanceof Error ? cause.message : String(cause), cause)
  })
  const { shape, values } = parseNpy(FILE, bytes)
  const count = facePhotographs.train + facePhotographs.validation + facePhotographs.test
  if (shape.join() !== [count, FACE_SIDE, FACE_SIDE].join()) throw missing(path, `an array of ${count} × ${FACE_SIDE} × ${FACE_SIDE}`, shape.join(' × '))
  return Float32Array.from(values, (value) => value / 255)
}

/** Which photographs a split has: the order of the file is mixed once, alike for every seed. */
export function photographsOf(split: Split): Uint32Array {
  const { train, validation, test } = facePhotographs
  const order = new CounterRandom(0, 'faces/photographs').permutation(train + validation + test)
  const begin = split === 'train' ? 0 : split === 'validation' ? train : train + validation
  return order.subarray(begin, begin + facePhotographs[split])
}

/** `[count, 25, 25]` in [0, 1]. A patch depends on (seed, split) and its number alone, so a larger set begins with the smaller one's. */
function cutPatches(photographs: Float32Array, split: Split, count: number, { placing, mirrored, smallestScale, largestScale, seed }: Cutting): Float32Array {
  const random = new CounterRandom(seed, `faces/${split}`)
  const own = photographsOf(split)
  const patches = new Float32Array(count * PIXELS)
  const middle = (FACE_SIDE - 1) / 2
  for (let index = 0; index < count; index += 1) {
    const photograph = (own[random.below(own.length)] ?? 0) * PIXELS
    const angle = (random.uniform() - 0.5) * Math.PI
    const scale = smallestScale + random.uniform() * (largestScale - smallestScale)
    const [cos, sin] = [Math.cos(angle) / scale, Math.sin(angle) / scale]
    // How far the patch's centre may go before a corner leaves the photograph.
    const room = placing === 'anywhere' ? Math.max(0, middle - middle * (Math.abs(cos) + Math.abs(sin))) : 0
    const [right, down] = placing === 'anywhere' ? [room * (2 * random.uniform() - 1), room * (2 * random.uniform() - 1)] : [0, 0]
    const way = mirrored && random.uniform() < 0.5 ? -1 : 1
    for (let row = 0; row < FACE_SIDE; row += 1) {
      for (let column = 0; column < FACE_SIDE; column += 1) {
        const [x, y] = [column - middle, row - middle]
        patches[index * PIXELS + row * FACE_SIDE + column] = bilinear(photographs, photograph, middle + way * (right + cos * x - sin * y), middle + down + sin * x + cos * y)
      }
    }
  }
  return patches
}

/** Between the four pixels around a place; at the edge, the edge. */
function bilinear(values: Float32Array, begin: number, x: number, y: number): number {
  const last = FACE_SIDE - 1
  const [cx, cy] = [Math.min(last, Math.max(0, x)), Math.min(last, Math.max(0, y))]
  const [left, top] = [Math.min(last - 1, Math.floor(cx)), Math.min(last - 1, Math.floor(cy))]
  const [across, down] = [cx - left, cy - top]
  const at = begin + top * FACE_SIDE + left
  const upper = (values[at] ?? 0) * (1 - across) + (values[at + 1] ?? 0) * across
  const lower = (values[at + FACE_SIDE] ?? 0) * (1 - across) + (values[at + FACE_SIDE + 1] ?? 0) * across
  return upper * (1 - down) + lower * down
}

/** Mean of every pixel, and the one deviation of all pixels around their means. */
function statistics(patches: Float32Array): { readonly means: Float64Array; readonly deviation: number } {
  const count = patches.length / PIXELS
  const means = new Float64Array(PIXELS)
  for (let at = 0; at < patches.length; at += 1) means[at % PIXELS] = (means[at % PIXELS] ?? 0) + (patches[at] ?? 0) / count
  let squares = 0
  for (let at = 0; at < patches.length; at += 1) squares += ((patches[at] ?? 0) - (means[at % PIXELS] ?? 0)) ** 2
  return { means, deviation: Math.sqrt(squares / patches.length) || 1 }
}

function standardise(patches: Float32Array, { means, deviation }: ReturnType<typeof statistics>): DatasetSplit {
  for (let at = 0; at < patches.length; at += 1) {
    const value = ((patches[at] ?? 0) - (means[at % PIXELS] ?? 0)) / deviation
    patches[at] = Math.min(FACE_LIMIT, Math.max(-FACE_LIMIT, value))
  }
  return { count: patches.length / PIXELS, examples: patches, labels: null }
}

/** @throws StudioError `dataset-file-missing` naming the file. */
export async function loadFaces(folder: string | undefined, { trainCount, validationCount, testCount, heldOut, ...cutting }: FacePatchSettings): Promise<Pick<LoadedDataset, 'train' | 'validation' | 'test'>> {
  const photographs = await readPhotographs(folder)
  const train = cutPatches(photographs, 'train', trainCount, cutting)
  const known = statistics(train)
  const measured = (split: Split, count: number): DatasetSplit => standardise(cutPatches(photographs, split, count, cutting), known)
  return {
    train: standardise(train, known),
    ...(validationCount === 0 || heldOut === 'validation' ? {} : { validation: measured('validation', validationCount) }),
    test: measured(heldOut, testCount),
  }
}
