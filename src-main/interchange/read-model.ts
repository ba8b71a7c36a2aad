// A model file, and weights beside it, as networks of the studio. The name says what a file is. Starting weights are stored under their hash.
import { readFileSync, statSync } from 'node:fs'
import { MOST_MODEL_BYTES, type ModelAnswer } from '@shared/contract/models'
import { isDeeperThan } from '@shared/interchange/is-deeper-than'
import { readKeras } from '@shared/interchange/keras/read-keras'
import { readOnnx } from '@shared/interchange/onnx/read-onnx'
import type { ReadNetwork } from '@shared/interchange/read-network'
import { StudioError } from '@shared/studio-error'
import type { NamedArrays } from '@shared/tensors/named-arrays'
import { decodeSafetensors } from '@shared/tensors/safetensors'
import { storeWeights } from '../files/store-weights'
import { decodeOnnx } from './decode-onnx'
import { readKerasArchive } from './read-keras-file'

export interface ModelPath {
  readonly path: string
  /** What the person calls it. */
  readonly fileName: string
}

const DEEPEST = 96
const HDF5_WEIGHTS = 'its weights lie in it as HDF5, which the studio does not read: every layer begins with drawn weights. Write them as safetensors and choose both files: save_file({v.path: v.numpy() for v in model.variables}, "weights.safetensors")'

const endingOf = (fileName: string): string => /\.([a-z0-9]+)$/i.exec(fileName)?.[1]?.toLowerCase() ?? ''

function readBytes({ path, fileName }: ModelPath): Uint8Array {
  let size
  try {
    size = statSync(path).size
    if (size <= MOST_MODEL_BYTES) return readFileSync(path)
  } catch (cause) {
    throw new StudioError({ code: 'file-not-found', message: `${fileName} cannot be read`, path, got: cause instanceof Error ? cause.message : String(cause), fix: 'Choose a file that is there' }, { cause })
  }
  throw new StudioError({ code: 'import-too-large', message: `${fileName} is too large to import`, path: fileName, expected: `at most ${MOST_MODEL_BYTES / 1024 ** 2} MB`, got: `${(size / 1024 ** 2).toFixed(0)} MB`, fix: 'Export a smaller model, or its parts on their own' })
}

function parseConfig(text: string, fileName: string): unknown {
  const wrong = (got: string, cause?: unknown): StudioError =>
    new StudioError({ code: 'import-damaged', message: `${fileName} is no Keras model: it is not JSON`, path: fileName, expected: 'JSON as model.to_json() writes it', got, fix: 'Write the file anew with Keras, or take another copy' }, { cause })
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw wrong(text.trim() === '' ? 'an empty file' : cause instanceof Error ? cause.message : String(cause), cause)
  }
  if (isDeeperThan(value, DEEPEST)) throw wrong(`more than ${DEEPEST} levels of lists and objects`)
  return value
}

/** @param weightsFolder where starting weights are stored; null where they are only looked at. @throws StudioError `import-*`, `safetensors-invalid`, `file-not-found` */
export async function readModel(files: readonly ModelPath[], weightsFolder: string | null): Promise<ModelAnswer> {
  const weightsFile = files.find(({ fileName }) => endingOf(fileName) === 'safetensors')
  const model = files.find((file) => file !== weightsFile)
  if (model === undefined || files.length > 2 || (files.length === 2 && weightsFile === undefined)) {
    throw new StudioError({ code: 'import-which', message: 'One model is imported at a time', expected: 'a model file (.onnx, .keras, .json), and a .safetensors file of its weights where there is one', got: files.map(({ fileName }) => fileName).join(', '), fix: 'Choose the model file, or the model and its weights together' })
  }
  const { networks, report } = await read(model, weightsFile)
  const source = weightsFile ?? model
  return { networks: networks.map((network) => withStoredWeights(network, source.fileName, weightsFolder)), report }
}

async function read(model: ModelPath, weightsFile: ModelPath | undefined): Promise<ReturnType<typeof readKeras>> {
  const { fileName } = model
  const bytes = readBytes(model)
  const ending = endingOf(fileName)
  if (ending === 'onnx') {
    if (weightsFile !== undefined) throw new StudioError({ code: 'import-which', message: `${fileName} has its weights in itself`, expected: 'an ONNX model alone', got: `${fileName} and ${weightsFile.fileName}`, fix: 'Choose the ONNX file alone' })
    return readOnnx(decodeOnnx(bytes, fileName), fileName)
  }
  if (ending !== 'keras' && ending !== 'json') {
    throw new StudioError({ code: 'import-unknown-file', message: `${fileName} is no model the studio reads`, path: fileName, expected: '.onnx, .keras, or .json from Keras', got: ending === '' ? 'a name without an ending' : `.${ending}`, fix: ending === 'h5' || ending === 'hdf5' ? 'In Keras: open(“model.json”, "w").write(model.to_json())' : 'In PyTorch: torch.onnx.export(model, example, "model.onnx")' })
  }
  const archive = ending === 'keras' ? await readKerasArchive(bytes, fileName) : { config: Buffer.from(bytes).toString('utf8'), hasWeights: false }
  const arrays: NamedArrays = weightsFile === undefined ? {} : decodeSafetensors(readBytes(weightsFile)).arrays
  const found = readKeras(parseConfig(archive.config, fileName), arrays, fileName)
  const unread = archive.hasWeights && weightsFile === undefined
  return unread ? { ...found, report: { ...found.report, changed: [{ name: fileName, type: 'weights', text: HDF5_WEIGHTS }, ...found.report.changed] } } : found
}

function withStoredWeights({ network, weights, inputShape, outputShape }: ReadNetwork, from: string, folder: string | null): ModelAnswer['networks'][number] {
  const shapes = { inputShape: inputShape === null ? null : [...inputShape], outputShape: outputShape === null ? null : [...outputShape] }
  const weightCount = Object.values(weights).reduce((sum, { data }) => sum + data.length, 0)
  if (weightCount === 0) return { network, ...shapes, weightCount }
  const sha256 = storeWeights(folder, weights)
  return { network: { ...network, startingWeights: { sha256, from: from.slice(0, 200) } }, ...shapes, weightCount }
}
