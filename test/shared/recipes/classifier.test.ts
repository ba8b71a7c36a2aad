// The classifier's loss against its closed form, what it says of every example, and what it refuses in words.
import { beforeAll, describe, expect, test } from 'vitest'
import { analyseExperiment } from '@shared/experiment/analyse-experiment'
import type { Experiment } from '@shared/experiment/experiment'
import { roleNeeds } from '@shared/experiment/role-needs'
import { applyEdits } from '@shared/graph/apply-edit'
import { classificationFigures, classificationTerms, classProbabilities } from '@shared/recipes/parts/classification'
import type { RecipeContext } from '@shared/recipes/recipe-definition'
import type { Tensor, Tf } from '@shared/tensors/tf'
import { javascriptTf } from '../../main/engines/javascript-tf'
import { smallClassifier } from '../../main/trainer/small-classifier'
import { chain, smallExperiment } from '../../main/trainer/small-experiments'

let tf: Tf
beforeAll(async () => {
  tf = await javascriptTf()
})

/** The head gives the logits as they are; of a variational encoder, the mean. */
function contextOf(logits: Tensor, labels: readonly number[], exposed: Readonly<Record<string, Tensor>> = {}): RecipeContext<Readonly<Record<string, unknown>>> {
  return {
    tf,
    parameters: {},
    x: logits,
    labels: tf.tensor([...labels], [labels.length], 'int32'),
    scheduled: {},
    training: false,
    random: { normal: () => tf.scalar(0), uniform: () => tf.scalar(0) },
    prepared: {},
    forward: (role, input) => (role === 'encoder' ? { output: input, exposed } : { output: input, exposed: { preActivation: input } }),
  }
}

const numbers = (tensor: Tensor | undefined): number[] => Array.from(tensor?.dataSync() ?? [])

describe('the loss of a classifier', () => {
  const logits = [
    [2, -1, 0.5],
    [0, 0, 0],
    [300, -300, 10],
    [-400, 5, 6],
  ]
  const labels = [1, 2, 1, 2]

  test('is −ln softmax(l)_y, finite where a class is all but impossible', () => {
    const found = numbers(classificationTerms(contextOf(tf.tensor(logits), labels)).loss)
    logits.forEach((row, index) => {
      const largest = Math.max(...row)
      const expected = largest + Math.log(row.reduce((sum, logit) => sum + Math.exp(logit - largest), 0)) - (row[labels[index] ?? 0] ?? 0)
      expect(found[index]).toBeCloseTo(expected, 3)
    })
  })

  test('has the gradient softmax(l) − y', () => {
    const rows = tf.tensor(logits.slice(0, 2))
    const gradient = tf.grad((given: Tensor) => tf.sum(classificationTerms(contextOf(given, labels.slice(0, 2))).loss))(rows)
    const expected = tf.sub(classProbabilities(contextOf(rows, labels)), tf.tensor([[0, 1, 0], [0, 0, 1]]))
    numbers(expected).forEach((value, index) => expect(numbers(gradient)[index]).toBeCloseTo(value, 5))
  })

  test('accuracy and error are per cent of right and wrong answers', () => {
    const { accuracy, errorRate } = classificationFigures(contextOf(tf.tensor(logits), labels))
    expect(numbers(accuracy)).toEqual([0, 0, 0, 100])
    expect(numbers(errorRate)).toEqual([100, 100, 100, 0])
  })

  test('takes the mean of a variational code, not a draw', () => {
    const mean = tf.tensor([[0, 5, 0]])
    expect(numbers(classificationFigures(contextOf(tf.tensor([[9, 0, 0]]), [1], { mean }))['accuracy'])).toEqual([100])
  })
})

describe('a classifier refuses', () => {
  const problemsOf = (experiment: Experiment) => analyseExperiment(experiment).problems.filter(({ severity }) => severity === 'error')
  const only = (experiment: Experiment) => {
    const [first, ...more] = problemsOf(experiment)
    if (first === undefined) throw new Error('nothing is refused')
    expect(more).toEqual([])
    return { first, mended: problemsOf(applyEdits(experiment, [...(first.fixes?.[0]?.edits ?? [])])) }
  }

  test('data without labels', () => {
    const faces = { id: 'faces', parameters: {} }
    expect(problemsOf(smallClassifier({ dataset: faces }))).toEqual([expect.objectContaining({ code: 'labels-missing', place: { path: 'dataset.id' }, fix: expect.stringContaining('another dataset') as string })])
  })

  test('more labels than examples, and fewer than classes, with a mend', () => {
    const many = only(smallClassifier({ parameters: { labels: 2001 } }))
    expect(many.first).toMatchObject({ code: 'labels-too-many', place: { path: 'recipe.parameters.labels' }, got: '2,001', expected: expect.stringContaining('at most 2,000') as string })
    expect(many.mended).toEqual([])
    const few = only(smallClassifier({ parameters: { labels: 9 } }))
    expect(few.first).toMatchObject({ code: 'labels-too-few', got: '9', expected: expect.stringContaining('at least 10') as string })
    expect(few.mended).toEqual([])
  })

  test('a head that gives another number of values than there are classes, with a mend', () => {
    const { first, mended } = only(smallClassifier({ classes: 7 }))
    expect(first).toMatchObject({ code: 'head-classes-mismatch', place: { network: 'head' }, got: '7', expected: expect.stringContaining('10 values') as string })
    expect(mended).toEqual([])
    const needs = roleNeeds(analyseExperiment(smallClassifier({ classes: 7 })))
    expect(needs.map(({ text, state }) => [text, state])).toEqual([['10 numbers out, one a class', 'unmet'], ['softmax or linear at the end', 'met']])
  })

  test('a head that ends in a bounded function, or in a softmax before its output', () => {
    const experiment = smallClassifier()
    const withHead = (layers: Parameters<typeof chain>[1], activation: string): Experiment => ({ ...experiment, networks: [experiment.networks[0], chain('head', layers, activation)] as Experiment['networks'] })
    const bounded = only(withHead([['dense', { units: 10, activation: 'linear' }]], 'sigmoid'))
    expect(bounded.first).toMatchObject({ code: 'head-not-logits', got: 'sigmoid' })
    expect(bounded.mended).toEqual([])
    const twice = only(withHead([['dense', { units: 10, activation: 'softmax' }]], 'linear'))
    expect(twice.first).toMatchObject({ code: 'head-not-logits', got: 'softmax', place: { node: 'dense-1' } })
    expect(twice.mended).toEqual([])
    expect(problemsOf(withHead([['dense', { units: 10, activation: 'linear' }]], 'linear'))).toEqual([])
  })

  test('an encoder whose input does not fit the data, naming the layer', () => {
    const digits = smallClassifier()
    const points = { id: 'two-moons', parameters: {} }
    const images = { ...digits, networks: [chain('encoder', [['conv-2d', { filters: 4, kernel: [3, 3] }], ['flatten', {}]], 'linear'), chain('head', [['dense', { units: 2, activation: 'linear' }]], 'softmax')] as Experiment['networks'], dataset: points }
    expect(problemsOf(images)[0]).toMatchObject({ place: { network: 'encoder', node: 'conv-2d-1' } })
  })

  test('pretraining with a reconstruction that does not fit, at the setting that asks for it', () => {
    const pretrained = smallClassifier({ recipe: 'pretrained-classifier', parameters: { reconstruction: 'cross-entropy' } })
    expect(problemsOf(pretrained)).toEqual([])
    const linear = { ...pretrained, networks: pretrained.networks.map((network) => (network.id === 'decoder' ? { ...network, nodes: network.nodes.map((node) => (node.id === 'output' ? { ...node, parameters: { activation: 'linear' } } : node)) } : network)) }
    const [problem] = problemsOf(linear)
    expect(problem?.fixes?.flatMap(({ edits }) => edits)).toContainEqual({ kind: 'set-value', path: 'recipe.parameters.reconstruction', value: 'squared-error' })
  })
})

test('networks of an autoencoder keep their encoder where the recipe becomes a classifier', () => {
  expect(Object.keys(smallExperiment().recipe.roles)).toEqual(['encoder', 'decoder'])
  expect(analyseExperiment({ ...smallExperiment(), recipe: { id: 'classifier', parameters: {}, roles: { encoder: smallExperiment().networks[0]?.id } as Experiment['recipe']['roles'] } }).problems.map(({ code }) => code)).toContain('role-missing')
})
