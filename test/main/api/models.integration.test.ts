// Models on their way into the studio: the weights of one that is looked at and not taken are gone again.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { studioDetailOf } from '@shared/contract/contract-error'
import { createStudio, type Studio } from '../../../src-main/api/create-studio'
import { locate } from '../../../src-main/locations'
import { silentLogger } from '../../../src-main/logger'
import { temporaryFolder } from '../../support/temporary-folder'
import { runCli } from '../cli/run-cli'
import { rejectionOf } from '../../support/refusal'

const MODEL = 'test/shared/interchange/models/strange.legacy.onnx'

function open(data: string): Studio {
  return createStudio({ dataDirectory: data, locations: locate(), host: 'local-host', logger: silentLogger })
}

async function read({ client }: Studio, upload: string): Promise<string[]> {
  await client.models.upload({ upload, offset: 0, bytes: readFileSync(MODEL).toString('base64') })
  const { networks } = await client.models.read({ files: [{ upload, fileName: 'strange.onnx' }] })
  return networks.flatMap(({ network }) => network.startingWeights?.sha256 ?? [])
}

test('weights stay where the networks are taken, once, and go where they are not, by whichever window', async () => {
  await using folder = await temporaryFolder()
  const stored = join(folder.path, 'weights')
  const files = (inside = ''): string[] => (existsSync(join(stored, inside)) ? readdirSync(join(stored, inside)).filter((name) => name.endsWith('.safetensors')) : [])
  // A studio that was killed while somebody looked left these.
  mkdirSync(join(stored, 'pending'), { recursive: true })
  writeFileSync(join(stored, 'pending', 'left.safetensors'), 'left')
  const studio = open(folder.path)
  try {
    expect(files('pending')).toEqual([])
    const weights = await read(studio, 'a'.repeat(16))
    expect(weights).toHaveLength(1)
    expect([files(), files('pending')]).toEqual([[], [`${weights[0]}.safetensors`]])
    await studio.client.models.discard({ weights })
    expect([files(), files('pending')]).toEqual([[], []])
    const gone = await studio.client.models.keep({ weights }).then(
      () => null,
      (error: unknown) => studioDetailOf(error),
    )
    expect(gone).toMatchObject({ code: 'import-gone' })

    // Two windows look at it; one lets it go, the other takes it.
    await read(studio, 'b'.repeat(16))
    await read(studio, 'c'.repeat(16))
    await studio.client.models.discard({ weights })
    await studio.client.models.keep({ weights })
    expect([files(), files('pending')]).toEqual([[`${weights[0]}.safetensors`], []])
    // Taken once, looked at once more and let go: what is in use stays.
    await read(studio, 'd'.repeat(16))
    await studio.client.models.discard({ weights })
    expect(files()).toEqual([`${weights[0]}.safetensors`])
    await read(studio, 'e'.repeat(16))
  } finally {
    await studio.close()
  }
  expect([files().length, existsSync(join(stored, 'pending'))]).toEqual([1, false])
})

test('on the command line only what is written to an experiment keeps its weights', async () => {
  await using folder = await temporaryFolder()
  const data = join(folder.path, 'data')
  const weights = (): string[] => (existsSync(join(data, 'weights')) ? readdirSync(join(data, 'weights')) : [])
  expect((await runCli(['import', MODEL, '--data-dir', data])).code).toBe(0)
  expect(weights()).toEqual([])
  expect((await runCli(['import', MODEL, '--out', join(folder.path, 'out.latent.json'), '--data-dir', data])).code).toBe(0)
  expect(weights()).toHaveLength(1)
})

test('an upload that the disk refuses is told in words, and begins anew', async () => {
  await using folder = await temporaryFolder()
  const [temporary, bytes] = [join(folder.path, 'temporary'), readFileSync(MODEL).toString('base64')]
  mkdirSync(temporary)
  vi.stubEnv('TMPDIR', temporary)
  const studio = open(folder.path)
  const upload = (offset: number) => studio.client.models.upload({ upload: 'a'.repeat(16), offset, bytes })
  try {
    const { size } = await upload(0)
    // Its folder is gone from under it.
    for (const name of readdirSync(temporary)) rmSync(join(temporary, name), { recursive: true })
    expect(await rejectionOf(upload(size))).toMatchObject({ code: 'import-not-written', got: 'ENOENT', fix: expect.stringContaining('import the file again') })
    expect(await upload(0)).toEqual({ size })
  } finally {
    await studio.close()
    vi.unstubAllEnvs()
  }
})
