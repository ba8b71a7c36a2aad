// From a short autoencoder to a classifier and a sweep on the command line: the encoder begins as the checkpoint has it, and what cannot be
// is refused in words.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { decodeSafetensors } from '@shared/tensors/safetensors'
import { serialiseExperiment } from '@shared/experiment/serialise-experiment'
import { writeFileSync } from 'node:fs'
import { temporaryFolder } from '../../support/temporary-folder'
import { smallExperiment } from '../trainer/small-experiments'
import { runCli } from './run-cli'

const runSchema = z.object({ runId: z.string(), status: z.string(), metrics: z.record(z.string(), z.number().nullable()), units: z.record(z.string(), z.string()) })
const sweepSchema = z.object({ tag: z.string(), runs: z.array(z.object({ labels: z.number(), variant: z.string(), status: z.string(), accuracy: z.number() })), curve: z.record(z.string(), z.array(z.object({ labels: z.number(), mean: z.number() }))) })
const errorSchema = z.object({ error: z.object({ code: z.string(), fix: z.string() }) })

function lastState(data: string, run: string): Readonly<Record<string, ArrayLike<number>>> {
  const folder = join(data, 'runs', run, 'checkpoints')
  const file = readdirSync(folder).toSorted().at(-1) ?? ''
  return Object.fromEntries(Object.entries(decodeSafetensors(readFileSync(join(folder, file))).arrays).map(([name, { data: values }]) => [name, values]))
}

test('a run’s encoder carries a classifier, frozen bit for bit, and a sweep compares it with drawn weights', async () => {
  await using folder = await temporaryFolder()
  const data = join(folder.path, 'data')
  const studio = async (...words: string[]) => runCli([...words, '--data-dir', data, '--json'])
  const file = join(folder.path, 'small.latent.json')
  writeFileSync(file, serialiseExperiment(smallExperiment({ encoder: [['dense', { units: 16, activation: 'tanh' }], ['dense', { units: 4, activation: 'linear' }]], training: { epochs: 2 } })))
  const trained = runSchema.parse(JSON.parse((await studio('train', file)).stdout))
  expect(trained.status).toBe('finished')

  const classified = runSchema.parse(JSON.parse((await studio('classify', trained.runId, '--labels', '40', '--epochs', '2')).stdout))
  expect(classified).toMatchObject({ status: 'finished', units: { 'test/accuracy': '%', 'test/loss': 'nats' } })
  const accuracy = classified.metrics['test/accuracy'] ?? Number.NaN
  expect(accuracy + (classified.metrics['test/errorRate'] ?? Number.NaN)).toBeCloseTo(100, 4)
  const under = (run: string, network: string) => Object.fromEntries(Object.entries(lastState(data, run)).filter(([name]) => name.startsWith(`${network}/`)))
  expect(under(classified.runId, 'encoder')).toEqual(under(trained.runId, 'encoder'))
  expect(Object.keys(under(classified.runId, 'head'))).toHaveLength(2)

  const out = join(folder.path, 'classifier.latent.json')
  expect((await studio('classify', '1', '--fine-tune', '--epochs', '1', '--out', out)).code).toBe(0)
  const again = await studio('classify', '1', '--out', out)
  expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('is there already')])
  const sweep = await studio('sweep', out, '--labels', '2,20', '--variants', 'frozen,scratch', '--seeds', '1')
  const told = sweepSchema.parse(JSON.parse(sweep.stdout))
  expect(told.runs.map(({ labels, variant, status }) => [labels, variant, status])).toEqual([
    [2, 'frozen', 'finished'],
    [2, 'scratch', 'finished'],
    [20, 'frozen', 'finished'],
    [20, 'scratch', 'finished'],
  ])
  expect(told.curve['frozen']?.map(({ labels }) => labels)).toEqual([2, 20])
  const listed = JSON.parse((await studio('runs', 'list')).stdout) as { readonly runs?: readonly { readonly tags: readonly string[] }[] } | readonly { readonly tags: readonly string[] }[]
  const runs = 'runs' in listed ? (listed.runs ?? []) : (listed as readonly { readonly tags: readonly string[] }[])
  expect(runs.filter(({ tags }) => tags.includes(told.tag))).toHaveLength(4)

  const refused = async (...words: string[]) => errorSchema.parse(JSON.parse((await studio(...words)).stdout)).error.code
  expect(await refused('sweep', out, '--labels', '1')).toBe('experiment-invalid')
  expect(await refused('sweep', file, '--labels', '10')).toBe('sweep-not-a-classifier')
  expect(await refused('train', file, '--labels', '10')).toBe('setting-unknown')
  expect(await refused('classify', '1', '--step', '7')).toBe('checkpoint-not-found')
})
