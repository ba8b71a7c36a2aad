// Where a dropped file goes: told by its name, and by how its text begins.
import { expect, test } from 'vitest'
import { fileKind } from '../../../src-renderer/shell/file-kind'

test.each([
  ['my.latent.json', '{"format": "latent-studio-experiment", "class_name": "no"', 'experiment'],
  ['torn.json', '{"format": "latent-stu', 'experiment'],
  ['notes.txt', '', 'experiment'],
  ['mine.latent-block.json', 'nonsense', 'block'],
  ['renamed.json', '{ "format" : "latent-studio-block"', 'block'],
  ['config.json', '{"module": "keras", "class_name": "Functional"', 'model'],
  ['net.ONNX', '', 'model'],
  ['net.safetensors', '', 'model'],
  ['digits.zip', '', 'data'],
  ['table.tsv', '', 'data'],
  ['x.npy.gz', '', 'data'],
  ['train-images-idx3-ubyte', '', 'data'],
  ['train-images-idx3-ubyte.gz', '', 'data'],
  ['face.JPEG', '', 'data'],
  ['faces/readme.txt', '', 'data'],
])('%s is taken for what it is', async (name, head, kind) => {
  expect(await fileKind(name, new Blob([head]))).toBe(kind)
})
