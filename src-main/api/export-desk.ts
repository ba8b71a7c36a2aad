// Makes files of an experiment or a checkpoint: code and weights for PyTorch and Keras, weights as the studio has them, the
// document, pictures of the graph. Weights are copied from one layout to another here, nothing is computed with them.
import { Blob } from 'node:buffer'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { z } from 'zod'
import { assertNever } from '@shared/assert-never'
import type { ExportAnswer, ExportFormat, exportRequestSchema, ExportSource } from '@shared/contract/exports'
import { analyseExperiment } from '@shared/experiment/analyse-experiment'
import type { Experiment } from '@shared/experiment/experiment'
import { serialiseExperiment } from '@shared/experiment/serialise-experiment'
import { networkWeights } from '@shared/graph/network-weights'
import { drawGraph } from '@shared/interchange/draw-graph'
import type { ExportedCode } from '@shared/interchange/exported-code'
import { exportKeras } from '@shared/interchange/export-keras'
import { exportPyTorch } from '@shared/interchange/export-pytorch'
import { snakeName } from '@shared/interchange/python-names'
import { StudioError } from '@shared/studio-error'
import { drawInitialWeight } from '@shared/tensors/draw-initial-weight'
import type { NamedArrays } from '@shared/tensors/named-arrays'
import { encodeSafetensors } from '@shared/tensors/safetensors'
import { writeZip } from '../files/write-zip'
import { chooseCheckpoint, viewSoFar } from '../runs/go-on'
import type { ReadableDatabase } from '../store/database'
import { findRunRecord } from '../store/queries/read-runs'
import type { RunFolders } from '../store/run-folders'
import { readCheckpoint } from '../trainer/read-checkpoint'
import { withStartingWeights } from '../trainer/starting-weights'

export interface ExportDeskParts {
  readonly database: ReadableDatabase
  readonly folders: RunFolders
  /** Folder of imported weights that networks may begin with. */
  readonly weights: string
}

interface MadeFile {
  readonly name: string
  readonly bytes: Uint8Array
}

export interface Exported {
  readonly experiment: Experiment
  /** By full name; read only where a format needs it. */
  weights(): Promise<NamedArrays>
  /** Where the weights are from, kept in the weights files. */
  readonly origin: Readonly<Record<string, string>>
}

export class ExportDesk {
  readonly #parts: ExportDeskParts

  constructor(parts: ExportDeskParts) {
    this.#parts = parts
  }

  /** @throws StudioError `export-not-possible`, `run-not-found`, `checkpoint-not-found`, `checkpoint-damaged`, `export-too-large`. */
  async make({ source, formats, theme, zip }: z.output<typeof exportRequestSchema>): Promise<ExportAnswer> {
    const exported = this.read(source)
    const files: MadeFile[] = []
    for (const format of new Set(formats)) files.push(...(await makeFiles(exported, format, theme)))
    const made = zip ? [zipped(`${snakeName(exported.experiment.name, 'experiment')}.zip`, files)] : files
    return { files: made.map(({ name, bytes }) => ({ name, content: new Blob([bytes as Uint8Array<ArrayBuffer>]) })) }
  }

  /** @throws StudioError `run-not-found`, `checkpoint-not-found`. */
  read(source: ExportSource): Exported {
    if ('experiment' in source) {
      const { experiment } = source
      return { experiment, weights: async () => initialWeights(experiment, this.#parts.weights), origin: { weights: 'untrained', seed: String(experiment.training.seed) } }
    }
    const { database, folders } = this.#parts
    const record = findRunRecord(database, source.run)
    if (record === undefined) throw new StudioError({ code: 'run-not-found', message: `There is no run ${source.run}.`, path: source.run, fix: 'It may have been deleted; History lists the runs there are.' })
    const { file, step, sha256 } = chooseCheckpoint(record, viewSoFar(database, folders, record).checkpoints, source.step === 'latest' ? null : source.step)
    const path = folders.resolveFile(record.id, file) ?? join(folders.path(record.id), file)
    return {
      experiment: record.experiment,
      async weights() {
        const { arrays } = await readCheckpoint({ path, step, sha256 })
        const names = new Set(weightNames(record.experiment))
        return Object.fromEntries(Object.entries(arrays).filter(([name]) => names.has(name)))
      },
      origin: { run: record.id, name: record.name, step: String(step) },
    }
  }
}

function playingNetworks(experiment: Experiment) {
  const analysis = analyseExperiment(experiment)
  const playing = new Map(Object.values(analysis.networksByRole).map((network) => [network.network.id, network]))
  return [...playing.values()]
}

function weightNames(experiment: Experiment): readonly string[] {
  return playingNetworks(experiment).flatMap((network) => networkWeights(network).map((weight) => weight.fullName))
}

/** What a run of the experiment would begin with. @throws StudioError as `withStartingWeights`. */
function initialWeights(experiment: Experiment, folder: string): NamedArrays {
  const weights = playingNetworks(experiment).flatMap((network) => networkWeights(network))
  const drawn: NamedArrays = Object.fromEntries(
    weights.map(({ fullName, definition: { shape, initialiser } }) => [fullName, { dtype: 'float32', shape, data: drawInitialWeight(experiment.training.seed, fullName, shape, initialiser) }]),
  )
  return withStartingWeights({ weights }, drawn, experiment, folder, () => {}) ?? drawn
}

async function makeFiles({ experiment, weights, origin }: Exported, format: ExportFormat, theme: 'dark' | 'light'): Promise<readonly MadeFile[]> {
  const stem = snakeName(experiment.name, 'experiment')
  const textFile = (name: string, text: string): MadeFile => ({ name, bytes: new TextEncoder().encode(text) })
  const codeFiles = async (code: ExportedCode): Promise<readonly MadeFile[]> => [
    textFile(code.fileName, code.text),
    { name: code.weightsFileName, bytes: encodeSafetensors(code.convert(await weights()), origin) },
  ]
  switch (format) {
    case 'pytorch':
      return codeFiles(exportPyTorch(experiment))
    case 'keras':
      return codeFiles(exportKeras(experiment))
    case 'safetensors':
      return [{ name: `${stem}.safetensors`, bytes: encodeSafetensors(await weights(), origin) }]
    case 'experiment':
      return [textFile(`${stem}.latent.json`, serialiseExperiment(experiment))]
    case 'svg':
      return [textFile(`${stem}.svg`, drawGraph(experiment, { theme }))]
    case 'png':
      return [{ name: `${stem}.png`, bytes: await drawnAsPng(drawGraph(experiment, { theme })) }]
    default:
      return assertNever(format)
  }
}

/** Twice as many pixels as the canvas has at zoom 1, fewer where that would be more than a picture can have. */
async function drawnAsPng(svg: string): Promise<Uint8Array> {
  // Loaded when it is first needed: it is a native library.
  const { default: sharp } = await import('sharp')
  const [, width = 1, height = 1] = (/width="(\d+)" height="(\d+)"/.exec(svg) ?? []).map(Number)
  const scale = Math.min(2, 16_000 / Math.max(width, height))
  return sharp(Buffer.from(svg), { density: 72 * scale, limitInputPixels: false }).png().toBuffer()
}

function zipped(name: string, files: readonly MadeFile[]): MadeFile {
  const folder = mkdtempSync(join(tmpdir(), 'latent-studio-export-'))
  try {
    for (const file of files) writeFileSync(join(folder, file.name), file.bytes)
    const target = `${folder}.zip`
    try {
      writeZip(folder, target)
      return { name, bytes: readFileSync(target) }
    } finally {
      rmSync(target, { force: true })
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
