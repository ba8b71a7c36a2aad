// The plain autoencoder: squeeze an example through a small code and ask for it back.
// Rumelhart, Hinton and Williams 1986; deep: Hinton and Salakhutdinov 2006, Science 313, 504.
import { decoderRole, encoderRole, modelPlayer, withLogits } from './parts/encoder-decoder'
import { checkBottleneck, checkPlain, plainFormula, plainLoss, plainMetrics, plainNeeds, plainParameters, plainTerms } from './parts/plain-reconstruction'
import { defineRecipe } from './recipe-definition'

export const autoencoder = defineRecipe({
  id: 'autoencoder',
  title: 'Autoencoder',
  help: {
    text:
      'The encoder squeezes an example into a code, the decoder rebuilds the example from the code, and both learn to make the rebuilt one like the original. ' +
      'Because the code is small, it must keep what matters. With linear layers and squared error it finds the same plane as principal component analysis.',
    formula: `L = \\frac{1}{B} \\sum_{b=1}^{B} \\ell(x_b, \\hat{x}_b), \\quad \\hat{x} = \\mathrm{dec}(\\mathrm{enc}(x)) \\\\ ${plainFormula}`,
    source: 'Hinton and Salakhutdinov 2006, Reducing the Dimensionality of Data with Neural Networks, Science 313, 504–507',
  },
  parameters: plainParameters,
  roles: [encoderRole('z = enc(x)'), decoderRole('x̂ = dec(z)')],
  players: [modelPlayer],
  metrics: ({ loss }) => plainMetrics(loss),
  primaryMetric: 'test/loss',
  drawing: ({ loss }) => ({ flows: [], losses: [plainLoss(loss)] }),
  needs: plainNeeds,
  validate: (validation) => [...checkPlain(validation), ...checkBottleneck(validation)],
  schedule: () => ({}),
  loss: (_player, context) => {
    const { tf } = context
    const { reconstruction, squared } = plainTerms(context)
    const loss = tf.mean(reconstruction)
    return { loss, metrics: { loss, reconstruction: loss, squaredError: squared === reconstruction ? loss : tf.mean(squared) } }
  },
  evaluate: (context) => {
    const { reconstruction } = plainTerms(context)
    return { loss: reconstruction, reconstruction }
  },
  reconstruct: (context) => withLogits(plainTerms(context).decoded, context.parameters.loss === 'cross-entropy'),
  latentShape: (networks) => networks['encoder']?.outputShape ?? undefined,
  encode: (context) => context.forward('encoder', context.x).output,
  decode: (context, latent) => context.forward('decoder', latent).output,
  sampling: 'code-statistics',
})
