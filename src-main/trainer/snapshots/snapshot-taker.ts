// Pictures a model at one step: samples from fixed codes, reconstructions beside their originals, the manifold of a small code, and
// where test examples lie in the code; of points a vector field, of pages each cleaned whole, of pictures each compressed whole. Images become PNG sheets, everything else safetensors.
import { join } from 'node:path'
import { encodeSafetensors } from '@shared/tensors/safetensors'
import type { NamedArrays } from '@shared/tensors/named-arrays'
import type { Artefact, CompressedImage } from '@shared/run/run-events'
import { sizeOf } from '@shared/tensors/shape'
import { drawImageSheet } from '../../datasets/image-sheet'
import type { DatasetPage } from '../../datasets/loaded-dataset'
import type { TrainingSession } from '../training-session'
import { snapshotFolder } from '../run-files'
import { exampleStream } from '../run-length'
import { writeFileAtomically } from '../write-file-atomically'
import { packAxes, readAxes, unpackAxes } from './latent-axes'
import { manifoldCodes } from './manifold-codes'
import { projectCodes, type Codes } from './project-codes'
import { cleanPage } from './clean-page'
import { compressImages, jpegFiguresOf } from './compression-figures'
import { firstFilters } from './first-filters'
import { codesLike, fixedNoise } from './sample-codes'
import { vectorField } from './vector-field'

/** Test points shown behind samples of points. */
const DATA_POINTS = 1000
const FULL_RANGE = [0, 1] as const

export class SnapshotTaker {
  private readonly session: TrainingSession
  private readonly directory: string
  private axes: readonly (readonly number[])[] = []
  private jpeg: Promise<readonly CompressedImage['jpeg'][]> | undefined

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
    const folder = snapshotFolder(step)
    const shown = { ...codes, count: Math.min(recording.latentCount, codes.count) }
    const latents = { ...shown, values: codes.values.subarray(0, shown.count * codes.width) }
    const noise = fixedNoise(training.seed, recording.sampleCount, codes.width)
    const fitted = codesLike(latents, noise)
    const ownPrior = this.session.model.recipe.sampling === 'standard-normal'
    const artefacts = [
      await this.samples('samples', folder, ownPrior ? noise : fitted, codes.width),
      // Both ways of drawing for every recipe with an encoder, so that codes with gaps and codes without can be told apart.
      ownPrior ? await this.samples('fitted-samples', folder, fitted, codes.width) : await this.samples('prior-samples', folder, noise, codes.width),
      await this.reconstructions(folder),
      await this.manifold(folder, latents),
      await this.latents(folder, latents),
      await this.activities(folder, step),
      await this.field(folder),
      await this.pages(folder),
      await this.filters(folder),
      await this.predictions(folder, step),
      await this.compression(folder),
    ]
    return artefacts.filter((artefact) => artefact !== null)
  }

  /** Of a recipe that only decodes: samples from fixed noise, and the plane of a small noise. */
  private async generated(step: number): Promise<Artefact[]> {
    const { experiment, latentShape, recipe } = this.session.model
    if (latentShape === undefined || recipe.decode === undefined) return []
    const folder = snapshotFolder(step)
    const width = sizeOf(latentShape)
    const noise = fixedNoise(experiment.training.seed, experiment.recording.sampleCount, width)
    const artefacts = [await this.samples('samples', folder, noise, width), await this.manifold(folder, { count: experiment.recording.sampleCount, width, values: noise })]
    return artefacts.filter((artefact) => artefact !== null)
  }

  private async samples(kind: Artefact['kind'], folder: string, codes: Float32Array, width: number): Promise<Artefact | null> {
    if (this.session.model.recipe.sampling === 'none') return null
    const { description } = this.session.dataset
    const values = await this.session.decode(codes, width)
    const count = codes.length / width
    if (description.kind === 'image') return this.sheet(kind, folder, values, Math.ceil(Math.sqrt(count)), {})
    return this.arrays(kind, folder, { points: points(values), data: this.dataPoints() }, {})
  }

  /** The first test points. */
  private dataPoints(): NamedArrays[string] {
    const { test } = this.session.dataset
    return points(Float32Array.from(test.examples.subarray(0, 2 * Math.min(DATA_POINTS, test.count))))
  }

  private async reconstructions(folder: string): Promise<Artefact | null> {
    const { description, test } = this.session.dataset
    const reconstructed = this.session.reconstructTest()
    if (reconstructed === null) return null
    const { count, output: reconstruction, shown } = reconstructed
    const size = sizeOf(description.shape)
    const scale = description.storage === 'uint8' ? 1 / 255 : 1
    const original = Float32Array.from(test.examples.subarray(0, count * size), (value) => value * scale)
    const squaredErrors = Array.from({ length: count }, (_, row) => {
      let sum = 0
      for (let at = row * size; at < (row + 1) * size; at += 1) sum += ((original[at] ?? 0) - (reconstruction[at] ?? 0)) ** 2
      return Number.isFinite(sum) ? sum : null
    })
    const more = { squaredErrors, ...(shown === null ? {} : { damaged: true }) }
    if (description.kind !== 'image') {
      return this.arrays('reconstructions', folder, { original: points(original), ...(shown === null ? {} : { shown: points(shown) }), reconstruction: points(reconstruction) }, more)
    }
    const [low, high] = description.range ?? FULL_RANGE
    // The difference starts at the darkest value, so that no difference is black.
    const difference = original.map((value, at) => low + Math.min(high - low, Math.abs(value - (reconstruction[at] ?? 0))))
    const rows = [original, ...(shown === null ? [] : [shown]), reconstruction, difference]
    const values = new Float32Array(rows.length * count * size)
    rows.forEach((row, index) => values.set(row, index * count * size))
    return this.sheet('reconstructions', folder, values, count, more)
  }

  /** Of a stage whose units are to be looked at. */
  private async activities(folder: string, step: number): Promise<Artefact | null> {
    const mean = this.session.activities(step, exampleStream(this.session.model, this.session.dataset.train.count).stepsPerEpoch)
    return mean === null ? null : this.arrays('activities', folder, { mean }, {})
  }

  /** Of a recipe that tells classes apart: what it takes every test example for. */
  private async predictions(folder: string, step: number): Promise<Artefact | null> {
    const predictions = await this.session.classifyTest(step)
    const { labels, count } = this.session.dataset.test
    if (predictions === null || labels === null) return null
    const ints = (data: Int32Array): NamedArrays[string] => ({ dtype: 'int32', shape: [count], data })
    const probability = { dtype: 'float32' as const, shape: [count], data: predictions.probability }
    return this.arrays('predictions', folder, { label: ints(Int32Array.from(labels.subarray(0, count))), predicted: ints(predictions.predicted), probability }, {})
  }

  /** Of points: what the model adds to every place of the plane. */
  private async field(folder: string): Promise<Artefact | null> {
    if (this.session.dataset.description.kind !== 'points') return null
    const field = await vectorField(this.session)
    return field === null ? null : this.arrays('field', folder, { at: points(field.at), arrow: points(field.arrow), data: this.dataPoints() }, {})
  }

  /** Of images whose encoder begins with a dense layer. */
  private async filters(folder: string): Promise<Artefact | null> {
    const { model, dataset } = this.session
    const { kind, shape } = dataset.description
    if (kind !== 'image') return null
    const filters = firstFilters(model.networks['encoder'], shape, this.session.readState())
    return filters === null ? null : this.sheet('filters', folder, filters.values, Math.ceil(Math.sqrt(filters.count)), {}, [-1, 1])
  }

  /** Of a recipe that damages: whole pages, cleaned patch by patch. */
  private async pages(folder: string): Promise<Artefact | null> {
    const cleaned = []
    for (const page of this.session.dataset.pages ?? []) {
      const one = await cleanPage(this.session, page)
      if (one !== null) cleaned.push(one)
    }
    const [page] = this.session.dataset.pages ?? []
    if (page === undefined || cleaned.length === 0) return null
    const pictures = cleaned.flatMap(({ original, damaged, restored, median }) => [original, damaged, restored, median])
    return { ...(await this.pictures('pages', folder, page, pictures, 4)), pages: cleaned.map(({ figures }) => figures) }
  }

  /** Of a recipe whose codes are rounded: the whole pictures that its frames were cut from. */
  private async compression(folder: string): Promise<Artefact | null> {
    const { images = [] } = this.session.dataset
    const [image] = images
    if (image === undefined || this.session.model.recipe.codeBits === undefined) return null
    this.jpeg ??= Promise.all(images.map((each) => jpegFiguresOf(this.session, each)))
    const compressed = await compressImages(this.session, await this.jpeg)
    if (compressed === null) return null
    const { figures, pictures } = compressed
    const artefact = await this.pictures('compression', folder, image, pictures, pictures.length / images.length)
    return { ...artefact, compression: figures }
  }

  /** Whole pictures of one size, as bytes. */
  private async pictures(kind: Artefact['kind'], folder: string, { height, width }: DatasetPage, pictures: readonly Uint8Array[], columns: number): Promise<Artefact> {
    const values = new Float32Array(pictures.length * height * width)
    pictures.forEach((picture, index) => values.set(picture, index * height * width))
    const { png, sheet } = await drawImageSheet({ shape: [height, width, 1], values, range: [0, 255], columns })
    const file = `${folder}/${kind}.png`
    await writeFileAtomically(join(this.directory, file), png)
    return { kind, file, mediaType: 'image/png', bytes: png.byteLength, sheet }
  }

  private async manifold(folder: string, codes: Codes): Promise<Artefact | null> {
    if (this.session.model.recipe.decode === undefined) return null
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
    const { count, width, values, divergences } = codes
    const arrays: NamedArrays = {
      z: { dtype: 'float32', shape: [count, width], data: values },
      projection: { dtype: 'float32', shape: [count, 2], data: projection.points },
      label: { dtype: 'int32', shape: [count], data: Int32Array.from({ length: count }, (_, row) => labels?.[row] ?? -1) },
      index: { dtype: 'int32', shape: [count], data: Int32Array.from({ length: count }, (_, row) => row) },
      ...(projection.method === 'pca' ? { axes } : {}),
      ...(divergences === undefined ? {} : { kl: { dtype: 'float32' as const, shape: [width], data: divergences } }),
    }
    const { method, explained } = projection
    return this.arrays('latents', folder, arrays, { projection: { method, ...(explained === undefined ? {} : { explained }) } })
  }

  private async sheet(kind: Artefact['kind'], folder: string, values: Float32Array, columns: number, more: Partial<Artefact>, ends?: readonly [number, number]): Promise<Artefact> {
    const { shape, range } = this.session.dataset.description
    const { png, sheet } = await drawImageSheet({ shape, values, range: ends ?? range ?? FULL_RANGE, columns })
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
