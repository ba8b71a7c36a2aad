// Layers that go over into another network.
import { expect, test } from 'vitest'
import { applyEdits } from '@shared/graph/apply-edit'
import type { NetworkDocument } from '@shared/graph/network'
import { analyseNetwork } from '@shared/graph/analyse-network'
import { findLayer } from '@shared/layers/catalogue'
import { moveToNetwork } from '../../../../src-renderer/canvas/lanes/move-to-network'
import { planAddition } from '../../../../src-renderer/canvas/search/plan-addition'
import { shippedTemplate } from '../../../support/shipped-templates'

const { experiment } = shippedTemplate('conv-vae-mnist')
const network = (id: string): NetworkDocument => {
  const found = experiment.networks.find((each) => each.id === id)
  if (!found) throw new Error(`no ${id}`)
  return found
}

test('go with the wires among them, under free ids, and leave the cut ones behind', () => {
  const [from, to] = [network('encoder'), network('decoder')]
  const chain = from.nodes.filter((node) => node.type === 'conv-2d').slice(0, 2)
  const frame = { id: 'note-1' as never, kind: 'frame' as const, text: 'Down', colour: 'blue' as const, position: { x: 0, y: 0 }, size: { width: 300, height: 120 } }
  const before = { ...experiment, networks: experiment.networks.map((each) => (each === from ? { ...from, notes: [frame] } : each)) }
  const plan = moveToNetwork(from, to, chain, [frame], new Map([[chain[0]?.id ?? '', { x: 7, y: 8 }]]))
  const after = applyEdits(before, plan.edits)
  const [source, target] = ['encoder', 'decoder'].map((id) => after.networks.find((each) => each.id === id))
  expect([source?.nodes.length, target?.nodes.length]).toEqual([from.nodes.length - 2, to.nodes.length + 2])
  expect(target?.nodes.find((node) => node.id === plan.nodes[0])?.position).toEqual({ x: 7, y: 8 })
  expect(target?.wires.filter((wire) => plan.nodes.includes(wire.from.node) || plan.nodes.includes(wire.to.node))).toHaveLength(1)
  expect(plan.cut).toBe(2)
  expect([source?.notes, target?.notes?.map((note) => note.text)]).toEqual([undefined, ['Down']])
})

test('a layer with several inputs is wired after another, its second input open, and is not said to misfit', () => {
  const from = network('encoder')
  const dense = from.nodes.find((node) => node.type === 'conv-2d')
  const concatenate = findLayer('concatenate')
  if (!dense || !concatenate) throw new Error('missing')
  const addition = planAddition(analyseNetwork(from, [28, 28, 1]), concatenate, { kind: 'after', node: dense.id })
  expect(addition).toMatchObject({ ok: true, remark: 'Concatenate is wired to Conv2D; its other inputs are open' })
  if (addition.ok) expect(addition.edits.filter((edit) => edit.kind === 'connect').length).toBeGreaterThan(0)
})
