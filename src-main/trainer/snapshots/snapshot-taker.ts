// Pictures a model at one step: samples from fixed codes, reconstructions beside their originals, the manifold of a small code, and
// where test examples lie in the code. Images become PNG sheets, everything else safetensors.
import { join } from 'node:path'
import { encodeSafetensors } from '@shared/tensors/safetensors'
import type { NamedArrays } from '@shared/tensors/named-arrays'
import type { Artefact } from '@shared/run/run-events'
import { sizeOf } from '@shared/tensors/shape'
import { drawImageSheet } from '../../datasets/image-sheet'
import type { TrainingSession } from '../training-session'
import { writeFileAtomically } from '../write-file-atomically'
import { packAxes, readAxes, unpackAxes } from './latent-axes'
import { manifoldCodes } from './manifold-codes'
import { projectCodes, type Codes } from './project-codes'
import { codesLike, fixedNoise } from './sample-codes'

/** Test points shown behind samples of points. */
const DATA_POINTS = 1000
const FULL_RANGE = [0, 1] as const

export class SnapshotTaker {
  private readonly session: TrainingSession
  private readonly directory: string
  private axes: readonly (readonly number[])[] = []

  /** @param directory the run's folder; files go below `snapshots/` in it. */
  constructor(session: TrainingSession, directory: string) {
    this.session = session
    this.directory = directory
  }

  /** Takes up the axes of the snapshots before, of a run that goes on. */
  async goOnFrom(step: number): Promise<void> {
    this.axes = await readAxes(this.directory, step)
  }

  /** Whatever the recipe can show: codes and reconstructions where it encodes, samples where it has a code. @throws StudioError as `writeFileAtomically`. */
  async take(step: number): Promise<Artefact[]> {
    const { recording, training } = this.session.model.experiment
    const codes = await this.session.encodeTest(Math.max(recording.latentCount, recording.reconstructionCount))
    if (codes === null) return this.generated(step)
    const folder = `snapshots/step-${String(step).padStart(9, '0')}`
    const shown = { ...codes, count: Math.min(recording.latentCount, codes.count) }
    const latents = { ...shown, values: codes.values.subarray(0, shown.count * codes.width) }
    const noise = fixedNoise(training.seed, recording.sampleCount, codes.width)
    const artefacts = [
      await this.samples(folder, this.session.model.recipe.sampling === 'code-statistics' ? codesLike(latents, noise) : noise, codes.width),
      await this.reconstructions(folder, codes),
      await this.manifold(folder, latents),
      await this.latents(folder, latents),
    ]
    return artefacts.filter((artefact) => artefact !== null)
  }

  /** Of a recipe that only decodes: samples from fixed noise, and the plane of a small noise. */
  private async generated(step: number): Promise<Artefact[]> {
    const { experiment, latentShape, recipe } = this.session.model
    if (latentShape === undefined || recipe.decode === undefined) return []
    const folder = `snapshots/step-${String(step).padStart(9, '0')}`
    const width = sizeOf(latentShape)
    const noise = fixedNoise(experiment.training.seed, experiment.recording.sampleCount, width)
    const artefacts = [await this.samples(folder, noise, width), await this.manifold(folder, { count: experiment.recording.sampleCount, width, values: noise })]
    return artefacts.filter((artefact) => artefact !== null)
  }

  private async samples(folder: string, codes: Float32Array, width: number): Promise<Artefact | null> {
    if (this.session.model.recipe.sampling === 'none') return null
    const { description, test } = this.session.dataset
    const values = await this.session.decode(codes, width)
    const count = codes.length / width
    if (description.kind === 'image') return this.sheet('samples', folder, values, Math.ceil(Math.sqrt(count)), {})
    const shown = Math.min(DATA_POINTS, test.count)
    const data = Float32Array.from(test.examples.subarray(0, 2 * shown))
    return this.arrays('samples', folder, { points: points(values), data: points(data) }, {})
  }

  private async reconstructions(folder: string, codes: Codes): Promise<Artefact> {
    const { description, test } = this.session.dataset
    const size = sizeOf(description.shape)
    const count = Math.min(this.session.model.experiment.recording.reconstructionCount, codes.count)
    const scale = description.storage === 'uint8' ? 1 / 255 : 1
    const original = Float32Array.from(test.examples.subarray(0, count * size), (value) => value * scale)
    const reconstruction = await this.session.decode(codes.values.subarray(0, count * codes.width), codes.width)
    const squaredErrors = Array.from({ length: count }, (_, row) => {
      let sum = 0
      for (let at = row * size; at < (row + 1) * size; at += 1) sum += ((original[at] ?? 0) - (reconstruction[at] ?? 0)) ** 2
      return Number.isFinite(sum) ? sum : null
    })
    if (description.kind !== 'image') return this.arrays('reconstructions', folder, { original: points(original), reconstruction: points(reconstruction) }, { squaredErrors })
    const [low, high] = description.range ?? FULL_RANGE
    const values = new Float32Array(3 * count * size)
    values.set(original)
    values.set(reconstruction, count * size)
    // The difference starts at the darkest value, so that no difference is black.
    for (let at = 0; at < count * size; at += 1) {
      values[2 * count * size + at] = low + Math.min(high - low, Math.abs((original[at] ?? 0) - (reconstruction[at] ?? 0)))
    }
    return this.sheet('reconstructions', folder, values, count, { squaredErrors })
  }

  private async manifold(folder: string, codes: Codes): Promise<Artefact | null> {
    const { description } = this.session.dataset
    const walk = manifoldCodes(codes, this.session.model.recipe.sampling === 'standard-normal' ? 'standard-normal' : 'none', description.kind)
    if (walk === null) return null
    const values = await this.session.decode(walk.values, codes.width)
    if (description.kind === 'image') return this.sheet('manifold', folder, values, walk.columns, { range: walk.range })
    const z = { dtype: 'float32' as const, shape: [walk.values.length / codes.width, codes.width], data: walk.values }
    return this.arrays('manifold', folder, { points: points(values), z }, { range: walk.range })
  }

  private async latents(folder: string, codes: Codes): Promise<Artefact | null> {
    const projection = projectCodes(codes, this.axes)
    if (projection === null) return null
    const axes = packAxes(projection.axes)
    // As they are kept, so that a run that is resumed has no others.
    this.axes = unpackAxes(axes)
    const { labels } = this.session.dataset.test
    const { count, width, values } = codes
    const arrays: NamedArrays = {
      z: { dtype: 'float32', shape: [count, width], data: values },
      projection: { dtype: 'float32', shape: [count, 2], data: projection.points },
      label: { dtype: 'int32', shape: [count], data: Int32Array.from({ length: count }, (_, row) => labels?.[row] ?? -1) },
      index: { dtype: 'int32', shape: [count], data: Int32Array.from({ length: count }, (_, row) => row) },
      ...(projection.method === 'pca' ? { axes } : {}),
    }
    const { method, explained } = projection
    return this.arrays('latents', folder, arrays, { projection: { method, ...(explained === undefined ? {} : { explained }) } })
  }

  private async sheet(kind: Artefact['kind'], folder: string, values: Float32Array, columns: number, more: Partial<Artefact>): Promise<Artefact> {
    const { shape, range } = this.session.dataset.description
    const { png, sheet } = await drawImageSheet({ shape, values, range: range ?? FULL_RANGE, columns })
    const file = `${folder}/${kind}.png`
    await writeFileAtomically(join(this.directory, file), png)
    return { kind, file, mediaType: 'image/png', bytes: png.byteLength, sheet, ...more }
  }

  private async arrays(kind: Artefact['kind'], folder: string, arrays: NamedArrays, more: Partial<Artefact>): Promise<Artefact> {
    const bytes = encodeSafetensors(arrays)
    const file = `${folder}/${kind}.safetensors`
    await writeFileAtomically(join(this.directory, file), bytes)
    return { kind, file, mediaType: 'application/vnd.safetensors', bytes: bytes.byteLength, ...more }
  }
}

function points(values: Float32Array): NamedArrays[string] {
  return { dtype: 'float32', shape: [values.length / 2, 2], data: values }
}
