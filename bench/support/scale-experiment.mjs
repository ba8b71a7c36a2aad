// An experiment as large as asked: an autoencoder of points whose encoder and decoder are long chains with skip connections.
// One dense layer at the encoder's beginning decides every shape after it, so that one edit reaches all of them.
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'

const COLUMNS = 25
const PITCH = { x: 170, y: 118 }
/** Layers that keep their input's shape, in turns. */
const PLAIN = [
  { type: 'activation', parameters: { kind: 'relu' } },
  { type: 'dropout', parameters: { rate: 0.25 } },
  { type: 'layer-normalisation', parameters: {} },
]

/** @returns an experiment of two networks with so many nodes and wires altogether; `nodes` is even, `wires` from `nodes - 2` to about 1.45 times as many. */
export async function scaleExperiment(root, nodes, wires) {
  const { experiment } = JSON.parse(await readFile(resolve(root, 'resources/templates/autoencoder-two-moons.json'), 'utf8'))
  const skips = wires - (nodes - 2)
  const networks = [
    chain({ id: 'encoder', name: 'Encoder', count: nodes / 2, skips: Math.ceil(skips / 2), first: dense('Width', 32), last: null }),
    chain({ id: 'decoder', name: 'Decoder', count: nodes / 2, skips: Math.floor(skips / 2), first: null, last: dense('Point', 2) }),
  ]
  return { ...experiment, name: `Scale ${nodes}`, networks }
}

function dense(name, units) {
  return { type: 'dense', name, parameters: { units, activation: 'linear', bias: true, initialWeights: 'glorot-uniform' } }
}

/** A skip connection is an `add` of what is just before and what is two before. */
function chain({ id, name, count, skips, first, last }) {
  const inner = count - 2 - (first === null ? 0 : 1) - (last === null ? 0 : 1)
  const layers = [{ type: 'input', parameters: {} }, ...(first === null ? [] : [first])]
  const before = layers.length
  for (let at = 0; at < inner; at += 1) {
    // Spread evenly; the first two places have nothing of their own shape two before.
    const adds = at >= 2 && Math.floor(((at - 1) * skips) / (inner - 2)) > Math.floor(((at - 2) * skips) / (inner - 2))
    layers.push(adds ? { type: 'add', parameters: {}, skip: before + at - 2 } : PLAIN[at % PLAIN.length])
  }
  layers.push(...(last === null ? [] : [last]), { type: 'output', parameters: { activation: 'linear' } })
  const idOf = (at) => (at === 0 ? 'input' : at === layers.length - 1 ? 'output' : `layer-${at}`)
  return {
    id,
    name,
    nodes: layers.map(({ skip: _, ...layer }, at) => ({ id: idOf(at), ...layer, position: { x: (at % COLUMNS) * PITCH.x, y: Math.floor(at / COLUMNS) * PITCH.y } })),
    wires: layers.flatMap((layer, at) => {
      if (at === 0) return []
      const wire = (from, port) => ({ id: `${idOf(from)}-to-${idOf(at)}-${port}`, from: { node: idOf(from), port: 'output' }, to: { node: idOf(at), port } })
      return layer.skip === undefined ? [wire(at - 1, 'input')] : [wire(at - 1, 'first'), wire(layer.skip, 'second')]
    }),
  }
}
