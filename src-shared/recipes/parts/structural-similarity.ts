// Structural similarity (SSIM): how alike two images are in local brightness, contrast and structure; 1 where they are the same.
// Wang, Bovik, Sheikh and Simoncelli 2004, IEEE Transactions on Image Processing 13, 600–612, with the authors' settings: a Gaussian
// window of 11 by 11 and σ = 1.5, K₁ = 0.01, K₂ = 0.03, taken where the window lies wholly inside, averaged over places and channels.
import type { Tensor, Tensor4D, Tf } from '../../tensors/tf'

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
  const planes = (image: Tensor): Tensor => tf.reshape(channels === 1 ? image : tf.transpose(image, [0, 3, 1, 2]), [batch * channels, height, width, 1])
  const [a, b] = [planes(x), planes(y)]
  // Five local means in one pass: of x, y, x², y² and xy.
  const means = blur(tf, tf.concat([a, b, tf.square(a), tf.square(b), tf.mul(a, b)], 0) as Tensor4D)
  const [meanA, meanB, squareA, squareB, product] = tf.split(means, 5, 0) as [Tensor, Tensor, Tensor, Tensor, Tensor]
  const [c1, c2] = [(K1 * peak) ** 2, (K2 * peak) ** 2]
  const meanProduct = tf.mul(meanA, meanB)
  const meanSquares = tf.add(tf.square(meanA), tf.square(meanB))
  const covariance = tf.sub(product, meanProduct)
  const variances = tf.sub(tf.add(squareA, squareB), meanSquares)
  const map = tf.div(tf.mul(tf.add(tf.mul(meanProduct, 2), c1), tf.add(tf.mul(covariance, 2), c2)), tf.mul(tf.add(meanSquares, c1), tf.add(variances, c2)))
  return tf.mean(tf.reshape(map, [batch, -1]), 1)
}

/** The Gaussian window as two passes, down and across. */
function blur(tf: Tf, images: Tensor4D): Tensor {
  const [, height, width] = images.shape
  const down = gaussian(windowOf(height))
  const across = gaussian(windowOf(width))
  const passed = tf.conv2d(images, tf.tensor4d(down, [down.length, 1, 1, 1]), 1, 'valid')
  return tf.conv2d(passed, tf.tensor4d(across, [1, across.length, 1, 1]), 1, 'valid')
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
