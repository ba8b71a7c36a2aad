import { describe, expect, test } from 'vitest'
import { runIdSchema, type RunId } from '../../../src-shared/run/run-events'
import type { RunSummary } from '../../../src-shared/run/run-record'
import { forksOf, parentOf, runTree } from '../../../src-renderer/shell/run-lineage'
import { runSummary } from './run-summary'

const id = (letter: string): RunId => runIdSchema.parse(letter.repeat(8))
const run = (letter: string, parent?: string): RunSummary =>
  runSummary({ id: id(letter), name: letter, parent: parent === undefined ? null : { id: id(parent), step: 938, kind: 'forked' } })
const drawn = (runs: readonly RunSummary[], folded: readonly string[] = []): readonly string[] =>
  runTree(runs, new Set(folded.map(id))).map((row) => `${'  '.repeat(row.depth)}${row.run.name}${row.folded ? ' …' : ''}`)

describe('the tree of runs', () => {
  test('forks stand below the run they come from, in the order of the list', () => {
    expect(drawn([run('e', 'b'), run('d', 'a'), run('c', 'a'), run('b'), run('a')])).toEqual(['b', '  e', 'a', '  d', '  c'])
    expect(drawn([run('a'), run('b', 'a'), run('c', 'b')])).toEqual(['a', '  b', '    c'])
  })

  test('what is folded away hides all that comes from it', () => {
    expect(drawn([run('a'), run('b', 'a'), run('c', 'b'), run('d')], ['a'])).toEqual(['a …', 'd'])
  })

  test('a fork whose parent is gone or not found stands by itself, and no run is ever lost', () => {
    expect(drawn([run('b', 'a')])).toEqual(['b'])
    expect(drawn([run('a', 'b'), run('b', 'a')])).toHaveLength(2)
    expect(drawn([run('a', 'a')])).toEqual(['a'])
  })
})

describe('parents and forks', () => {
  test('a fork names its parent and the place, a parent its forks', () => {
    const runs = [run('a'), run('b', 'a')]
    expect(parentOf(run('b', 'a'), runs)).toMatchObject({ name: 'a', place: 'epoch 2, step 938' })
    expect(forksOf(run('a'), runs).map((fork) => fork.name)).toEqual(['b'])
  })

  test('a deleted parent is said to be one', () => {
    expect(parentOf(run('b', 'a'), [])).toMatchObject({ run: null, name: 'a deleted run' })
  })
})
