// The choice between plain and compiled, with a clock and a session whose speeds are known.
import { describe, expect, test } from 'vitest'
import type { NamedArrays } from '@shared/tensors/named-arrays'
import type { Compilation, Session } from '../../../src-main/engines/engine'
import { tuneProgram } from '../../../src-main/engines/tune-program'

interface Speeds {
  readonly plain: number
  readonly xla: number
  readonly compiling?: number
  readonly fails?: boolean
}

/** Its only state counts the calls, so that a tuning that forgets to put it back is seen. */
function session({ plain, xla, compiling = 1000, fails = false }: Speeds, ways: readonly Compilation[] = ['plain', 'xla']): Session & { clock: number; runs: string[] } {
  let way: Compilation = 'plain'
  let count = 7
  let compiled = false
  const array = (): NamedArrays => ({ count: { dtype: 'float32', shape: [], data: Float32Array.of(count) } })
  return {
    clock: 0,
    runs: [],
    compilations: () => ways,
    compile: (_program, chosen) => {
      way = chosen
    },
    run() {
      this.runs.push(way)
      if (way === 'xla' && fails) throw new Error('no such kernel')
      this.clock += way === 'plain' ? plain : xla + (compiled ? 0 : compiling)
      if (way === 'xla') compiled = true
      count += 1
      return {}
    },
    readState: array,
    writeState: (values) => {
      count = values['count']?.data[0] ?? Number.NaN
    },
    memory: () => ({ tensors: 0, bytes: 0 }),
    dispose: () => {},
  }
}

function tune(speeds: Speeds, calls: number, ways?: readonly Compilation[]): { readonly chosen: Compilation; readonly count: number; readonly runs: readonly string[]; readonly next: string } {
  const tested = session(speeds, ways)
  const { chosen } = tuneProgram(tested, 'train', {}, { calls, now: () => tested.clock })
  const { runs } = tested
  const tuned = [...runs]
  const count = tested.readState()['count']?.data[0] ?? Number.NaN
  if (!(speeds.fails ?? false) || chosen === 'plain') tested.run('train', {})
  return { chosen, count, runs: tuned, next: runs.at(-1) ?? '' }
}

describe('tuning a program', () => {
  test('takes the faster way where it is faster by enough, compiling not counted, and runs that way from then on', () => {
    expect(tune({ plain: 3, xla: 2 }, 10_000)).toMatchObject({ chosen: 'xla', next: 'xla' })
    expect(tune({ plain: 3, xla: 2.9 }, 10_000)).toMatchObject({ chosen: 'plain', next: 'plain' })
    expect(tune({ plain: 3, xla: 9 }, 10_000)).toMatchObject({ chosen: 'plain', next: 'plain' })
  })

  test('leaves the state as it was', () => {
    for (const speeds of [{ plain: 3, xla: 2 }, { plain: 2, xla: 3 }, { plain: 3, xla: 2, fails: true }]) expect(tune(speeds, 10_000).count).toBe(7)
  })

  test('does not compile for a run that ends soon, nor where there is nothing to choose', () => {
    expect(tune({ plain: 3, xla: 1 }, 100).runs).not.toContain('xla')
    expect(tune({ plain: 3, xla: 1 }, 10_000, ['plain'])).toMatchObject({ chosen: 'plain', runs: [] })
  })

  test('stays plain where compiling fails', () => {
    expect(tune({ plain: 3, xla: 1, fails: true }, 10_000)).toMatchObject({ chosen: 'plain', next: 'plain' })
  })

  test('ends in bounded time where steps are slow', () => {
    expect(tune({ plain: 2000, xla: 1900 }, 10_000).runs.length).toBeLessThan(12)
  })
})
