import { describe, expect, test } from 'vitest'
import { manyRunPanes, overviewPanes, singleRunPanes, unionMetrics, type CurveRun } from '../../../src-renderer/panels/train/curves/curve-lines'
import type { MetricSeries } from '../../../src-renderer/charts/series-buffer'
import { runStyle } from '../../../src-renderer/charts/run-style'
import { keepLook, keepLooks } from '../../../src-renderer/panels/run/run-look'
import { autoencoder } from '../../../src-shared/recipes/autoencoder'
import { vae } from '../../../src-shared/recipes/vae'
import type { MetricDefinition } from '../../../src-shared/recipes/recipe-definition'
import { runSummary } from '../shell/run-summary'

const vaeMetrics = vae.metrics(vae.parameters.parse({}))
const autoencoderMetrics = autoencoder.metrics(autoencoder.parameters.parse({}))
const raw = { horizontal: 'epoch', smoothing: 0 } as const

function run(number: number, values: Readonly<Record<string, readonly (number | null)[]>>): CurveRun {
  const series = new Map<string, MetricSeries>()
  for (const [name, list] of Object.entries(values)) {
    series.set(name, { name, values: list, steps: list.map((_, index) => (index + 1) * 10), epochs: list.map((_, index) => index + 1), elapsedMs: list.map((_, index) => (index + 1) * 500) })
  }
  return { id: `run-${number}`, name: `calm-fjord-${number}`, number, live: false, series: (name) => series.get(name) }
}

const trained = run(1, { 'train/loss': [5, 4, null, 3], 'test/loss': [5, 4], 'train/reconstruction': [4, 3], 'train/kl': [1, 1], 'test/kl': [1, 1], 'test/elbo': [-5, -4] })

describe('curves of one run', () => {
  test('each group of metrics has a pane with its unit, train solid and test dashed, and what was not recorded is left out', () => {
    const panes = singleRunPanes(trained, vaeMetrics, raw)
    expect(panes.map((pane) => [pane.title, pane.lines.map((line) => `${line.label} ${line.dash.join(' ')}`.trim())])).toEqual([
      ['Loss, nats', ['train', 'test 6 3']],
      ['Reconstruction, nats', ['train']],
      ['KL, nats', ['train', 'test 6 3']],
      ['ELBO, nats', ['test 6 3']],
    ])
  })

  test('validation values are dotted, between training and test values', () => {
    const validated = autoencoderMetrics.map((metric): MetricDefinition => ({ ...metric, splits: ['train', 'validation', 'test'] }))
    const [loss] = singleRunPanes(run(1, { 'train/loss': [5, 4], 'validation/loss': [5, 4.5], 'test/loss': [5, 4.6] }), validated, { ...raw, smoothing: 0.9 })
    expect(loss?.lines.map(({ label, dash, raw: smoothed }) => [label, dash, smoothed !== null])).toEqual([
      ['train', [], true],
      ['val.', [2, 3], false],
      ['test', [6, 3], false],
    ])
    expect(new Set(loss?.lines.map(({ variable }) => variable)).size).toBe(3)
  })

  test('the overview shows what is minimised and the divergence; where there is none, the first that says something else', () => {
    expect(overviewPanes(singleRunPanes(trained, vaeMetrics, raw)).map((pane) => pane.id)).toEqual(['Loss', 'KL'])
    const crossEntropy = run(2, { 'train/loss': [9, 8], 'test/loss': [9, 8], 'train/reconstruction': [9, 8], 'test/reconstruction': [9, 8], 'train/squaredError': [3, 2], 'test/squaredError': [3, 2] })
    expect(overviewPanes(singleRunPanes(crossEntropy, autoencoderMetrics, raw)).map((pane) => pane.id)).toEqual(['Loss', 'Squared error'])
    const squared = run(3, { 'train/loss': [3, 2], 'train/reconstruction': [3, 2], 'train/squaredError': [3, 2] })
    expect(overviewPanes(singleRunPanes(squared, autoencoderMetrics, raw)).map((pane) => pane.id)).toEqual(['Loss'])
  })

  test('smoothing draws training over what was measured and leaves test values and gaps as they are', () => {
    const [loss] = singleRunPanes(trained, vaeMetrics, { horizontal: 'step', smoothing: 0.9 })
    const [train, held] = loss?.lines ?? []
    expect({ xs: train?.xs, raw: train?.raw, gap: train?.values[2], test: held?.values, testRaw: held?.raw }).toEqual({ xs: [10, 20, 30, 40], raw: [5, 4, null, 3], gap: null, test: [5, 4], testRaw: null })
  })
})

describe('curves of several runs', () => {
  test('each keeps its own colour and dash, and is labelled with its number', () => {
    const runs = [run(2, { 'test/loss': [3] }), run(11, { 'test/loss': [4] }), run(5, { 'train/loss': [1] })]
    const [pane] = manyRunPanes(runs, vaeMetrics, ['test'], raw)
    expect(pane?.lines.map((line) => [line.label, line.variable, line.dash])).toEqual([2, 11].map((number) => [String(number), runStyle(number).variable, runStyle(number).dash]))
  })

  test('runs of different recipes share the metrics they share, and a unit that differs is said', () => {
    const union = unionMetrics([vaeMetrics, autoencoderMetrics])
    expect(union.map((metric) => metric.name)).toEqual(['loss', 'reconstruction', 'kl', 'elbo', 'activeUnits', 'squaredError'])
    expect(union.find((metric) => metric.name === 'loss')?.unit).toBe('nats or squared error')
    expect(union.find((metric) => metric.name === 'squaredError')?.splits.toSorted()).toEqual(['test', 'train'])
  })
})

test('what a chart knows of a run stays the same thing while only its figures change', () => {
  const running = runSummary({ status: 'running', step: 1 })
  const look = keepLook(null, running)
  const later = { ...running, step: 99 }
  expect(keepLook(look, later)).toBe(look)
  expect(keepLook(look, { ...running, status: 'finished' })).toEqual({ ...look, live: false })
  const looks = keepLooks(undefined, [running])
  expect(keepLooks(looks, [{ ...running }])).toBe(looks)
  expect(keepLooks(looks, [])).toEqual([])
})
