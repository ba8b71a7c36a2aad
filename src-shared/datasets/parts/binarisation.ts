// Binarised images: every pixel is 1 with the probability its grey level says, else 0. Training draws every batch anew, so that no
// picture is seen twice alike; test pictures are drawn once, so that every test of every run is of the same ones.
// Salakhutdinov and Murray 2008, On the quantitative analysis of deep belief networks; Burda et al. 2016, arXiv:1509.00519, 5.
import { CounterRandom } from '../../tensors/counter-random'
import type { Tensor, Tf } from '../../tensors/tf'

/** Of the test pictures, whatever the run's own seed. */
const TEST_SEED = 2008

/** The stream of a training step that pixels are drawn from. */
export const BINARISATION_STREAM = 'binarisation'

/** 1 where u < x, else 0. @param x grey levels in [0, 1]. @param uniform draws from [0, 1) of x's shape. */
export function binarise(tf: Tf, x: Tensor, uniform: Tensor): Tensor {
  return tf.cast(tf.less(uniform, x), 'float32')
}

/**
 * 255 with probability byte/255, else 0. Pixels are drawn one after the other, those that are not certain already: the first pictures of
 * a set come out alike, however many follow.
 * @param stream names the set.
 */
export function binariseBytes(bytes: Uint8Array, stream: string): Uint8Array {
  const random = new CounterRandom(TEST_SEED, stream)
  return bytes.map((byte) => (byte === 0 || byte === 255 ? byte : random.uniform() * 255 < byte ? 255 : 0))
}
