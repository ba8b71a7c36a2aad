import { describe, expect, test } from 'vitest'
import { describeDeletion } from '../../../src-renderer/panels/history/describe-deletion'
import { finalMetrics } from '../../../src-renderer/panels/history/final-metrics'
import { findRuns } from '../../../src-renderer/panels/history/find-runs'
import { firstOrder, historyColumns, sortHistory } from '../../../src-renderer/panels/history/sort-history'
import { runSummary } from '../shell/run-summary'

const runs = [
  runSummary({ id: 'aaaaaaaa', number: 1, name: 'calm-fjord-2', status: 'finished', tags: ['mnist'], createdAt: 1, elapsedMs: 10, metrics: { 'test/elbo': -106 } }),
  runSummary({ id: 'bbbbbbbb', number: 2, name: 'calm-fjord-10', status: 'failed', tags: ['beta'], createdAt: 2, elapsedMs: 30, metrics: {}, notes: 'learning rate far too high' }),
  runSummary({ id: 'cccccccc', number: 3, name: 'dry-meadow-3', status: 'finished', tags: [], createdAt: 3, elapsedMs: 20, metrics: { 'test/elbo': -141 }, dataset: 'two-moons' }),
]
const names = (found: readonly { readonly name: string }[]): readonly string[] => found.map((run) => run.name)

describe('finding runs in History', () => {
  test('words look everywhere, fields where they say, and all must fit', () => {
    expect(names(findRuns(runs, ''))).toHaveLength(3)
    expect(names(findRuns(runs, 'calm'))).toEqual(['calm-fjord-2', 'calm-fjord-10'])
    expect(names(findRuns(runs, 'rate high'))).toEqual(['calm-fjord-10'])
    expect(names(findRuns(runs, 'status:fin'))).toEqual(['calm-fjord-2', 'dry-meadow-3'])
    expect(names(findRuns(runs, 'STATUS:Finished tag:mnist'))).toEqual(['calm-fjord-2'])
    expect(names(findRuns(runs, 'dataset:two status:failed'))).toEqual([])
  })

  test('a field with nothing after it, as it is while being typed, hides nothing', () => {
    expect(findRuns(runs, 'status:')).toHaveLength(3)
  })
})

describe('sorting History', () => {
  test('numbers in names count as numbers', () => {
    expect(names(sortHistory(runs, { by: 'name', descending: false }))).toEqual(['calm-fjord-2', 'calm-fjord-10', 'dry-meadow-3'])
  })

  test('runs without a value go last both ways', () => {
    expect(names(sortHistory(runs, { by: 'metric', descending: false }))).toEqual(['dry-meadow-3', 'calm-fjord-2', 'calm-fjord-10'])
    expect(names(sortHistory(runs, { by: 'metric', descending: true }))).toEqual(['calm-fjord-2', 'dry-meadow-3', 'calm-fjord-10'])
  })

  test('every column sorts without losing a run, and the newest come first to begin with', () => {
    for (const by of historyColumns) for (const descending of [true, false]) expect(new Set(names(sortHistory(runs, { by, descending })))).toEqual(new Set(names(runs)))
    expect(names(sortHistory(runs, firstOrder('started')))[0]).toBe('dry-meadow-3')
  })
})

describe('what is said before deleting', () => {
  test('one run is named with what it holds', () => {
    const words = describeDeletion(runs.slice(0, 1))
    expect(words.title).toBe('Delete calm-fjord-2?')
    expect(words.lost).toEqual(['calm-fjord-2: VAE on MNIST, finished, 10 epochs, 2.0 MB'])
    expect(words.text).toContain('2.0 MB')
  })

  test('many runs are counted, the first named, the rest summed up', () => {
    const many = Array.from({ length: 9 }, (_, index) => runSummary({ name: `run-${index}` }))
    const words = describeDeletion(many)
    expect(words.title).toBe('Delete 9 runs?')
    expect(words.lost).toHaveLength(7)
    expect(words.lost.at(-1)).toBe('and 3 more')
    expect(words.text).toContain('18 MB')
  })
})

describe('final metrics', () => {
  test('stand in the recipe’s order, training beside test; what was never measured stays apart from not a number', () => {
    const rows = finalMetrics({ recipe: 'vae', metrics: { 'test/kl': 25, 'train/loss': null, 'test/loss': 105, 'test/custom': 1 } })
    expect(rows.map((row) => row.name)).toEqual(['loss', 'kl', 'custom'])
    expect(rows[0]).toMatchObject({ title: 'Loss', unit: 'nats', train: null, test: 105 })
    expect(rows[1]).toMatchObject({ train: undefined, test: 25 })
  })

  test('a run of a recipe this studio does not know still shows what was recorded', () => {
    expect(finalMetrics({ recipe: 'from-the-future', metrics: { 'test/novelty': 3 } })).toEqual([{ name: 'novelty', title: 'novelty', unit: '', train: undefined, test: 3 }])
  })
})
