// What a file is that was dropped or opened anywhere on the window, by its name and the beginning of its text.

export type FileKind = 'experiment' | 'block' | 'model' | 'data'

const MODEL = /\.(onnx|keras|safetensors|h5|hdf5|pt|pth)$/i
const DATA = /\.(zip|csv|tsv|npy|npy\.gz|png|jpe?g|webp|gif|tiff?|idx\d?)$|ubyte(\.gz)?$/i
/** Enough of a text to tell: a Keras configuration begins with its class, what the studio writes with its format. */
const HEAD_BYTES = 4096

/** @param name with the path from what was dropped: whatever lies in a folder is data. What nothing else is, is taken for an experiment and refused as one. */
export async function fileKind(name: string, file: Pick<Blob, 'slice'>): Promise<FileKind> {
  if (name.includes('/') || DATA.test(name)) return 'data'
  if (MODEL.test(name)) return 'model'
  if (/\.latent-block\.json$/i.test(name)) return 'block'
  if (!/\.json$/i.test(name)) return 'experiment'
  const head = await file.slice(0, HEAD_BYTES).text()
  if (/"format"\s*:\s*"latent-studio-block"/.test(head)) return 'block'
  return /"format"\s*:\s*"latent-studio/.test(head) || !/"class_name"\s*:/.test(head) ? 'experiment' : 'model'
}
