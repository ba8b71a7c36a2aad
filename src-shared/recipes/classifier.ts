// A classifier on top of an encoder: how good a code is shows in how few labels tell classes apart by it. With the encoder of another
// run as it is (frozen), learning on (fine-tuned), or drawn anew (from scratch), the three that are compared.
// Hinton and Salakhutdinov 2006, Science 313, 504–507; Erhan et al. 2010, JMLR 11, 625–660.
import { z } from 'zod'
import { classificationFigures, classificationFormula, classificationLoss, classificationMetrics, classificationTerms, classifierPlayer, classProbabilities, headRole, labelsParameter, quietCode } from './parts/classification'
import { checkHead, checkLabels, classifierNeeds } from './parts/classifier-checks'
import { encoderRole } from './parts/encoder-decoder'
import { defineRecipe } from './recipe-definition'

const parameters = z.object({ labels: labelsParameter })

export const classifier = defineRecipe({
  id: 'classifier',
  title: 'Classifier',
  help: {
    text:
      'A network on top of an encoder learns the classes of examples from labels. An encoder that was trained without labels before knows what examples have in common, so that few labels are enough: ' +
      'freeze it, or let it learn on, and compare with the same networks from drawn weights. Of a variational encoder the mean is taken.',
    formula: `h = \\mathrm{enc}(x), \\quad l = c(h) \\\\ ${classificationFormula}`,
    source: 'Erhan et al. 2010, Why Does Unsupervised Pre-training Help Deep Learning?, JMLR 11, 625–660',
  },
  parameters,
  roles: [encoderRole('h = enc(x)'), headRole],
  players: [classifierPlayer],
  metrics: () => classificationMetrics,
  primaryMetric: 'test/accuracy',
  drawing: () => ({ flows: [], losses: [classificationLoss] }),
  needs: ({ dataset }) => classifierNeeds(dataset),
  validate: ({ parameters: { labels }, dataset, networks }) => [...checkLabels(dataset, labels), ...checkHead(networks['head'], dataset)],
  schedule: () => ({}),
  labelled: ({ labels }) => labels,
  loss: (_player, context) => {
    const { loss, accuracy } = classificationTerms(context)
    const mean = context.tf.mean(loss)
    return { loss: mean, metrics: { loss: mean, accuracy: context.tf.mean(accuracy) } }
  },
  evaluate: classificationFigures,
  classify: classProbabilities,
  latentShape: (networks) => networks['encoder']?.exposed['mean'] ?? networks['encoder']?.outputShape ?? undefined,
  encode: quietCode,
  sampling: 'none',
})
