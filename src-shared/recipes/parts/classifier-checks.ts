// What a classifier asks of its data and of the network on top: labels, enough and not too many of them, and a number for each class.
import type { DatasetDescription } from '../../datasets/dataset-definition'
import { foundWord } from '../../graph/describe-schema'
import type { NetworkAnalysis } from '../../graph/analyse-network'
import { outputFixes } from '../../graph/upstream-fixes'
import { formatCount } from '../../layers/words'
import type { Problem } from '../../problem'
import { formatShape, sizeOf } from '../../tensors/shape'
import type { RoleNeed } from '../recipe-drawing'
import { HEAD } from './classification'

const LABELS_PATH = 'recipe.parameters.labels'

/** @param labels as the recipe's setting has it, 0 for all. */
export function checkLabels({ classes, trainCount }: DatasetDescription, labels: number): readonly Problem[] {
  const use = (value: number, words: string): NonNullable<Problem['fixes']> => [{ label: words, edits: [{ kind: 'set-value', path: LABELS_PATH, value }] }]
  if (classes === null) {
    return [
      {
        code: 'labels-missing',
        severity: 'error',
        place: { path: 'dataset.id' },
        title: 'The data has no labels to learn from',
        expected: 'a dataset whose examples carry classes',
        got: 'examples without classes',
        fix: 'Choose another dataset, or import your own in folders named after the classes',
      },
    ]
  }
  if (labels > trainCount) {
    return [
      {
        code: 'labels-too-many',
        severity: 'error',
        place: { path: LABELS_PATH },
        title: 'More labels are asked for than there are examples',
        expected: `at most ${formatCount(trainCount)}, the training examples there are, or 0 for all`,
        got: formatCount(labels),
        fix: 'Use all, or fewer',
        fixes: use(0, 'Use all'),
      },
    ]
  }
  if (labels !== 0 && labels < classes.length) {
    return [
      {
        code: 'labels-too-few',
        severity: 'error',
        place: { path: LABELS_PATH },
        title: 'There are fewer labels than classes',
        expected: `at least ${formatCount(classes.length)}, one example of each class, or 0 for all`,
        got: formatCount(labels),
        fix: `Use ${formatCount(Math.min(trainCount, classes.length))} or more`,
        fixes: use(Math.min(trainCount, 10 * classes.length), `Use ${formatCount(Math.min(trainCount, 10 * classes.length))}`),
      },
    ]
  }
  return []
}

/** Silent while the network's own shapes, or the classes, are unknown. */
export function checkHead(head: NetworkAnalysis | undefined, { classes }: DatasetDescription): readonly Problem[] {
  if (head === undefined || head.outputShape === null || classes === null) return []
  const output = head.network.nodes.find((node) => node.type === 'output')
  const place = { network: head.network.id, ...(output === undefined ? {} : { node: output.id }) }
  if (sizeOf(head.outputShape) !== classes.length) {
    return [
      {
        code: 'head-classes-mismatch',
        severity: 'error',
        place,
        title: `${head.network.name} gives ${formatShape(head.outputShape)}, the data has ${formatCount(classes.length)} classes`,
        expected: `${formatCount(classes.length)} values, a number for each class`,
        got: formatShape(head.outputShape),
        fix: `End it with a Dense layer of ${formatCount(classes.length)} units`,
        fixes: [...outputFixes(head, [classes.length])],
      },
    ]
  }
  const activation = output === undefined ? 'linear' : (head.nodes.get(output.id)?.parameters?.['activation'] ?? output.parameters['activation'] ?? 'linear')
  const wire = head.network.wires.find(({ to }) => to.node === output?.id)
  const last = head.network.nodes.find(({ id }) => id === wire?.from.node)
  const setting = last?.type === 'activation' ? 'kind' : 'activation'
  const before = last?.parameters[setting]
  const own = activation === 'sigmoid' || activation === 'tanh'
  if (output === undefined || (!own && before !== 'softmax' && before !== 'sigmoid')) return []
  const culprit = own || last === undefined ? output : last
  const mend = own ? 'softmax' : 'linear'
  return [
    {
      code: 'head-not-logits',
      severity: 'error',
      place: { network: head.network.id, node: culprit.id, path: `parameters.${own ? 'activation' : setting}` },
      title: `${head.network.name} must end in numbers without bounds, before its softmax`,
      expected: own ? 'activation softmax or linear on the output' : 'activation linear before the output: the loss takes the softmax of what enters it',
      got: foundWord(own ? activation : before),
      fix: own ? 'Set the output’s activation to softmax' : 'Set this layer’s activation to linear, and the output’s to softmax',
      fixes: [{ label: `Set ${mend}`, edits: [{ kind: 'set-parameters', network: head.network.id, node: culprit.id, parameters: { [own ? 'activation' : setting]: mend } }] }],
    },
  ]
}

/** What is asked above, in words. */
export function classifierNeeds({ classes }: DatasetDescription): readonly RoleNeed[] {
  return [
    ...(classes === null ? [] : [{ role: HEAD, text: `${formatCount(classes.length)} numbers out, one a class`, unmetBy: ['head-classes-mismatch'] }]),
    { role: HEAD, text: 'softmax or linear at the end', unmetBy: ['head-not-logits'] },
  ]
}
