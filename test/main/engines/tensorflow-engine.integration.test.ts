// The native engine: the same rules eagerly and captured, and clear words for everything that can be wrong with its files.
import { readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { StudioError } from '@shared/studio-error'
import { readEngineManifest } from '../../../src-main/engines/engine-manifest'
import { selectEngine } from '../../../src-main/engines/select-engine'
import { createTensorflowEngine } from '../../../src-main/engines/tensorflow/tensorflow-engine'
import { temporaryFolder } from '../../support/temporary-folder'
import { engineConformance } from './engine-conformance'

const manifestPath = process.env['LATENT_STUDIO_ENGINE'] ?? resolve(import.meta.dirname, '../../../.cache/engine.json')

engineConformance('the TensorFlow engine, eagerly', () => createTensorflowEngine(manifestPath), 'eager')
engineConformance('the TensorFlow engine, captured', () => createTensorflowEngine(manifestPath), 'captured')

describe('the native engine’s files', () => {
  test('are described with version and device', async () => {
    const { engine, problem } = await selectEngine('auto', manifestPath)
    expect(problem).toBeNull()
    expect(engine.info).toMatchObject({ id: 'tensorflow', native: true })
    expect(engine.info.version).toMatch(/^TensorFlow \d+\.\d+\.\d+, tfjs 4\.22\.0$/)
  })

  async function broken(change: (manifest: { binding: string; files: { path: string; bytes: number }[] }) => void): Promise<StudioError['detail'] | null> {
    await using folder = await temporaryFolder()
    const manifest = JSON.parse(await readFile(manifestPath, 'utf8')) as Parameters<typeof change>[0]
    change(manifest)
    const path = join(folder.path, 'engine.json')
    await writeFile(path, JSON.stringify(manifest))
    return readEngineManifest(path).then(
      () => null,
      (error: unknown) => {
        if (error instanceof StudioError) return error.detail
        throw error
      },
    )
  }

  test('missing, or of another size, are named with what to do', async () => {
    expect(await broken(() => {})).toBeNull()
    const missing = await broken((manifest) => manifest.files.push({ path: '/nowhere/libtensorflow_cc.so.2', bytes: 5, sha256: '' } as never))
    expect(missing).toMatchObject({ code: 'engine-library-missing', path: '/nowhere/libtensorflow_cc.so.2', fix: expect.stringContaining('npm run setup') as string })
    const damaged = await broken((manifest) => {
      const first = manifest.files[0]
      if (first !== undefined) first.bytes += 1
    })
    expect(damaged).toMatchObject({ code: 'engine-library-damaged' })
    const binding = await broken((manifest) => {
      manifest.binding = 'tfjs_binding.node'
    })
    expect(binding).toMatchObject({ code: 'engine-library-missing', path: expect.stringContaining('tfjs_binding.node') as string })
  })

  test('that are not set up, or described in another way, give the fallback and the reason', async () => {
    await using folder = await temporaryFolder()
    const path = join(folder.path, 'engine.json')
    await writeFile(path, '{"format": 2}')
    const auto = await selectEngine('auto', path)
    expect(auto.engine.info.id).toBe('javascript')
    expect(auto.problem).toMatchObject({ code: 'engine-manifest-invalid', path })
    expect((await selectEngine('auto', null)).problem).toMatchObject({ code: 'engine-not-set-up' })
    await expect(selectEngine('tensorflow', null)).rejects.toMatchObject({ detail: { code: 'engine-not-set-up' } })
  })
})
