// Auto-layout with frames and comments: frames hold what they held and nothing else, comments lie on nothing.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { NetworkDocument, NetworkId, NodeId, NoteId, WireId } from '@shared/graph/network'
import { applyEdits } from '@shared/graph/apply-edit'
import { boringExperiment } from '../../../shared/graph/build-network'
import { arrangeNetwork } from '../../../../src-renderer/canvas/arrange/arrange-network'
import { flowId } from '../../../../src-renderer/canvas/flow-id'
import { heldBy, nodeBox, noteFlowId } from '../../../../src-renderer/canvas/notes/note-geometry'
import { overlaps } from '@shared/graph/lane-geometry'

const node = (index: number): NodeId => `n${index}` as NodeId

/** A chain with shortcuts, a frame around a stretch of it, perhaps one within, and comments anywhere. */
const framed = fc
  .record({
    count: fc.integer({ min: 3, max: 12 }),
    shortcuts: fc.array(fc.tuple(fc.nat(11), fc.nat(11)), { maxLength: 6 }),
    first: fc.nat(8),
    length: fc.integer({ min: 1, max: 4 }),
    inner: fc.boolean(),
    comments: fc.array(fc.record({ x: fc.integer({ min: -100, max: 2000 }), y: fc.integer({ min: -200, max: 300 }) }), { maxLength: 3 }),
  })
  .map(({ count, shortcuts, first, length, inner, comments }): NetworkDocument => {
    const pairs = [...Array.from({ length: count - 1 }, (_, at) => [at, at + 1] as const), ...shortcuts.filter(([a, b]) => a < count && b < count)]
    const start = Math.min(first, count - 1)
    const end = Math.min(start + length, count)
    const frame = (id: string, from: number, to: number) => ({ id: id as NoteId, kind: 'frame' as const, text: id, colour: 'blue' as const, position: { x: from * 170 - 20, y: -40 }, size: { width: (to - from) * 170, height: 160 } })
    return {
      id: 'encoder' as NetworkId,
      name: 'n',
      nodes: Array.from({ length: count }, (_, at) => ({ id: node(at), type: 'concatenate', parameters: {}, position: { x: at * 170, y: 0 } })),
      wires: pairs.map(([from, to], at) => ({ id: `w${at}` as WireId, from: { node: node(from), port: 'output' }, to: { node: node(to), port: at % 2 === 0 ? 'a' : 'b' } })),
      notes: [
        frame('outer', start, end),
        ...(inner && end - start > 1 ? [frame('inner', start + 1, end)] : []),
        ...comments.map((position, at) => ({ id: `c${at}` as NoteId, kind: 'comment' as const, text: 'why', colour: 'amber' as const, position, size: { width: 200, height: 60 } })),
      ],
    }
  })

function holdings(network: NetworkDocument): Record<string, readonly string[]> {
  const boxes = network.nodes.map((each) => nodeBox({ id: flowId(network.id, each.id), ...each.position }))
  const frames = (network.notes ?? []).filter((note) => note.kind === 'frame')
  return Object.fromEntries(frames.map((note) => [note.id, heldBy({ id: noteFlowId(network.id, note.id), ...note.position, ...note.size }, boxes).map((box) => box.id)]))
}

test('frames go on holding what they held, no layer lies on another, and comments lie on nothing', () => {
  fc.assert(
    fc.property(framed, (network) => {
      const experiment = { ...boringExperiment(), networks: [network] }
      const [after] = applyEdits(experiment, [...arrangeNetwork(network)]).networks
      if (!after) throw new Error('no network')
      expect(holdings(after)).toEqual(holdings(network))
      const nodes = after.nodes.map((each) => nodeBox({ id: flowId(after.id, each.id), ...each.position }))
      expect(nodes.flatMap((box, index) => nodes.slice(index + 1).filter((other) => overlaps(box, other)))).toEqual([])
      const comments = (after.notes ?? []).filter((note) => note.kind === 'comment').map((note) => ({ ...note.position, ...note.size }))
      const frames = (after.notes ?? []).filter((note) => note.kind === 'frame').map((note) => ({ ...note.position, ...note.size }))
      expect(comments.flatMap((box, index) => [...nodes, ...frames, ...comments.slice(index + 1)].filter((other) => overlaps(box, other)))).toEqual([])
    }),
    { seed: 9, numRuns: 150 },
  )
})
