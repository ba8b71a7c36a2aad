// A network whose layers follow one another, between an input and an output, laid out left to right.
import { networkIdSchema, nodeIdSchema, wireIdSchema, type NetworkDocument, type ParameterValues } from './network'
import { COLUMN_PITCH } from './layout-pitch'

export interface ChainLayer {
  readonly type: string
  readonly name?: string
  readonly parameters?: ParameterValues
}

/** Nodes are called by their types, a second one of a type `dense-2`. @param ends what its ends are called, and the activation of the last. */
export function chainNetwork(id: string, name: string, layers: readonly ChainLayer[], ends: { readonly input?: string; readonly output?: string; readonly activation?: string } = {}): NetworkDocument {
  const { input, output, activation } = ends
  const all: readonly ChainLayer[] = [
    { type: 'input', ...(input === undefined ? {} : { name: input }) },
    ...layers,
    { type: 'output', ...(output === undefined ? {} : { name: output }), ...(activation === undefined ? {} : { parameters: { activation } }) },
  ]
  const ids = all.map(({ type }, at) => {
    const before = all.slice(0, at).filter((layer) => layer.type === type).length
    return nodeIdSchema.parse(before === 0 ? type : `${type}-${before + 1}`)
  })
  const wire = (at: number): NetworkDocument['wires'] => {
    const [from, to] = [ids[at], ids[at + 1]]
    return from === undefined || to === undefined ? [] : [{ id: wireIdSchema.parse(`wire-${at + 1}`), from: { node: from, port: 'output' }, to: { node: to, port: 'input' } }]
  }
  return {
    id: networkIdSchema.parse(id),
    name,
    nodes: all.flatMap(({ type, name: title, parameters = {} }, at) => {
      const node = ids[at]
      return node === undefined ? [] : [{ id: node, type, ...(title === undefined ? {} : { name: title }), parameters, position: { x: at * COLUMN_PITCH, y: 0 } }]
    }),
    wires: all.flatMap((_, at) => wire(at)),
  }
}
