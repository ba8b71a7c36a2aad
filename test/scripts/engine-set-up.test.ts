import { createHash } from 'node:crypto'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findFault, readManifest } from '../../scripts/lib/engine-manifest.mjs'
import { isEngineFile, wheelSet } from '../../scripts/lib/engine-wheels.mjs'
import { engineWays } from '../../scripts/lib/engine.mjs'
import { temporaryFolder } from '../support/temporary-folder'

test('the wheel comes first where there is one, the CUDA one only with a GPU, the package download last', () => {
  expect(engineWays('linux', 'x64', 'auto', false)).toEqual([['wheel', 'cpu'], ['package-download', 'cpu']])
  expect(engineWays('linux', 'x64', 'auto', true)).toEqual([['wheel', 'gpu'], ['wheel', 'cpu'], ['package-download', 'gpu'], ['package-download', 'cpu']])
  expect(engineWays('linux', 'x64', 'cpu', true)).toEqual([['wheel', 'cpu'], ['package-download', 'cpu']])
  expect(engineWays('darwin', 'arm64', 'auto', false)).toEqual([['wheel', 'cpu'], ['package-download', 'cpu']])
  expect(engineWays('win32', 'x64', 'auto', true)).toEqual([['package-download', 'gpu'], ['package-download', 'cpu']])
})

test('every wheel is pinned by a SHA-256', () => {
  const wheels = [['linux', 'x64', 'cpu'], ['linux', 'x64', 'gpu'], ['linux', 'arm64', 'cpu'], ['darwin', 'arm64', 'cpu']].flatMap(([platform, arch, accelerator]) => wheelSet(platform, arch, accelerator)?.wheels ?? [])
  expect(wheels).toHaveLength(16)
  for (const [name, version, sha256] of wheels) expect([name, version, sha256]).toEqual([expect.stringMatching(/^[a-z0-9-]+$/), expect.stringMatching(/^\d+(\.\d+)+$/), expect.stringMatching(/^[0-9a-f]{64}$/)])
})

test('of a wheel only libraries, C headers, CUDA libraries and notices are kept', () => {
  const kept = ['tensorflow/libtensorflow_cc.so.2', 'tensorflow/libtensorflow_framework.2.dylib', 'tensorflow/include/tensorflow/c/c_api.h', 'nvidia/cudnn/lib/libcudnn.so.9', 'nvidia/cuda_nvcc/bin/ptxas', 'nvidia/cuda_nvcc/nvvm/libdevice/libdevice.10.bc', 'tensorflow/THIRD_PARTY_NOTICES.txt']
  const left = ['tensorflow/python/_pywrap_tensorflow_internal.so', 'tensorflow/__init__.py', 'tensorflow/include/Eigen/Core', 'nvidia/cudnn/include/cudnn.h', 'nvidia/__init__.py']
  expect([kept.filter((name) => !isEngineFile(name)), left.filter(isEngineFile)]).toEqual([[], []])
})

test('missing, cut and changed engine files are found, contents only when asked', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'engine.json')
  const content = Buffer.from('the library')
  mkdirSync(join(folder.path, 'lib'))
  const write = (bytes: Buffer): void => writeFileSync(join(folder.path, 'lib/tfjs_binding.node'), bytes)
  write(content)
  writeFileSync(file, JSON.stringify({ format: 1, binding: 'lib/tfjs_binding.node', files: [{ path: 'lib/tfjs_binding.node', bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') }] }))
  const manifest = readManifest(file)
  expect(await findFault(manifest, true)).toBeNull()
  write(Buffer.from('the Library'))
  expect([await findFault(manifest, false), await findFault(manifest, true)]).toEqual([null, expect.stringContaining('SHA-256')])
  write(Buffer.from('the lib'))
  expect(await findFault(manifest, false)).toContain('has 7 bytes, expected 11')
  rmSync(join(folder.path, 'lib'), { recursive: true })
  expect(await findFault(manifest, false)).toContain('is missing')
  writeFileSync(file, '{"format": 2}')
  expect(readManifest(file)).toBeNull()
})
