import { describe, expect, test } from 'vitest'
import type { NetworkDocument, NetworkId, NodeId, WireId } from '@shared/graph/network'
import { downstreamOf, judgeConnection } from '../../../../src-renderer/canvas/wires/connection-rules'

const id = (name: string) => name as NodeId
const network: NetworkDocument = {
  id: 'n' as NetworkId,
  name: 'n',
  nodes: ['input', 'dense', 'output'].map((type, index) => ({ id: id(type), type, parameters: {}, position: { x: 170 * index, y: 0 } })),
  wires: [
    { id: 'a' as WireId, from: { node: id('input'), port: 'output' }, to: { node: id('dense'), port: 'input' } },
    { id: 'b' as WireId, from: { node: id('dense'), port: 'output' }, to: { node: id('output'), port: 'input' } },
  ],
}
const reason = (from: string, to: string): string => {
  const verdict = judgeConnection(network, { node: id(from), port: 'output' }, { node: id(to), port: 'input' })
  return verdict.ok ? 'ok' : verdict.reason
}

describe('which ports may be joined', () => {
  test('each refusal is told in the words of its own reason', () => {
    expect({
      itself: reason('dense', 'dense'),
      fromOutput: reason('output', 'dense'),
      intoInput: reason('dense', 'input'),
      again: reason('input', 'dense'),
      elsewhere: reason('dense', 'not-here'),
    }).toEqual({
      itself: 'A layer cannot feed itself',
      fromOutput: 'Nothing comes out of this layer',
      intoInput: 'Nothing goes into this layer',
      again: 'They are joined already',
      elsewhere: 'Wires stay within one network; the recipe links networks',
    })
  })

  test('a wire that would close a cycle is refused before it is drawn', () => {
    const longer: NetworkDocument = {
      ...network,
      nodes: [...network.nodes, { id: id('late'), type: 'dense', parameters: {}, position: { x: 0, y: 0 } }],
      wires: [...network.wires, { id: 'c' as WireId, from: { node: id('dense'), port: 'output' }, to: { node: id('late'), port: 'input' } }],
    }
    const verdict = judgeConnection(longer, { node: id('late'), port: 'output' }, { node: id('dense'), port: 'input' })
    expect(verdict).toEqual({ ok: false, reason: 'That would close a cycle: data must flow one way' })
    expect([...downstreamOf(longer, id('dense'))].sort()).toEqual(['dense', 'late', 'output'])
  })

  test('an occupied input may be taken, and the wire it replaces is named', () => {
    const verdict = judgeConnection(network, { node: id('input'), port: 'output' }, { node: id('output'), port: 'input' })
    expect(verdict).toEqual({ ok: true, replaces: network.wires[1] })
  })
})
