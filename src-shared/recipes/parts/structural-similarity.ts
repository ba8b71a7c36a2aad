// Structural similarity (SSIM): how alike two images are in local brightness, contrast and structure; 1 where they are the same.
// Wang, Bovik, Sheikh and Simoncelli 2004, IEEE Transactions on Image Processing 13, 600–612, with the authors' settings: a Gaussian
// window of 11 by 11 and σ = 1.5, K₁ = 0.01, K₂ = 0.03, taken where the window lies wholly inside, averaged over places and channels.
import type { Tensor, Tf } from '../../tensors/tf'

const WIDEST_WINDOW = 11
const SIGMA = 1.5
const K1 = 0.01
const K2 = 0.03

/**
 * @param x and y `[batch, height, width, channels]`, black at 0.
 * @param peak the difference between the largest and the smallest value a pixel may have.
 * @returns `[batch]`. An image smaller than the window is looked at through the largest odd window that fits.
 */
export function structuralSimilarity(tf: Tf, x: Tensor, y: Tensor, peak: number): Tensor {
  const [batch = 1, height = 1, width = 1, channels = 1] = x.shape
  const planes = (image: Tensor): Tensor => tf.reshape(channels === 1 ? image : tf.transpose(image, [0, 3, 1, 2]), [batch * channels, height, width])
  const [a, b] = [planes(x), planes(y)]
  // Five local means in one pass: of x, y, x², y² and xy.
  const means = blur(tf, tf.concat([a, b, tf.square(a), tf.square(b), tf.mul(a, b)], 0))
  const [meanA, meanB, squareA, squareB, product] = tf.split(means, 5, 0) as [Tensor, Tensor, Tensor, Tensor, Tensor]
  const [c1, c2] = [(K1 * peak) ** 2, (K2 * peak) ** 2]
  const meanProduct = tf.mul(meanA, meanB)
  const meanSquares = tf.add(tf.square(meanA), tf.square(meanB))
  const covariance = tf.sub(product, meanProduct)
  const variances = tf.sub(tf.add(squareA, squareB), meanSquares)
  const map = tf.div(tf.mul(tf.add(tf.mul(meanProduct, 2), c1), tf.add(tf.mul(covariance, 2), c2)), tf.mul(tf.add(meanSquares, c1), tf.add(variances, c2)))
  return tf.mean(tf.reshape(map, [batch, -1]), 1)
}

/**
 * The Gaussian window across, then down, each as one matrix product: of one channel, a convolution of 11 values takes several times as long.
 * @returns `[images, width of places, height of places]`
 */
function blur(tf: Tf, images: Tensor): Tensor {
  const [count = 1, height = 1, width = 1] = images.shape
  const across = tf.matMul(tf.reshape(images, [count * height, width]), windows(tf, width))
  const places = across.shape[1] ?? 1
  const turned = tf.transpose(tf.reshape(across, [count, height, places]), [0, 2, 1])
  return tf.reshape(tf.matMul(tf.reshape(turned, [count * places, height]), windows(tf, height)), [count, places, -1])
}

/** The window at each of its places along so many values, a column each: `[extent, places]`. */
function windows(tf: Tf, extent: number): Tensor {
  const window = gaussian(windowOf(extent))
  const places = extent - window.length + 1
  const matrix = new Float32Array(extent * places)
  for (let place = 0; place < places; place += 1) for (const [index, weight] of window.entries()) matrix[(place + index) * places + place] = weight
  return tf.tensor2d(matrix, [extent, places])
}

function windowOf(extent: number): number {
  const fitting = Math.min(WIDEST_WINDOW, extent)
  return fitting % 2 === 1 ? fitting : fitting - 1
}

function gaussian(size: number): number[] {
  const middle = (size - 1) / 2
  const weights = Array.from({ length: size }, (_, place) => Math.exp(-((place - middle) ** 2) / (2 * SIGMA ** 2)))
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return weights.map((weight) => weight / sum)
}
