// `export` as scripts use it: files of an experiment and of a run, whole and never over others.
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { decodeSafetensors } from '@shared/tensors/safetensors'
import { temporaryFolder } from '../../support/temporary-folder'
import { smallExperiment } from '../runs/run-fixtures'
import { runCli } from './run-cli'

test('an experiment and a run of it become code, weights and pictures; nothing is overwritten', async () => {
  await using folder = await temporaryFolder()
  const data = ['--data-dir', join(folder.path, 'data'), '--json']
  const file = join(folder.path, 'small.latent.json')
  writeFileSync(file, JSON.stringify(smallExperiment()))
  const untrained = join(folder.path, 'untrained')
  const first = await runCli(['export', file, '--format', 'pytorch,keras', '--format', 'safetensors', '--format', 'svg,png', '--out', untrained, ...data])
  expect(first.stderr).toBe('')
  expect(first.code).toBe(0)
  const names = readdirSync(untrained).sort()
  expect(names.map((name) => name.replace(/^.*?(?=_pytorch|_keras|\.)/, ''))).toEqual(expect.arrayContaining(['_pytorch.py', '_pytorch.safetensors', '_keras.py', '_keras.safetensors', '.safetensors', '.svg', '.png']))
  expect(readFileSync(join(untrained, names.find((name) => name.endsWith('.png')) ?? '')).subarray(1, 4).toString()).toBe('PNG')

  const again = await runCli(['export', file, '--format', 'svg', '--out', untrained, ...data])
  expect(again.code).toBe(2)
  expect(again.stderr).toContain('is there already')

  const trained = JSON.parse((await runCli(['train', file, '--epochs', '1', ...data])).stdout) as { readonly runId: string; readonly steps: number }
  const out = join(folder.path, 'trained')
  expect((await runCli(['export', trained.runId, '--format', 'pytorch', '--out', out, ...data])).code).toBe(0)
  const weights = (place: string) => decodeSafetensors(readFileSync(join(place, readdirSync(place).find((name) => name.endsWith('_pytorch.safetensors')) ?? '')))
  const [before, after] = [weights(untrained), weights(out)]
  expect(Object.keys(after.arrays)).toEqual(Object.keys(before.arrays))
  expect(after.arrays).not.toEqual(before.arrays)
  expect(after.metadata).toMatchObject({ run: trained.runId, step: String(trained.steps) })

  const zip = join(folder.path, 'zip')
  expect((await runCli(['export', trained.runId, '--format', 'pytorch,experiment', '--zip', '--out', zip, ...data])).code).toBe(0)
  expect(readdirSync(zip)).toHaveLength(1)
  expect(statSync(join(zip, readdirSync(zip)[0] ?? '')).size).toBeGreaterThan(1000)

  const unknown = await runCli(['export', 'nothing-of-that-name', '--format', 'pytorch', ...data])
  expect(unknown.code).toBe(3)
  expect(unknown.stderr).toContain('nothing-of-that-name')
  const endless = await runCli(['export', trained.runId, '--format', 'pytorch', '--step', '9'.repeat(20), ...data])
  expect(endless.stderr).toContain('the step of a checkpoint')
  const wrong = await runCli(['export', file, '--format', 'onnx', ...data])
  expect(wrong.code).toBe(2)
  expect(wrong.stderr).toContain('pytorch, keras')
})
