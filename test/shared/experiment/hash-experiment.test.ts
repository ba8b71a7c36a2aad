// Rule S4: what the content hash sees of an experiment, and what it does not.
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { hashExperiment } from '@shared/experiment/hash-experiment'
import { applyEdit } from '@shared/graph/apply-edit'
import { graphEditSchema } from '@shared/graph/edit-schema'
import { boringExperiment } from '../graph/build-network'

const hash = (experiment: ReturnType<typeof boringExperiment>): string => hashExperiment(experiment, (text) => createHash('sha256').update(text).digest('hex'))
const boring = boringExperiment()
const edited = (edit: unknown): string => hash(applyEdit(boring, graphEditSchema.parse(edit)))

test('is the same for ever: a change of this value would part old runs from their experiment', () => {
  expect(hash(boring)).toBe('29b37f3d65af0c18ba895b2db2902a94507245ddf1b9e30337926cd542a1a529')
})

test.each([
  { kind: 'set-value', path: 'name', value: 'Other' },
  { kind: 'set-value', path: 'description', value: 'Other' },
  { kind: 'rename-node', network: 'encoder', node: 'code', name: 'Bottleneck' },
  { kind: 'rename-network', network: 'encoder', name: 'q' },
  { kind: 'add-note', network: 'encoder', note: { id: 'n1', kind: 'frame', text: 'Code', colour: 'blue', position: { x: 0, y: 0 }, size: { width: 100, height: 100 } } },
  { kind: 'set-bypass', network: 'encoder', nodes: ['code'], bypassed: false },
  { kind: 'set-frozen', network: 'encoder', frozen: false },
  { kind: 'move-nodes', network: 'encoder', moves: [{ node: 'code', position: { x: 1, y: 2 } }] },
])('does not see %j', (edit) => {
  expect(edited(edit)).toBe(hash(boring))
})

test('does not see ids of wires nor the order of keys', () => {
  const network = boring.networks[0]
  if (network === undefined) throw new Error('no network')
  const wires = network.wires.map((wire) => ({ to: wire.to, from: wire.from, id: `${wire.id}x` as typeof wire.id }))
  expect(hash({ ...boring, networks: [{ ...network, wires }, ...boring.networks.slice(1)] })).toBe(hash(boring))
})

test.each([
  { kind: 'set-parameters', network: 'encoder', node: 'code', parameters: { units: 1 } },
  { kind: 'set-parameters', network: 'encoder', node: 'code', parameters: { bias: true } },
  { kind: 'set-bypass', network: 'encoder', nodes: ['code'], bypassed: true },
  { kind: 'set-frozen', network: 'encoder', frozen: true },
  { kind: 'set-value', path: 'training.seed', value: 2 },
  { kind: 'set-value', path: 'training.optimizers.model.parameters.learningRate', value: 0.002 },
  { kind: 'set-value', path: 'dataset.parameters.noise', value: 0 },
  { kind: 'set-value', path: 'recipe.parameters.loss', value: 'cross-entropy' },
  { kind: 'set-value', path: 'recording.sampleCount', value: 5 },
  { kind: 'disconnect', network: 'encoder', wires: ['w1'] },
])('sees %j', (edit) => {
  expect(edited(edit)).not.toBe(hash(boring))
})

test('S4: sees which numbers a network begins with, not where they came from', () => {
  const begun = (digit: string, from: string): string => {
    const [encoder, ...others] = boring.networks
    if (encoder === undefined) throw new Error('no network')
    return hash({ ...boring, networks: [{ ...encoder, startingWeights: { sha256: digit.repeat(64), from } }, ...others] })
  }
  expect(begun('a', 'model.onnx')).toBe(begun('a', 'renamed.onnx'))
  expect(new Set([hash(boring), begun('a', 'model.onnx'), begun('b', 'model.onnx')]).size).toBe(3)
})

test('passes a promise through where the digest is one', async () => {
  expect(await hashExperiment(boring, (text) => Promise.resolve(text.length))).toBeGreaterThan(100)
})
