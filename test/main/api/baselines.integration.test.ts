// Baselines through the contract and by the command line: trained once, found again whoever asks, refused in words.
import { join } from 'node:path'
import { writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { createStudio } from '../../../src-main/api/create-studio'
import { locate } from '../../../src-main/locations'
import { silentLogger } from '../../../src-main/logger'
import { temporaryFolder } from '../../support/temporary-folder'
import { untilEnded } from '../../support/train-to-end'
import { runCli } from '../cli/run-cli'
import { smallAdversaries } from '../trainer/small-adversaries'
import { smallExperiment } from '../trainer/small-experiments'
import { rejectionOf } from '../../support/refusal'

const small = smallExperiment({ encoder: [['dense', { units: 1, activation: 'linear' }]], decoder: [['dense', { units: 2, activation: 'linear' }]] })
const outcomeSchema = z.object({ runId: z.string(), baselines: z.array(z.object({ kind: z.string(), runId: z.string().optional(), reused: z.boolean(), status: z.string().optional(), metrics: z.record(z.string(), z.number()).optional(), problem: z.object({ code: z.string() }).optional() })) })

test('a run is given its baseline once; a second that needs the same finds it, and the command line too', async () => {
  await using folder = await temporaryFolder()
  const data = join(folder.path, 'data')
  const studio = createStudio({ dataDirectory: data, locations: locate(), host: 'local-host', logger: silentLogger })
  const { client } = studio
  const first = await client.runs.start({ experiment: small, templateId: null })
  const other = await client.runs.start({ experiment: { ...small, training: { ...small.training, seed: 99 } }, templateId: null })
  expect(await client.baselines.list({ id: first.id })).toMatchObject([
    { kind: 'pca', run: null, problem: null },
    { kind: 'logistic', run: null, problem: { code: 'baseline-data-not-probabilities' } },
  ])
  // It waits behind both; asked for meanwhile, it is the one that waits.
  const begun = await client.baselines.start({ id: first.id, kind: 'pca' })
  expect(begun).toMatchObject({ reused: false, run: { status: 'queued', recipe: 'principal-components' } })
  expect(await client.baselines.start({ id: other.id, kind: 'pca' })).toMatchObject({ reused: true, run: { id: begun.run.id } })
  const [one, , pca] = [await untilEnded(client, first.id), await untilEnded(client, other.id), await untilEnded(client, begun.run.id)]
  expect(await client.baselines.list({ id: other.id })).toMatchObject([{ kind: 'pca', run: { id: pca.id, status: 'finished' } }, { kind: 'logistic' }])
  // Of all linear codes of one number none loses less; this one has hardly been trained.
  expect(pca.metrics['test/squaredError']).toBeLessThanOrEqual(one.metrics['test/squaredError'] ?? 0)

  const gan = await client.runs.start({ experiment: smallAdversaries(), templateId: null })
  expect(await rejectionOf(client.baselines.start({ id: gan.id, kind: 'pca' }))).toMatchObject({ code: 'baseline-without-reconstruction' })
  await untilEnded(client, gan.id)
  await studio.close()

  const found = await runCli(['baseline', first.id, '--data-dir', data, '--json'])
  expect(outcomeSchema.parse(JSON.parse(found.stdout))).toMatchObject({ runId: first.id, baselines: [{ kind: 'pca', runId: pca.id, reused: true, metrics: pca.metrics }, { kind: 'logistic', problem: { code: 'baseline-data-not-probabilities' } }] })
  const told = await runCli(['baseline', gan.id, '--data-dir', data])
  expect({ code: told.code, words: told.stderr }).toEqual({ code: 4, words: expect.stringMatching(/gives none back[^]*to mend: .*autoencoder/) })
})

test('the command line trains one of a run of pictures, and says what it loses', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'flat.latent.json')
  const experiment = smallExperiment({
    dataset: { id: 'mnist', parameters: { trainLimit: 200, testLimit: 40 } },
    encoder: [['flatten', {}], ['dense', { units: 3, activation: 'linear' }]],
    decoder: [['dense', { units: 784, activation: 'linear' }], ['reshape', { target: [28, 28, 1] }]],
    training: { epochs: 1, batchSize: 50 },
  })
  writeFileSync(file, JSON.stringify(experiment))
  const options = ['--data-dir', join(folder.path, 'data'), '--json']
  const { runId } = z.object({ runId: z.string() }).parse(JSON.parse((await runCli(['train', file, ...options])).stdout))
  const wrong = await runCli(['baseline', runId, '--kind', 'ica', ...options])
  expect(wrong.code).toBe(2)
  const { code, stdout, stderr } = await runCli(['baseline', runId, '--kind', 'pca', ...options])
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' })
  const [pca] = outcomeSchema.parse(JSON.parse(stdout)).baselines
  expect(pca).toMatchObject({ kind: 'pca', reused: false, status: 'finished' })
  expect(pca?.metrics?.['test/squaredError']).toBeLessThan(52)
})
