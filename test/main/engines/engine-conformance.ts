// What every engine must do, eagerly or captured: one suite, run over each of them.
import { beforeAll, describe, expect, test } from 'vitest'
import { StudioError } from '@shared/studio-error'
import type { NamedArrays } from '@shared/tensors/named-arrays'
import type { Tensor } from '@shared/tensors/tf'
import type { Engine, Execution, SessionDefinition } from '../../../src-main/engines/engine'

function tensor(tensors: Readonly<Record<string, Tensor>>, name: string): Tensor {
  const found = tensors[name]
  if (found === undefined) throw new Error(`no ${name}`)
  return found
}

const definition: SessionDefinition = {
  state: {
    weight: { dtype: 'float32', shape: [3, 2], data: Float32Array.of(1, 2, 3, 4, 5, 6) },
    other: { dtype: 'float32', shape: [3, 2], data: Float32Array.of(6, 5, 4, 3, 2, 1) },
  },
  programs: {
    /** weight −= rate · gradient of |x W|² / 2. */
    descend: {
      feeds: { x: { shape: [4, 3], dtype: 'float32' }, rate: { shape: [], dtype: 'float32' } },
      run: ({ tf }, state, feeds) => {
        const weight = tensor(state, 'weight')
        const { value, grads } = tf.engine().gradients(() => tf.mul(tf.sum(tf.square(tf.matMul(tensor(feeds, 'x') as never, weight as never))), 0.5), [weight])
        return { state: { weight: tf.sub(weight, tf.mul(tensor(feeds, 'rate'), grads[0] ?? tf.scalar(Number.NaN))) }, outputs: { loss: value } }
      },
    },
    /** Hands the same tensors out under other names: state for state, a feed as state, state as output. */
    swap: {
      feeds: { x: { shape: [3, 2], dtype: 'float32' } },
      run: (_context, state, feeds) => ({ state: { weight: tensor(state, 'other'), other: tensor(feeds, 'x') }, outputs: { before: tensor(state, 'weight') } }),
    },
    bytes: { feeds: { x: { shape: [5], dtype: 'uint8' } }, run: ({ tf }, _state, feeds) => ({ outputs: { y: tf.mul(tensor(feeds, 'x'), 0.5) } }) },
    draw: {
      feeds: { key: { shape: [2], dtype: 'int32' } },
      run: ({ tf, random }, _state, feeds) => {
        const source = random(tensor(feeds, 'key'))
        return { outputs: { normal: source.normal('a', [100, 100]), uniform: source.uniform('a', [100, 100]), second: tf.add(source.normal('b', [100, 100]), 0) } }
      },
    },
  },
}

const floats = (...values: number[]): NamedArrays[string] => ({ dtype: 'float32', shape: [3, 2], data: Float32Array.from(values) })
const scalar = (value: number): NamedArrays[string] => ({ dtype: 'float32', shape: [], data: Float32Array.of(value) })
const values = (arrays: NamedArrays, name: string): number[] => Array.from(arrays[name]?.data ?? [])

export function engineConformance(title: string, create: () => Promise<Engine>, execution: Execution): void {
  describe(title, () => {
    let engine: Engine
    beforeAll(async () => {
      engine = await create()
    })

    test('steps by a gradient, and gives the loss from before the step', () => {
      const session = engine.createSession(definition, { execution })
      const x: NamedArrays[string] = { dtype: 'float32', shape: [4, 3], data: Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0) }
      // x is a cut identity, so the gradient is W itself.
      const { loss } = session.run('descend', { x, rate: scalar(0.1) })
      expect(loss?.data[0]).toBeCloseTo(45.5, 4)
      expect(values(session.readState(), 'weight')).toEqual([1, 2, 3, 4, 5, 6].map((value) => expect.closeTo(0.9 * value, 5) as number))
      expect(values(session.readState(), 'other')).toEqual([6, 5, 4, 3, 2, 1])
      session.dispose()
    })

    test('owns its state, whatever names a program hands tensors out under and whatever the caller does with its arrays', () => {
      const session = engine.createSession(definition, { execution })
      const x = floats(9, 9, 9, 9, 9, 9)
      const first = session.run('swap', { x })
      x.data.fill(-1)
      expect(values(first, 'before')).toEqual([1, 2, 3, 4, 5, 6])
      const second = session.run('swap', { x: floats(7, 7, 7, 7, 7, 7) })
      expect(values(second, 'before')).toEqual([6, 5, 4, 3, 2, 1])
      const state = session.readState()
      expect([values(state, 'weight'), values(state, 'other')]).toEqual([[9, 9, 9, 9, 9, 9], [7, 7, 7, 7, 7, 7]])
      state['weight']?.data.fill(0)
      expect(values(session.readState(), 'weight')).toEqual([9, 9, 9, 9, 9, 9])
      session.writeState({ weight: floats(1, 1, 1, 1, 1, 1) })
      expect(values(session.run('swap', { x }), 'before')).toEqual([1, 1, 1, 1, 1, 1])
      session.dispose()
    })

    test('keeps its tensor count flat over two thousand steps', () => {
      const session = engine.createSession(definition, { execution })
      const x: NamedArrays[string] = { dtype: 'float32', shape: [4, 3], data: new Float32Array(12).fill(0.1) }
      const key: NamedArrays[string] = { dtype: 'int32', shape: [2], data: Int32Array.of(1, 2) }
      const step = (): void => {
        session.run('descend', { x, rate: scalar(0.001) })
        session.run('swap', { x: floats(1, 2, 3, 4, 5, 6) })
      }
      step()
      session.run('draw', { key })
      const before = session.memory().tensors
      for (let count = 0; count < 2000; count += 1) step()
      session.run('draw', { key })
      expect(session.memory().tensors).toBe(before)
      session.dispose()
    })

    test('takes bytes and gives float32 of 0 to 255', () => {
      const session = engine.createSession(definition, { execution })
      const { y } = session.run('bytes', { x: { dtype: 'uint8', shape: [5], data: Uint8Array.of(0, 1, 127, 128, 255) } })
      expect(y).toEqual({ dtype: 'float32', shape: [5], data: Float32Array.of(0, 0.5, 63.5, 64, 127.5) })
      session.dispose()
    })

    test('draws numbers from the key and the stream alone, normal and uniform', () => {
      const session = engine.createSession(definition, { execution })
      const draw = (seed: number, step: number): NamedArrays => session.run('draw', { key: { dtype: 'int32', shape: [2], data: Int32Array.of(seed, step) } })
      const [first, again, otherSeed, otherStep] = [draw(1, 5), draw(1, 5), draw(2, 5), draw(1, -6)]
      expect(again).toEqual(first)
      expect(new Set([first, otherSeed, otherStep].map((arrays) => values(arrays, 'normal').slice(0, 3).join())).size).toBe(3)
      expect(values(first, 'second')).not.toEqual(values(first, 'normal'))
      const normal = values(first, 'normal')
      const uniform = values(first, 'uniform')
      const mean = (numbers: readonly number[]): number => numbers.reduce((sum, value) => sum + value, 0) / numbers.length
      expect(Math.abs(mean(normal))).toBeLessThan(0.04)
      expect(Math.abs(mean(normal.map((value) => value * value)) - 1)).toBeLessThan(0.06)
      expect(Math.abs(mean(uniform) - 0.5)).toBeLessThan(0.012)
      expect(Math.min(...uniform)).toBeGreaterThanOrEqual(0)
      expect(Math.max(...uniform)).toBeLessThan(1)
      session.dispose()
    })

    test('refuses feeds that differ from what the program declares, and leaves its state as it was', () => {
      const session = engine.createSession(definition, { execution })
      const refuse = (feeds: NamedArrays): unknown => {
        try {
          session.run('swap', feeds)
        } catch (error) {
          return error instanceof StudioError ? error.detail : error
        }
        return 'nothing refused'
      }
      expect(refuse({ x: { dtype: 'float32', shape: [2, 3], data: new Float32Array(6) } })).toMatchObject({ code: 'engine-feed-mismatch', path: 'x', expected: 'float32 3×2', got: 'float32 2×3' })
      expect(refuse({ x: { dtype: 'int32', shape: [3, 2], data: new Int32Array(6) } })).toMatchObject({ code: 'engine-feed-mismatch', got: 'int32 3×2' })
      expect(refuse({ x: { dtype: 'float32', shape: [3, 2], data: new Float32Array(5) } })).toMatchObject({ expected: '6 values', got: '5 values' })
      expect(refuse({})).toMatchObject({ path: 'x', got: 'nothing' })
      expect(refuse({ x: floats(1, 1, 1, 1, 1, 1), y: scalar(1) })).toMatchObject({ path: 'y', expected: 'no such feed' })
      expect(values(session.readState(), 'weight')).toEqual([1, 2, 3, 4, 5, 6])
      expect(() => session.writeState({ weight: scalar(1) })).toThrow(/weight/)
      expect(() => session.writeState({ unknown: scalar(1) })).toThrow(/unknown/)
      session.dispose()
    })
  })
}
