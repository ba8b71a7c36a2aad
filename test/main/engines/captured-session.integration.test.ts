// A captured session must be the eager session, only faster: same outputs, same state, same random numbers.
import { resolve } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Engine, SessionDefinition } from '../../../src-main/engines/engine'
import { createTensorflowEngine } from '../../../src-main/engines/tensorflow/tensorflow-engine'
import { StudioError } from '@shared/studio-error'
import type { NamedArrays } from '@shared/tensors/named-arrays'
import type { Tensor } from '@shared/tensors/tf'
import { differentArrays } from '../../support/different-arrays'

let engine: Engine

beforeAll(async () => {
  engine = await createTensorflowEngine(resolve(import.meta.dirname, '../../../.cache/engine.json'))
})

const values = (count: number, scale: number) => Float32Array.from({ length: count }, (_, index) => Math.sin(index * 12.9898) * scale)

/** A dense layer with noise and dropout-like masking, momentum, and a count: every kind of state and feed there is. */
const definition: SessionDefinition = {
  state: {
    'net/dense/kernel': { dtype: 'float32', shape: [6, 3], data: values(18, 0.5) },
    'optimizer/momentum': { dtype: 'float32', shape: [6, 3], data: new Float32Array(18) },
    'optimizer/step': { dtype: 'float32', shape: [], data: new Float32Array(1) },
    untouched: { dtype: 'float32', shape: [2], data: Float32Array.from([7, 8]) },
  },
  programs: {
    step: {
      feeds: { x: { shape: [4, 6], dtype: 'uint8' }, key: { shape: [2], dtype: 'int32' }, learningRate: { shape: [], dtype: 'float32' } },
      run: ({ tf, random }, state, feeds) => {
        const source = random(feeds['key'] as Tensor)
        const kernel = state['net/dense/kernel'] as Tensor
        const x = tf.div(feeds['x'] as Tensor, 255)
        const { value, grads } = tf.engine().gradients(
          () => {
            const noisy = tf.add(x, tf.mul(source.normal('noise', [4, 6]), 0.1))
            const y = tf.leakyRelu(tf.matMul(noisy as never, kernel as never), 0.2)
            return tf.mean(tf.sum(tf.square(tf.sub(y, 0.3)), 1))
          },
          [kernel],
          undefined,
          true,
        )
        const momentum = tf.add(tf.mul(state['optimizer/momentum'] as Tensor, 0.9), grads[0] as Tensor)
        return {
          state: {
            'net/dense/kernel': tf.sub(kernel, tf.mul(feeds['learningRate'] as Tensor, momentum)),
            'optimizer/momentum': momentum,
            'optimizer/step': tf.add(state['optimizer/step'] as Tensor, 1),
          },
          outputs: { loss: value, before: state['optimizer/step'] as Tensor },
        }
      },
    },
    look: {
      feeds: { x: { shape: [1, 6], dtype: 'float32' } },
      run: ({ tf }, state, feeds) => ({ outputs: { y: tf.matMul(feeds['x'] as never, state['net/dense/kernel'] as never) } }),
    },
  },
}

const feedsAt = (step: number): NamedArrays => ({
  x: { dtype: 'uint8', shape: [4, 6], data: Uint8Array.from({ length: 24 }, (_, index) => (index * 37 + step * 11) % 256) },
  key: { dtype: 'int32', shape: [2], data: Int32Array.from([42, step]) },
  learningRate: { dtype: 'float32', shape: [], data: Float32Array.from([0.05]) },
})

describe('a captured session', () => {
  test('gives the eager session’s outputs and state, step by step', () => {
    const eager = engine.createSession(definition, { execution: 'eager' })
    const captured = engine.createSession(definition, { execution: 'captured' })
    for (let step = 0; step < 50; step += 1) {
      const a = eager.run('step', feedsAt(step))
      const b = captured.run('step', feedsAt(step))
      expect(b['loss']?.data[0]).toBeCloseTo(a['loss']?.data[0] ?? Number.NaN, 5)
      expect(b['before']?.data[0]).toBe(step)
    }
    const [a, b] = [eager.readState(), captured.readState()]
    for (const name of Object.keys(definition.state)) {
      const difference = Math.max(...Array.from(a[name]?.data ?? [], (value, index) => Math.abs(value - (b[name]?.data[index] ?? Number.NaN))))
      expect(difference, name).toBeLessThan(1e-5)
    }
    const x = { x: { dtype: 'float32' as const, shape: [1, 6], data: values(6, 1) } }
    expect(Array.from(captured.run('look', x)['y']?.data ?? [])).toEqual(Array.from(eager.run('look', x)['y']?.data ?? [], (value) => expect.closeTo(value, 5) as number))
    eager.dispose()
    captured.dispose()
  })

  test('repeats itself bit for bit, goes on exactly from a written state, and keeps its tensor count flat', () => {
    const run = (session: ReturnType<Engine['createSession']>, from: number, to: number) => {
      for (let step = from; step < to; step += 1) session.run('step', feedsAt(step))
      return session
    }
    const whole = run(engine.createSession(definition, { execution: 'captured' }), 0, 40)
    const first = run(engine.createSession(definition, { execution: 'captured' }), 0, 17)
    const second = engine.createSession(definition, { execution: 'captured' })
    second.writeState(first.readState())
    run(second, 17, 40)
    expect(differentArrays(second.readState(), whole.readState())).toEqual([])
    const before = whole.memory().tensors
    run(whole, 40, 540)
    expect(whole.memory().tensors).toBe(before)
  })

  test('keeps nothing of the memory of a feed: the caller fills it again', () => {
    const keeper: SessionDefinition = {
      state: { whole: { dtype: 'float32', shape: [4], data: new Float32Array(4) }, square: { dtype: 'float32', shape: [2, 2], data: new Float32Array(4) } },
      programs: {
        keep: {
          feeds: { x: { shape: [4], dtype: 'float32' } },
          run: ({ tf }, _state, feeds) => {
            const x = feeds['x'] as Tensor
            return { state: { whole: x, square: tf.reshape(x, [2, 2]) }, outputs: { same: tf.reshape(x, [2, 2]) } }
          },
        },
      },
    }
    const session = engine.createSession(keeper, { execution: 'captured' })
    const data = Float32Array.of(1, 2, 3, 4)
    const { same } = session.run('keep', { x: { dtype: 'float32', shape: [4], data } })
    data.fill(9)
    expect([...(same?.data ?? [])]).toEqual([1, 2, 3, 4])
    expect(Object.values(session.readState()).map((array) => [...array.data])).toEqual([
      [1, 2, 3, 4],
      [1, 2, 3, 4],
    ])
    session.dispose()
  })

  test('refuses a program that reads a value back, by name', () => {
    const impure: SessionDefinition = {
      state: {},
      programs: { peek: { feeds: { x: { shape: [2], dtype: 'float32' } }, run: ({ tf }, _state, feeds) => ({ outputs: { y: tf.scalar(tf.mul(feeds['x'] as Tensor, 2).dataSync()[0] ?? 0) } }) } },
    }
    expect(() => engine.createSession(impure, { execution: 'captured' })).toThrow(StudioError)
    expect(() => engine.createSession(impure, { execution: 'captured' })).toThrow(/"peek" reads a tensor/)
  })

  test('refuses a tensor kept from an earlier call', () => {
    let kept: Tensor | undefined
    const impure: SessionDefinition = {
      state: {},
      programs: {
        stale: {
          feeds: { x: { shape: [2], dtype: 'float32' } },
          run: ({ tf }, _state, feeds) => {
            kept ??= tf.keep(tf.add(tf.tensor1d([1, 2]), 0))
            return { outputs: { y: tf.add(feeds['x'] as Tensor, kept) } }
          },
        },
      },
    }
    engine.createSession(impure, { execution: 'eager' }).run('stale', { x: { dtype: 'float32', shape: [2], data: new Float32Array(2) } })
    expect(() => engine.createSession(impure, { execution: 'captured' })).toThrow(/made before it was captured/)
  })
})
