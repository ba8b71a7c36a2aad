// Gaussian latent: draws a code by the reparameterisation trick, z = mean + exp(logVariance / 2) · epsilon with epsilon
// from N(0, I). Kingma and Welling 2014, "Auto-encoding variational Bayes". It always draws, in evaluation too, since the
// evidence lower bound is an expectation over z; who wants the code without noise takes the exposed mean.
import { z } from 'zod'
import { defineLayer } from './layer-definition'
import { grids } from './parts/layer-picture'
import { portShape, portTensor } from './port-tensor'
import { sameShape, sizeOf } from '../tensors/shape'
import { spellShape } from './words'
import { call } from './code/python'

export const gaussianLatentLayer = defineLayer({
  type: 'gaussian-latent',
  title: 'Sample z',
  category: 'random',
  icon: 'c-random',
  hint: 'μ, σ²',
  keywords: ['gaussian', 'latent', 'reparameterise', 'reparameterisation', 'vae', 'variational', 'sample', 'code', 'normal'],
  help: {
    text: 'Turns a mean and a log-variance into a random code: the noise is drawn apart, then shifted and scaled, so that gradients reach both. This is the heart of a variational autoencoder. The upper port takes the mean μ, the lower one ln σ².',
    formula: 'z = \\mu + \\exp(\\tfrac{1}{2} \\ln \\sigma^2)\\, \\varepsilon, \\quad \\varepsilon \\sim \\mathcal{N}(0, I)',
    shape: 'A mean and a log-variance of one shape enter; a draw of that shape comes out.',
    source: 'Kingma and Welling 2014, Auto-encoding variational Bayes',
  },
  picture: () => grids(['3/7/5', '2/4/1'], ['4/5/5'], '±'),
  parameters: z.object({}),
  inputs: [
    { id: 'mean', title: 'Mean μ' },
    { id: 'logVariance', title: 'Log-variance ln σ²' },
  ],
  outputs: [{ id: 'output', title: 'z' }],
  settings: () => ['z = μ + σ ε', 'ε from N(0, I)'],
  shape(_parameters, inputs, sources) {
    const mean = portShape(inputs, 'mean')
    const logVariance = portShape(inputs, 'logVariance')
    if (sameShape(mean, logVariance)) return { ok: true, output: mean }
    const meanName = sources?.['mean'] ?? 'the mean'
    const varianceName = sources?.['logVariance'] ?? 'the log-variance'
    return {
      ok: false,
      code: 'latent-shapes-differ',
      title: 'Sample z needs a mean and a log-variance of one shape',
      expected: `${spellShape(mean)} at both ports, as ${meanName} gives`,
      got: `${spellShape(logVariance)} from ${varianceName}`,
      fix: `have ${meanName} and ${varianceName} give the same number of values`,
      intended: mean,
      wanted: { logVariance: [mean], mean: [logVariance] },
    }
  },
  weights: () => [],
  multiplyAdds: (_parameters, inputs) => sizeOf(portShape(inputs, 'mean')),
  exposes: (_parameters, inputs) => ({ mean: portShape(inputs, 'mean'), logVariance: portShape(inputs, 'logVariance') }),
  pytorch: () => ({ order: 'kept', steps: [{ expression: ([mean = '', logVariance = '']) => `${mean} + torch.exp(0.5 * ${logVariance}) * torch.randn_like(${mean})` }] }),
  keras: () => ({ steps: [{ make: call('Sampling'), helper: 'Sampling', use: (made, values) => `${made}(${values.join(', ')})` }] }),
  apply({ tf, inputs, random, stream, expose }) {
    const mean = portTensor(inputs, 'mean')
    const logVariance = portTensor(inputs, 'logVariance')
    expose('mean', mean)
    expose('logVariance', logVariance)
    const deviation = tf.exp(tf.mul(logVariance, 0.5))
    return tf.add(mean, tf.mul(deviation, random.normal(stream, mean.shape)))
  },
})
