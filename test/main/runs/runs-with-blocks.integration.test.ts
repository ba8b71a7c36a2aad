// Runs whose document has blocks: resumed to the bit, forked where the weights inside still fit, and told apart side by side.
import { expect, test } from 'vitest'
import { diffExperiments } from '@shared/diff/diff-experiments'
import { listDifferences } from '@shared/diff/list-differences'
import { diffSettings } from '@shared/experiment/diff-settings'
import { experimentSchema, type Experiment } from '@shared/experiment/experiment'
import { flattenExperiment } from '@shared/experiment/flatten-experiment'
import { networkSchema } from '@shared/graph/network'
import { temporaryFolder } from '../../support/temporary-folder'
import { chain, smallExperiment } from '../trainer/small-experiments'
import { rejectionOf } from '../../support/refusal'
import { openService } from './run-fixtures'

/** A dense layer with as many units as its use says, used by both networks; the activation inside is the block's own. */
function withBlock(activation: string, epochs: number, units = 8): Experiment {
  const small = smallExperiment({ encoder: [['dense', {}], ['dense', { units: 1, activation: 'linear' }]], decoder: [['dense', {}], ['dense', { units: 2, activation: 'linear' }]], training: { epochs } })
  const networks = small.networks.map((network) => ({ ...network, nodes: network.nodes.map((node) => (node.id === 'dense-1' ? { ...node, type: 'block:wide', parameters: { units } } : node)) }))
  const inside = networkSchema.parse(chain('wide', [['dense', { units: 4, activation }]], 'linear'))
  const nodes = inside.nodes.map((node) => (node.id === 'dense-1' ? { ...node, bindings: { units: 'units' } } : node))
  const block = { ...inside, name: 'Wide layer', nodes, parameters: [{ id: 'units', title: 'Units', kind: 'integer', default: 8, minimum: 1 }] }
  return experimentSchema.parse({ ...small, version: 3, networks, blocks: [block] })
}

test('a run with blocks goes on to the bit, is forked with other settings, and refuses a block whose weights do not fit', async () => {
  await using folder = await temporaryFolder()
  await using service = openService(folder.path)
  const { runs } = service
  const weights = async (id: Parameters<typeof runs.files>[0]) => (await runs.files(id)).checkpoints.at(-1)?.sha256
  const whole = await service.ended(runs.start({ experiment: withBlock('tanh', 2), templateId: null }).id)
  const begun = await service.ended(runs.start({ experiment: withBlock('tanh', 1), templateId: null }).id)
  await runs.resume(begun.id, 1)
  const resumed = await service.ended(begun.id)
  expect(resumed).toMatchObject({ status: 'finished', step: whole.step, metrics: whole.metrics })
  expect(await weights(begun.id)).toBe(await weights(whole.id))

  // What is inside computes otherwise, with weights of the same shapes.
  const fork = await runs.fork(whole.id, { step: null, experiment: withBlock('relu', 3) })
  expect(await service.ended(fork.id)).toMatchObject({ status: 'finished', parent: { id: whole.id, step: whole.step } })
  expect(await rejectionOf(runs.fork(whole.id, { step: null, experiment: withBlock('tanh', 3, 16) }))).toMatchObject({ code: 'checkpoint-does-not-fit', path: expect.stringMatching(/^encoder\/dense-1\/dense-1\//) })

  const [one, other] = [runs.get(whole.id).experiment, runs.get(fork.id).experiment]
  const told = listDifferences(diffExperiments(one, other)).map(({ title }) => title)
  expect(told.length).toBeGreaterThan(0)
  expect(JSON.stringify(listDifferences(diffExperiments(one, other)))).toContain('relu')
  const rows = diffSettings([one, withBlock('tanh', 2, 16)].map(flattenExperiment)).rows.filter((row) => row.differs)
  expect(rows.map(({ title, values }) => [title, values])).toEqual([
    [expect.stringContaining('Units'), ['8', '16']],
    [expect.stringContaining('Units'), ['8', '16']],
  ])
})
