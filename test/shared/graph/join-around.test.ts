import { expect, test } from 'vitest'
import { networkSchema, type NodeId } from '@shared/graph/network'
import { joinAround } from '@shared/graph/join-around'

const place = { x: 0, y: 0 }

function networkOf(types: Readonly<Record<string, string>>, wires: readonly (readonly [from: string, to: string, port?: string])[]) {
  return networkSchema.parse({
    id: 'net',
    name: 'Net',
    nodes: Object.entries(types).map(([id, type]) => ({ id, type, parameters: {}, position: place })),
    wires: wires.map(([from, to, port], index) => ({ id: `wire-${index + 1}`, from: { node: from, port: 'output' }, to: { node: to, port: port ?? 'input' } })),
  })
}

const ends = (network: ReturnType<typeof networkOf>, ...gone: string[]) => joinAround(network, new Set(gone as NodeId[])).map(({ from, to }) => `${from.node} ${to.node}:${to.port}`)

test('what entered a layer leads on to all it led to', () => {
  const network = networkOf({ a: 'input', b: 'dense', c: 'dense', d: 'dense', e: 'output' }, [['a', 'b'], ['b', 'c'], ['b', 'd'], ['c', 'e']])
  expect(ends(network, 'b')).toEqual(['a c:input', 'a d:input'])
  expect(ends(network, 'b', 'c')).toEqual(['a d:input', 'a e:input'])
})

test('of a layer with several ports, what enters the first that a wire enters; where nothing does, nothing is joined', () => {
  const network = networkOf({ a: 'input', b: 'dense', sum: 'add', e: 'output', loose: 'dense', f: 'dense' }, [['b', 'sum', 'second'], ['a', 'sum', 'first'], ['a', 'b'], ['sum', 'e'], ['loose', 'f']])
  expect(ends(network, 'sum')).toEqual(['a e:input'])
  expect(ends(network, 'loose')).toEqual([])
})

test('layers in a circle have no beginning; new wires have ids of their own', () => {
  const network = networkOf({ a: 'input', b: 'dense', c: 'dense', e: 'output' }, [['b', 'c'], ['c', 'b'], ['c', 'e'], ['a', 'e']])
  expect(ends(network, 'b', 'c')).toEqual([])
  const [wire] = joinAround(networkOf({ a: 'input', b: 'dense', e: 'output' }, [['a', 'b'], ['b', 'e']]), new Set(['b' as NodeId]))
  expect(wire?.id).toBe('wire-3')
})
