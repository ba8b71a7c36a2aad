// What cannot be captured is refused by name: which layer, which line, what to do instead.
import { resolve } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { LayerDefinition } from '@shared/layers/layer-definition'
import type { StudioErrorDetail } from '@shared/studio-error'
import type { Tensor } from '@shared/tensors/tf'
import { loadDataset } from '../../../src-main/datasets/load-dataset'
import type { Engine, ProgramDefinition } from '../../../src-main/engines/engine'
import { createTensorflowEngine } from '../../../src-main/engines/tensorflow/tensorflow-engine'
import { buildModel, type Model } from '../../../src-main/trainer/model'
import { TrainingSession } from '../../../src-main/trainer/training-session'
import { smallExperiment } from '../trainer/small-experiments'
import { refusalOf } from '../../support/refusal'

let engine: Engine
beforeAll(async () => {
  engine = await createTensorflowEngine(process.env['LATENT_STUDIO_ENGINE'] ?? resolve(import.meta.dirname, '../../../.cache/engine.json'))
})

/** The small model with what one encoder layer computes changed. */
function withLayer(apply: (compute: () => Tensor, options: Parameters<LayerDefinition['apply']>[0]) => Tensor): Model {
  const model = buildModel(smallExperiment())
  const encoder = model.networks['encoder']
  const node = encoder?.nodes.get('dense-1' as never)
  const layer = node?.layer
  if (encoder === undefined || node === undefined || layer === undefined) throw new Error('no dense-1')
  const changed: LayerDefinition = { ...layer, apply: (options) => apply(() => layer.apply(options), options) }
  return { ...model, networks: { ...model.networks, encoder: { ...encoder, nodes: new Map(encoder.nodes).set(node.node.id, { ...node, layer: changed }) } } }
}

async function train(model: Model): Promise<StudioErrorDetail> {
  const dataset = await loadDataset(model.experiment.dataset, { mnist: '/nowhere' })
  return refusalOf(() => new TrainingSession(engine, model, dataset, 'captured'))
}

const program = (run: ProgramDefinition['run']): ProgramDefinition => ({ feeds: { x: { shape: [2], dtype: 'float32' } }, run })
const capture = (run: ProgramDefinition['run']): StudioErrorDetail =>
  refusalOf(() => engine.createSession({ state: { w: { dtype: 'float32', shape: [2], data: new Float32Array(2) } }, programs: { step: program(run) } }, { execution: 'captured' }))

describe('capture refuses', () => {
  test('a value read back, naming the layer and the recipe’s line', async () => {
    const detail = await train(
      withLayer((compute) => {
        const y = compute()
        y.dataSync()
        return y
      }),
    )
    expect(detail).toMatchObject({ code: 'capture-read-back', path: expect.stringMatching(/^src-shared\/recipes\/parts\/plain-reconstruction\.ts:\d+/) as string })
    expect(detail.message).toMatch(/"evaluate" reads a tensor's values .* in layer encoder\/dense-1, at src-shared\/recipes\/parts\/plain-reconstruction\.ts:\d+/)
  })

  test('a constant that should have been a feed, naming the layer and the operation that uses it', async () => {
    let calls = 0
    const detail = await train(withLayer((compute, { tf }) => tf.mul(compute(), tf.tensor1d([(calls += 1)]))))
    expect(detail).toMatchObject({ code: 'capture-constant-changes', expected: expect.stringContaining('a feed') as string })
    expect(detail.message).toMatch(/in layer encoder\/dense-1, used by Mul/)
  })

  test('a shape that changes from call to call, naming the layer', async () => {
    let calls = 0
    const detail = await train(withLayer((compute, { tf }) => tf.mul(compute(), tf.sum(tf.tile(tf.ones([3]), [(calls += 1)])))))
    expect(detail.code).toBe('capture-graph-changes')
    expect(detail.message).toMatch(/in layer encoder\/dense-1/)
    expect([detail.expected, detail.got].join()).toMatch(/giving/)
  })

  test('a tensor kept from an earlier call, naming the layer and the recipe’s line', async () => {
    let kept: Tensor | undefined
    const detail = await train(
      withLayer((compute, { tf }) => {
        const y = compute()
        // Made by the first recording, stale in the second.
        kept ??= tf.keep(tf.mul(y, 2))
        return tf.add(y, kept)
      }),
    )
    expect(detail).toMatchObject({ code: 'capture-unknown-tensor', path: expect.stringMatching(/plain-reconstruction\.ts:\d+/) as string })
    expect(detail.message).toMatch(/in layer encoder\/dense-1/)
    kept?.dispose()
  })

  test('state that changes shape, naming the state', () => {
    const detail = capture(({ tf }, state) => ({ state: { w: tf.concat([state['w'] as never, state['w'] as never]) }, outputs: {} }))
    expect(detail).toMatchObject({ code: 'capture-shape-changes', path: 'w', expected: 'float32 2', got: 'float32 4' })
  })

  test('outside the layers, naming the program’s own line', () => {
    const detail = capture(({ tf }, _state, feeds) => ({ outputs: { y: tf.scalar(feeds['x']?.dataSync()[0] ?? 0) } }))
    expect(detail.path).toMatch(/^test\/main\/engines\/capture-errors\.integration\.test\.ts:\d+/)
  })
})
