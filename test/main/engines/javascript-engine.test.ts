// The fallback engine keeps to the same rules as the native one, and says what it is.
import { expect, test } from 'vitest'
import { createJavascriptEngine } from '../../../src-main/engines/javascript/javascript-engine'
import { loadTfjs } from '../../../src-main/engines/load-tfjs'
import { engineConformance } from './engine-conformance'

engineConformance('the JavaScript engine', createJavascriptEngine, 'eager')

test('it says that it is not native, and slow', async () => {
  const { info } = await createJavascriptEngine()
  expect(info).toMatchObject({ id: 'javascript', native: false, accelerator: 'cpu', device: expect.stringContaining('slow') as string })
})

test('second derivatives pass through comparisons, as a leaky ReLU’s gradient makes them', async () => {
  await createJavascriptEngine()
  const tf = loadTfjs()
  const slope = tf.grad((x) => tf.sum(tf.square(tf.leakyRelu(x, 0.1))))
  const curvature = tf.grad((x) => tf.sum(slope(x)))
  expect(Array.from(curvature(tf.tensor1d([-1, 2])).dataSync())).toEqual([expect.closeTo(0.02, 5), expect.closeTo(2, 5)])
})
