// A look into networks through the studio and its real inference process: untrained and with a checkpoint's weights, only what an edit
// changes, and refusals in words.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { createStudio } from '../../../src-main/api/create-studio'
import { locate } from '../../../src-main/locations'
import { analyseExperiment } from '../../../src-shared/experiment/analyse-experiment'
import type { Experiment } from '../../../src-shared/experiment/experiment'
import { setExperimentValue } from '../../../src-shared/experiment/set-experiment-value'
import { applyEdits } from '../../../src-shared/graph/apply-edit'
import type { NodeId } from '../../../src-shared/graph/network'
import { unpackFigures, type PeekFigures } from '../../../src-shared/peek/peek-figures'
import { peekSignatures } from '../../../src-shared/peek/peek-signatures'
import { decodeSafetensors } from '../../../src-shared/tensors/safetensors'
import { shippedExperiment } from '../../support/shipped-templates'

const folder = mkdtempSync(join(tmpdir(), 'latent-studio-peek-'))
const studio = createStudio({ dataDirectory: folder, locations: locate(), host: 'command-line', logger: { warn: () => {}, error: () => {} } })
const { client } = studio

afterAll(async () => {
  await studio.close()
  rmSync(folder, { recursive: true, force: true })
})

async function peek(experiment: Experiment, known: readonly string[] = [], checkpoint: Parameters<typeof client.inference.peek>[0]['checkpoint'] = null) {
  const answer = await client.inference.peek({ experiment, checkpoint, index: 0, known: [...known], caller: 'test' })
  if (answer.kind !== 'done') expect.fail(answer.kind)
  return unpackFigures(decodeSafetensors(new Uint8Array(await answer.arrays.arrayBuffer())).arrays)
}

/** By `network/node`. */
function signatures(experiment: Experiment, weights = 'seed'): Map<string, string> {
  return new Map(peekSignatures(experiment, analyseExperiment(experiment), { weights, index: 0 }).flatMap(({ analysis, signatures: nodes }) => [...nodes].map(([node, signature]) => [`${analysis.network.id}/${node}`, signature] as const)))
}

const at = (figures: ReadonlyMap<string, PeekFigures>, signed: ReadonlyMap<string, string>, node: string): PeekFigures => figures.get(signed.get(node) ?? '') ?? expect.fail(`nothing at ${node}`)

test('every node of an untrained network is shown, images as tiles, and after an edit only what lies downstream comes again', async () => {
  const experiment = shippedExperiment('conv-vae-mnist')
  const signed = signatures(experiment)
  const all = await peek(experiment)
  expect([...all.keys()].sort()).toEqual([...new Set(signed.values())].sort())
  const input = at(all, signed, 'encoder/input')
  expect(input).toMatchObject({ shape: [28, 28, 1], least: 0, most: 1, notFinite: 0, tiles: { shape: [4, 28, 28] } })
  expect(input.zeros).toBeGreaterThan(0.5)
  const first = experiment.networks[0]?.nodes.find(({ type }) => type === 'conv-2d') ?? expect.fail('no convolution')
  expect(at(all, signed, `encoder/${first.id}`).tiles?.shape).toEqual([16, 14, 14])
  expect(Array.from(at(all, signed, `encoder/${first.id}`).histogram).reduce((sum, count) => sum + count, 0)).toBe(4 * 14 * 14 * 32)

  const decoder = experiment.networks[1] ?? expect.fail('no decoder')
  const dense = decoder.nodes.find(({ type }) => type === 'dense') ?? expect.fail('no dense')
  const edited = applyEdits(experiment, [{ kind: 'set-parameters', network: decoder.id, node: dense.id, parameters: { activation: 'tanh' } }])
  const after = signatures(edited)
  const changed = [...after].filter(([node, signature]) => signed.get(node) !== signature).map(([, signature]) => signature)
  const again = await peek(edited, [...all.keys()])
  expect([...again.keys()].sort()).toEqual([...new Set(changed)].sort())
  expect(changed.length).toBeLessThan(signed.size / 2)
  expect(at(again, after, `decoder/${dense.id}`)).toMatchObject({ least: expect.closeTo(-0.5, 0), most: expect.closeTo(0.5, 0) })
})

test('a network that is faulty further on is shown as far as it can be run', async () => {
  const experiment = shippedExperiment('vae-mnist')
  const [encoder] = experiment.networks
  if (encoder === undefined) expect.fail('no encoder')
  const flatten = encoder.nodes.find(({ type }) => type === 'flatten') ?? expect.fail('no flatten')
  const broken = applyEdits(experiment, [{ kind: 'set-bypass', network: encoder.id, nodes: [flatten.id], bypassed: true }])
  expect(analyseExperiment(broken).problems.some(({ severity }) => severity === 'error')).toBe(true)
  const figures = await peek(broken)
  expect(figures.has(signatures(broken).get('encoder/input') ?? '')).toBe(true)
})

test('a run’s checkpoint gives its weights, and what it has not is drawn from the seed', async () => {
  const experiment = setExperimentValue(setExperimentValue(shippedExperiment('autoencoder-two-moons'), 'training.epochs', 1), 'training.steps', 20)
  const run = await client.runs.start({ experiment, templateId: null })
  await vi.waitUntil(async () => (await client.runs.get({ id: run.id })).status === 'finished', { timeout: 240_000, interval: 200 })
  const { checkpoints } = await client.runs.files({ id: run.id })
  const step = checkpoints.at(-1)?.step ?? expect.fail('no checkpoint')
  const hidden = `encoder/${experiment.networks[0]?.nodes.find(({ type }) => type === 'dense')?.id ?? ''}` as `encoder/${NodeId}`
  const untrained = await peek(experiment)
  const trained = await peek(experiment, [], { run: run.id, step })
  const [fresh, learned] = [at(untrained, signatures(experiment), hidden), at(trained, signatures(experiment, `${run.id} ${step}`), hidden)]
  expect(learned.shape).toEqual(fresh.shape)
  expect(learned.mean).not.toBe(fresh.mean)
})

test('sizes that no machine has are refused in words before anything is allocated, and the next look works', async () => {
  const experiment = shippedExperiment('vae-mnist')
  const wide = { ...experiment, networks: experiment.networks.map((network) => ({ ...network, nodes: network.nodes.map((node) => (node.type === 'dense' ? { ...node, parameters: { ...node.parameters, units: 40_000 } } : node)) })) }
  await expect(peek(wide)).rejects.toMatchObject({ data: { code: 'peek-too-large', message: expect.stringMatching(/GB|larg/), fix: expect.any(String) } })
  await expect(client.runs.start({ experiment: setExperimentValue(wide, 'training.batchSize', 60_000), templateId: null })).rejects.toMatchObject({ data: { code: 'experiment-invalid' } })
  expect((await peek(experiment)).size).toBeGreaterThan(5)
})
