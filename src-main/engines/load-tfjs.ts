// Loads the tfjs API, once for the whole process and only where an engine is wanted: it takes a tenth of a second, and main never
// needs it. Required rather than imported, because every part of tfjs must share one instance of tfjs-core.
import { createRequire } from 'node:module'
import type { Tensor, Tensor4D, Tf } from '@shared/tensors/tf'

export const requireTensorPackage = createRequire(import.meta.url)

let loaded: Tf | undefined

export function loadTfjs(): Tf {
  if (loaded !== undefined) return loaded
  const tf = requireTensorPackage('@tensorflow/tfjs-core') as Tf
  // Registers the gradients with that same instance. tfjs-core's own list of them is an ES module of a second instance.
  requireTensorPackage('@tensorflow/tfjs')
  // Its hints to use another package are for web pages.
  tf.enableProdMode()
  registerComparisonGradients(tf)
  registerSecondGradients(tf)
  registerGradientsOfGradients(tf)
  loaded = tf
  return tf
}

/**
 * tfjs writes these gradients with the function's own saved value, and forgets that the value depends on the input: differentiated
 * once more, as a gradient penalty does, they come out wrong without a word. Written with the input they are right, and a graph
 * computes the value that is asked for twice only once.
 */
function registerSecondGradients(tf: Tf): void {
  const gradients: Readonly<Record<string, (dy: Tensor, x: Tensor) => Tensor>> = {
    Tanh: (dy, x) => tf.mul(dy, tf.sub(1, tf.square(tf.tanh(x)))),
    Sigmoid: (dy, x) => {
      const y = tf.sigmoid(x)
      return tf.mul(dy, tf.mul(y, tf.sub(1, y)))
    },
    Exp: (dy, x) => tf.mul(dy, tf.exp(x)),
    // 1 above zero, exp(x) below.
    Elu: (dy, x) => tf.mul(dy, tf.exp(tf.minimum(x, 0))),
  }
  for (const [kernelName, gradient] of Object.entries(gradients)) {
    tf.registerGradient({
      kernelName,
      inputsToSave: ['x'],
      gradFunc: (dy, saved) => {
        const [x] = saved
        if (x === undefined || Array.isArray(dy)) throw new Error(`${kernelName} saved no input`)
        return { x: () => gradient(dy, x) }
      },
    })
  }
}

/**
 * Gradients of operations that are gradients themselves and linear in what they are given: average pooling's and depthwise
 * convolution's. tfjs has none, so a gradient penalty could not pass through either.
 */
function registerGradientsOfGradients(tf: Tf): void {
  tf.registerGradient({
    kernelName: 'AvgPoolGrad',
    inputsToSave: ['input'],
    gradFunc: (given, [input], attributes) => {
      if (input === undefined || Array.isArray(given)) throw new Error('AvgPoolGrad saved no input')
      const { filterSize, strides, pad } = attributes as unknown as { filterSize: number; strides: number; pad: 'same' | 'valid' }
      return { dy: () => tf.avgPool(given as Tensor4D, filterSize, strides, pad), input: () => tf.zerosLike(input) }
    },
  })
  tf.registerGradient({
    kernelName: 'DepthwiseConv2dNativeBackpropInput',
    inputsToSave: ['dy', 'filter'],
    gradFunc: (given, [dy, filter], attributes) => {
      if (dy === undefined || filter === undefined || Array.isArray(given)) throw new Error('DepthwiseConv2dNativeBackpropInput saved no inputs')
      const { strides, pad } = attributes as unknown as { strides: [number, number]; pad: 'same' | 'valid' }
      return {
        dy: () => tf.depthwiseConv2d(given as Tensor4D, filter as Tensor4D, strides, pad),
        filter: () => tf.engine().runKernel<Tensor>('DepthwiseConv2dNativeBackpropFilter', { x: given, dy }, { ...attributes, filterShape: filter.shape }),
      }
    },
  })
}

/** Comparisons are flat almost everywhere. tfjs has no gradient for them, so second derivatives through a leaky ReLU would fail. */
function registerComparisonGradients(tf: Tf): void {
  for (const kernelName of ['Greater', 'GreaterEqual', 'Less', 'LessEqual', 'Equal', 'NotEqual']) {
    tf.registerGradient({
      kernelName,
      inputsToSave: ['a', 'b'],
      gradFunc: (_dy, saved) => {
        const [a, b] = saved
        if (a === undefined || b === undefined) throw new Error(`${kernelName} saved no inputs`)
        return { a: () => tf.zerosLike(a), b: () => tf.zerosLike(b) }
      },
    })
  }
}
