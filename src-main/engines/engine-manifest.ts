// engine.json: where set-up put the native engine, and what its files must be. Read without loading the engine, so that main,
// which never runs tensors, can say what is missing.
import { readFile, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { z } from 'zod'
import { StudioError } from '@shared/studio-error'

const manifestSchema = z.object({
  format: z.literal(1),
  /** How the library came: from a TensorFlow wheel, or the package's own download. */
  kind: z.enum(['wheel', 'package-download']),
  /** TensorFlow's. */
  version: z.string(),
  accelerator: z.enum(['cpu', 'gpu']),
  /** The addon, `tfjs_binding.node`. Absolute, or relative to engine.json. */
  binding: z.string().min(1),
  files: z.array(z.object({ path: z.string().min(1), bytes: z.number().int().min(0), sha256: z.string() })),
})
export type EngineManifest = z.infer<typeof manifestSchema>

const FIX = 'Run `npm run setup` to fetch the engine again'

/**
 * Reads engine.json and checks that every file it names is there with its size.
 * @param path of engine.json; null where set-up made none.
 * @returns the manifest with absolute paths.
 * @throws StudioError `engine-not-set-up`, `engine-manifest-invalid`, `engine-library-missing` or `engine-library-damaged`.
 */
export async function readEngineManifest(path: string | null): Promise<EngineManifest> {
  if (path === null) {
    throw new StudioError({ code: 'engine-not-set-up', message: 'The native TensorFlow engine has not been set up', fix: 'Run `npm run setup`' })
  }
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new StudioError({ code: 'engine-not-set-up', message: 'The native engine’s description cannot be read', path, got: words(cause), fix: FIX }, { cause })
  })
  const parsed = manifestSchema.safeParse(parseJson(text))
  if (!parsed.success) {
    throw new StudioError({ code: 'engine-manifest-invalid', message: 'The native engine’s description is not what set-up writes', path, got: z.prettifyError(parsed.error), fix: FIX })
  }
  const folder = dirname(path)
  const files = parsed.data.files.map((file) => ({ ...file, path: resolve(folder, file.path) }))
  const manifest = { ...parsed.data, binding: resolve(folder, parsed.data.binding), files }
  for (const file of files) await checkFile(file.path, file.bytes)
  if (!files.some((file) => file.path === manifest.binding)) await checkFile(manifest.binding, null)
  return manifest
}

async function checkFile(path: string, bytes: number | null): Promise<void> {
  const found = await stat(path).catch(() => null)
  const expected = bytes === null ? 'a file' : `a file of ${bytes} bytes`
  if (found === null || !found.isFile()) {
    throw new StudioError({ code: 'engine-library-missing', message: 'A file of the native engine is missing', path, expected, got: found === null ? 'no such file' : 'not a file', fix: FIX })
  }
  if (bytes !== null && found.size !== bytes) {
    throw new StudioError({ code: 'engine-library-damaged', message: 'A file of the native engine has the wrong size', path, expected, got: `${found.size} bytes`, fix: FIX })
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function words(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
